#!/usr/bin/env python3
"""A multicast router in one file, with nothing but Python's standard library: npx partyline check -- python3 router.py
First the router: one node's tables, an input in, effects out. Then the adapter, which reads requests from stdin and
writes answers to stdout: take it over, and put your own router in the place of this one."""
import json, re, sys, traceback
from types import SimpleNamespace

# Lengths and order are in UTF-16 units. The line of a topic is the text between its first < and the next >.
def units(text): return text.encode('utf-16-be', 'surrogatepass')
def line_of(topic): return (re.match('[^<]*<([^>]+)>', topic) or [None, None])[1]

# SAFE-1: a malformed message is refused, whoever sends it. A missing field is passed as `...`.
def is_text(value, most, bars): return type(value) is str and 0 < len(units(value)) <= 2 * most and not re.search(bars, value)
def is_name(value): return is_text(value, 256, '[<>:$\x00-\x1f\x7f\ud800-\udfff]')
def is_orc(value): return is_name(value) and value.count('@') == 1
def is_topic(value): return is_text(value, 1024, '[\x00-\x1f\x7f\ud800-\udfff]')
def is_whole(value, least, most): return type(value) in (int, float) and value == value // 1 and least <= value <= most
def is_arp(value): return reads(value, ARP)
def is_message(value): return type(value) is dict and reads(value, MESSAGES.get(str(value.get('kind')), {'': is_name}))
def reads(value, fields): return type(value) is dict and all(fits(value.get(name, ...)) for name, fits in fields.items())

ARP = {'token': is_name, 'nice': lambda nice: is_whole(nice, 1 - 2**53, 2**53 - 1),
       'port': lambda port: port is None or is_whole(port, 0, 65535),
       'hordes': lambda hordes: type(hordes) is list and len(hordes) <= 256 and all(map(is_name, hordes))}
EVENT = {'topic': lambda topic: is_topic(topic) and '<>' not in topic, 'id': is_name,
         'payload': lambda payload: payload is not ..., 'forward': lambda horde: horde is ... or is_name(horde)}
MESSAGES = {
    'command': {'orcName': is_orc, 'arp': is_arp, 'name': lambda name: is_topic(name) and name[0] != ':',
                'join': lambda join: join is ... or type(join) is bool},
    ':announce': {'orcName': is_orc, 'arp': is_arp}, ':rename': {'orcName': is_orc, 'to': is_orc},
    ':conn-line': {'orcName': is_orc, 'arp': is_arp, 'lineId': is_name},
    ':disconn-line': {'orcName': is_orc, 'lineId': is_name}, ':delete-route': {'orcName': is_orc}}
