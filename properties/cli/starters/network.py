#!/usr/bin/env python3
"""A whole system for Partyline, to be filled in: what cannot be cut at a router's edge, with requests on stdin and answers
on stdout (PROTOCOL.md).

It does nothing yet and says so, and is valid as it is:  npx --no partyline check -- python3 network.py
What must be true is told by `npx --no partyline clauses` and `explain LINE-2`. Print to stderr only: stdout is the wire.
"""
import json
import sys
import traceback

# What your system offers. Nothing else is asked of it, and what is left out is never held against it. Without a backend
# ('axon' or 'ee') there are no orcs, so nobody hears an event. Take one after the other, from top to bottom:
FEATURES = [
    # 'axon',          # orcs over socket pairs: EVENT-1, EVENT-2, EVENT-5, EVENT-7, EVENT-8, ARP-7
    # 'ee',            # orcs in the same process: the same clauses on the emitter
    # 'broadcast',     # an event on a topic of no line is for everybody: EVENT-3
    # 'results',       # results go by the name of an orc: EVENT-4, EVENT-6; with `link frames` PRUNE-3, PRUNE-4
    # 'refusals',      # that an input is refused is told: EVENT-0
    # 'dispatches',    # that a command is handed to its handlers is told: more of ARP-2
    # 'closings',      # that a client's pair is closed is told: more of ROUTE-1
    # 'shared pairs',  # several orcs behind one pair: ROUTE-2
    # 'tables',        # table(): ARP-1, ARP-2, ARP-3, LINE-1, ROUTE-1, and LINE-2, LINE-8, ROUTE-6 can be told apart
    # 'whole tables',  # its tables show its whole state: explore continues once from equal tables
    # 'size',          # how much is remembered, as a number: more of SAFE-3
    # 'nodes',         # more than one node, uplinks: LINE-6, and most witnesses
    # 'link frames',   # what crosses a link between nodes is seen: PRUNE-1, PRUNE-2, PRUNE-3, PRUNE-4
    # 'set subscriptions', # a second subscription to the same changes nothing, in place of counting: LINE-9
    # 'copies per subscription', # an event on a line comes once for each subscription to it, in place of once: EVENT-12
    # 'messages',      # what goes up is compared: needed with `hop lines` for LINE-4
    # 'hop lines',     # lines are announced hop by hop: LINE-3, LINE-4
    # 'nice',          # ARP-6
    # 'greathall',     # the node's own orc: LINE-7
    # 'cuts',          # sockets are lost: ROUTE-4
    # 'both backends', # one orc on `ee` and `axon` at once: ARP-4, ROUTE-7
    # 'single ends',   # one endpoint ends alone: more of ROUTE-7
    # 'nested',        # commands by a pair that is no endpoint: more of ROUTE-7
    # 'moves',         # orcs come back elsewhere: ARP-5, with `cuts` ROUTE-5
    # 'rename',        # ARP-8
    # 'forward',       # events routed by horde: EVENT-9
    # 'raw',           # hostile input: SAFE-1, SAFE-2, ROUTE-3, LINE-5
    # 'raw links',     # hostile input between nodes: more of SAFE-1
    # 'stray frames',  # frames on pairs that are not attached (with `raw`): more of SAFE-1
    # 'heal',          # uplinks come back, nodes restart: HEAL-1, HEAL-2
    # 'reattachment',  # a lower node attaches anew while its uplink is up (with 'heal')
    # 'handlers',      # it runs the clients too: EVENT-10, EVENT-11
    # 'stall',         # a client may stop reading its events for a while: EVENT-13, EVENT-14
    # 'overlaps',      # steps do not wait for one another: more of all clauses
]

HELLO = {
    'protocol': 1, 'dialect': 'xcraft-1', 'level': 'network', 'name': 'network.py', 'version': '0.0.1',
    # How it is known that nothing is in flight (PROTOCOL.md#quiescence). batch: it takes whole scenarios in one request.
    'features': FEATURES, 'contract': 2, 'quiescence': 'silence', 'batch': False,
}


class NotYet(Exception):
    """Not supported yet: the scenario ends here, which counts neither for nor against the system."""


class Network:
    """Start your nodes, and join them as topology['uplinks'] says; there are several only with the feature 'nodes'."""

    def __init__(self, topology):
        self.topology = topology

    def apply(self, step, index):
        """Does one step, waits until nothing is in flight, and returns all observations made meanwhile."""
        kind = step['kind']
        # Begin here: an event is published at step['node'], with the id f'e{index}'; tell each frame that was written.
        # One whose topic holds <> is refused (EVENT-0):
        #   if kind == 'publish':
        #       if '<>' in step['topic']:
        #           return [{'kind': 'refusal', 'node': step['node'], 'fault': 'EMPTY_LINE', 'detail': 'no line'}]
        #       return []
        # Then 'join', 'command', 'subscribe', 'unsubscribe' and 'leave'.
        raise NotYet(kind)

    def settle(self):
        """Observations made since the last answer."""
        return []

    def table(self, node):
        raise NotYet('tables')  # With the feature 'tables': {'node': node, 'routes': [...]}

    def size(self, node):
        raise NotYet('size')  # With the feature 'size': how much the router of this node remembers, as one number

    def close(self):
        """Stop your nodes and release everything they use."""


network = None


def answer(request):
    global network
    kind = request['kind']
    try:
        if kind == 'hello':
            return HELLO
        if kind == 'step':
            return {'observations': network.apply(request['step'], request['index'])}
        if kind == 'settle':
            return {'observations': network.settle()}
        if kind == 'tables':
            return {'tables': [network.table(node) for node in request['nodes']]}
        if kind == 'size':
            return {'sizes': [network.size(node) for node in request['nodes']]}
        if network is not None:  # reset, or bye: nothing of the last scenario is left.
            network.close()
            network = None
        if kind == 'reset':
            network = Network(request['topology'])
        return {}
    except NotYet as what:
        return {'unsupported': str(what)}
    except Exception as error:  # Becomes a finding at this step; the process lives on.
        return {'crash': f'{type(error).__name__}: {error}', 'stack': traceback.format_exc()}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({'id': request['id'], **answer(request)}), flush=True)
        if request['kind'] == 'bye':
            return


if __name__ == '__main__':
    main()