class Router:
    """A route is where an orc is reached; `lower`: through a lower node; `nested`: not by an endpoint of the orc."""
    def __init__(self, token, horde):
        self.token, self.horde, self.effects = token, horde, []
        self.pairs, self.uplinks = {}, {}  # Pairs by id, as they attached; this node's port on each uplink that is up.
        self.hall = SimpleNamespace(backend='ee', orcName='greathall', token=token, socket='greathall', port=None,
                                    hordes=[horde], nice=0, lines={}, nested=False, lower=False)
        self.routes = [self.hall]

    def handle(self, given):
        self.effects = []
        getattr(self, given['kind'].replace(' ', '_'))(given)
        return self.effects

    def table(self):
        return {'node': self.token, 'routes': [
            {**{name: vars(route)[name] for name in ('backend', 'orcName', 'token', 'socket', 'port', 'hordes', 'nice')},
             'lines': [{'lineId': line, 'count': route.lines[line]} for line in sorted(route.lines, key=units)]}
            for route in self.sorted()]}

    # The table: queries, then changes.
    def sorted(self): return sorted(self.routes, key=lambda route: (route.backend, units(route.orcName)))
    def of(self, orc): return [route for route in self.routes if route.orcName == orc]
    def by(self, orc, pair): return next((route for route in self.of(orc) if route.socket == pair['pair']), None)
    def lines_of(self, orc): return sorted({line for route in self.of(orc) for line in route.lines}, key=units)
    def size(self): return len([*self.pairs, *self.uplinks]) + sum(1 + len([*each.hordes, *each.lines]) for each in self.routes)
    def keep(self, kept): self.routes = [route for route in self.routes if kept(route)]

    def refresh(self, orc, pair, arp, nested=False):  # ARP-2, ARP-3, ARP-6
        route = self.by(orc, pair) or SimpleNamespace(backend=pair['backend'], orcName=orc, socket=pair['pair'], lines={})
        self.routes = [*(each for each in self.routes if each is not route), route]
        route.token, route.port, route.lower = pair['node'] or arp['token'], pair['port'], bool(pair['node'])
        route.hordes, route.nested = sorted(set(arp['hordes']), key=units), nested
        for each in self.of(orc):
            each.nice = int(arp['nice'])
        return route

    # Effects.
    def do(self, kind, **words): self.effects.append({'kind': kind, **words})
    def refuse(self, fault, detail): self.do('refuse', fault=fault, detail=detail)

    def arp(self, nice, hordes=()):  # The ARP data of this node in a message to the node above.
        known = {self.horde, *hordes, *(horde for route in self.routes for horde in route.hordes)}
        return {'token': self.token, 'hordes': sorted(known, key=units), 'nice': int(nice)}

    def up(self, *messages, only=None):
        for uplink in [only] if only else sorted(self.uplinks, key=units):
            for message in messages:
                arp = {'arp': {**message['arp'], 'port': self.uplinks[uplink]}} if 'arp' in message else {}
                self.do('send', uplink=uplink, message={**message, **arp})

    def conn_lines(self, orc, arp):
        return [{'kind': ':conn-line', 'lineId': line, 'orcName': orc, 'arp': arp} for line in self.lines_of(orc)]

    # Links come and go.
    def attached(self, pair):
        for older in [each for each in self.pairs.values() if each['node'] and each['node'] == pair['node']]:
            self.lost(older)
        self.pairs[pair['pair']] = pair

    def lost(self, given):
        if self.pairs.pop(given['pair'], None):
            for route in [each for each in self.sorted() if each.socket == given['pair']]:
                self.end(route)

    def ended(self, given):
        route = self.by(given['orcName'], given)
        if route and not (route.nested or route.lower): self.end(route)

    def end(self, route):  # ROUTE-7: the orc goes with its last endpoint.
        before = self.lines_of(route.orcName)
        self.keep(lambda each: each is not route)
        if not route.nested and all(each.nested for each in self.of(route.orcName)):
            self.keep(lambda each: each.orcName != route.orcName)
            self.up({'kind': ':delete-route', 'orcName': route.orcName})
        elif not route.nested:
            gone = [line for line in before if line not in self.lines_of(route.orcName)]
            self.up(*({'kind': ':disconn-line', 'lineId': line, 'orcName': route.orcName} for line in gone))

    def uplink_up(self, given):  # HEAL-1: announces every orc to the node above.
        self.uplinks[given['uplink']] = given['port']
        for orc in sorted({route.orcName for route in self.routes} - {'greathall'}, key=units):
            arp = self.arp(self.of(orc)[0].nice)
            self.up({'kind': ':announce', 'orcName': orc, 'arp': arp}, *self.conn_lines(orc, arp), only=given['uplink'])

    def uplink_down(self, given): self.uplinks.pop(given['uplink'], None)

    # Messages from below.
    def frame(self, given):  # SAFE-2: which sender may send what.
        pair, frame = self.pairs.get(given['pair']), given['frame']
        if pair is None or not is_message(frame):
            return self.refuse('MALFORMED' if pair else 'UNKNOWN_PAIR', 'it does not read')
        kind, orc, own = frame['kind'], frame['orcName'], self.by(frame['orcName'], pair)
        if kind == ':delete-route' and own and own.nested:
            return self.keep(lambda route: route is not own)
        stranger = own.nested if own else bool(self.of(orc))
        barred = {'command': False, ':announce': not pair['node'], ':rename': True}
        if barred.get(kind, stranger and (not pair['node'] or own)):
            return self.refuse('NOT_YOURS', f'the pair may not say this of {orc}')
        if kind in barred or not stranger:
            getattr(self, kind.strip(':').replace('-', '_'))(frame, pair, orc, own)

    def command(self, message, pair, orc, own):  # ARP-2, ARP-5, ROUTE-7
        known, joins = self.of(orc), message['kind'] == ':announce' or message.get('join', False)
        taken = [route for route in known if joins and not own
                 and (pair['node'] or route.lower or route.backend == pair['backend'])]
        nests = (not pair['node'] and any(not route.nested and not route.lower for route in known)
                 and all(route.backend != pair['backend'] for route in known))
        self.keep(lambda route: route not in taken)
        if joins or own or nests:
            self.refresh(orc, pair, message['arp'], nested=not joins and (not own or own.nested))
        arp = self.arp(message['arp']['nice'], message['arp']['hordes'])
        if message['kind'] == 'command':
            message = {**message, 'join': joins}
            self.do('dispatch', name=message['name'], orcName=orc)
        self.up(*[{'kind': ':delete-route', 'orcName': orc}] * bool(taken), {**message, 'arp': arp},
                *self.conn_lines(orc, arp) * bool(taken))
    announce = command

    def delete_route(self, message, pair, orc, own):  # ROUTE-1 to ROUTE-3
        known = self.of(orc)
        self.keep(lambda route: route not in known)
        if known:
            self.up(message)
        for socket in [route.socket for route in known if not route.nested and not route.lower]:
            if all(route.nested or route.socket != socket for route in self.routes) and self.pairs.pop(socket, None):
                self.keep(lambda route: route.socket != socket)
                self.do('close', pair=socket, reason='its last orc has left')

    def conn_line(self, message, pair, orc, own):  # LINE-1 to LINE-4
        line, held = message['lineId'], self.lines_of(orc)
        lines = self.refresh(orc, pair, message['arp']).lines
        lines[line] = 1 if pair['node'] else lines.get(line, 0) + 1
        if line not in held:
            self.up({**message, 'arp': self.arp(message['arp']['nice'], message['arp']['hordes'])})

    def disconn_line(self, message, pair, orc, own):  # LINE-2, LINE-5
        if own and self.fewer(own, message['lineId']) and message['lineId'] not in self.lines_of(orc):
            self.up(message)

    def fewer(self, route, line):  # Returns whether it was the last.
        count = route.lines.pop(line, 0) - 1
        route.lines.update({line: count} if count > 0 else {})
        return count == 0

    # Events.
    def publish(self, given):
        self.event({'frame': {name: given[name] for name in ('topic', 'id', 'payload')}}, published=True)

    def event(self, given, published=False):  # EVENT-0: the first match decides.
        frame, fault = given['frame'], 'MALFORMED' if published or given['uplink'] in self.uplinks else 'UNKNOWN_PAIR'
        if fault == 'UNKNOWN_PAIR' or not reads(frame, EVENT):
            return self.refuse('EMPTY_LINE' if published and '<>' in frame['topic'] else fault, 'it does not read')
        topic, lower = frame['topic'], []
        routes = [route for route in self.routes if not route.nested]
        if '::' in topic and topic.endswith(('.finished', '.error')):
            orc = topic.split('::')[0]
            routes = [route for route in routes if route.orcName == orc and (published or route is not self.hall)]
        elif line_of(topic):
            routes = [route for route in routes if line_of(topic) in route.lines]
        else:
            lower = [pair for pair in self.pairs if self.pairs[pair]['node']]
        event = {name: frame[name] for name in ('topic', 'id', 'payload')}
        pairs = {*lower, *(route.socket for route in routes if route.backend == 'axon')}
        if pairs:  # EVENT-5: each carrier at most once.
            self.do('write', event=event, pairs=sorted(pairs, key=units))
        if any(route.backend == 'ee' for route in routes):
            self.do('emit', event=event)

    def subscribe(self, given):  # LINE-7: greathall's lines belong to its node.
        line = line_of(given['topic'])
        self.hall.lines.update({line: self.hall.lines.get(line, 0) + 1} if line else {})

    def unsubscribe(self, given): self.fewer(self.hall, line_of(given['topic']))

# The adapter.
HELLO = {'protocol': 1, 'dialect': 'xcraft-1', 'level': 'router', 'name': 'router.py', 'version': '1.0.0',
         'quiescence': 'exact', 'batch': True, 'features': [
             'ee', 'axon', 'nodes', 'shared pairs', 'both backends', 'greathall', 'tables', 'size', 'messages', 'hop lines', 'nice',
             'nested', 'moves', 'single ends', 'cuts', 'raw', 'raw links', 'stray frames', 'overlaps', 'interleaving', 'heal', 'reattachment']}
nodes = {}

def answer(request):
    kind = request['kind']
    try:
        if kind == 'reset':
            nodes.clear()
            nodes.update({node['token']: Router(**node) for node in request['topology']['nodes']})
        elif kind == 'restart':
            nodes[request['node']] = Router(request['node'], nodes[request['node']].horde)
        elif kind == 'step':
            return {'effects': nodes[request['node']].handle(request['input'])}
        elif kind == 'tables':
            return {'tables': [nodes[node].table() for node in request['nodes']]}
        elif kind == 'size': return {'sizes': [nodes[node].size() for node in request['nodes']]}
        elif kind == 'run':
            return {'answers': [list(answers(script)) for script in request['scripts']]}
        return HELLO if kind == 'hello' else {}
    except Exception as error:  # Becomes a finding at this step; the process lives on.
        return {'crash': f'{type(error).__name__}: {error}', 'stack': traceback.format_exc()}

def answers(script):
    answer({'kind': 'reset', **script})
    for question in script['questions']:
        given = answer(question)
        yield given
        if 'crash' in given: break

def main():
    sys.setrecursionlimit(20_000)  # Hostile frames may be deeply nested.
    for text in sys.stdin:
        request = json.loads(text)
        print(json.dumps({'id': request['id'], **answer(request)}), flush=True)
        if request['kind'] == 'bye': break

if __name__ == '__main__':
    main()
