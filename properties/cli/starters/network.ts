/**
 * A whole system for Partyline, to be filled in: what cannot be cut at a router's edge, with sockets of its own. It does
 * nothing yet and says so, and is valid as it is:  npx --no partyline check --router ./network.ts
 * The contract, with what each step means and each observation tells, is in the types that are imported here; what must
 * be true is told by `npx --no partyline clauses` and `explain LINE-2`.
 */
import type { Feature, Network, NetworkKind, Observation, Step, Topology } from 'partyline';

/**
 * What your system offers. Nothing else is asked of it, and what is left out is never held against it. Without a
 * backend (`axon` or `ee`) there are no orcs, so nobody hears an event. Take one after the other, from top to bottom:
 */
const features: Feature[] = [
  // 'axon',          // orcs over socket pairs: EVENT-1, EVENT-2, EVENT-5, EVENT-7, EVENT-8, ARP-7
  // 'ee',            // orcs in the same process: the same clauses on the emitter
  // 'broadcast',     // an event on a topic of no line is for everybody: EVENT-3
  // 'results',       // results go by the name of an orc: EVENT-4, EVENT-6; with `link frames` PRUNE-3, PRUNE-4
  // 'refusals',      // that an input is refused is told: EVENT-0
  // 'dispatches',    // that a command is handed to its handlers is told: more of ARP-2
  // 'closings',      // that a client's pair is closed is told: more of ROUTE-1
  // 'shared pairs',  // several orcs behind one pair: ROUTE-2
  // 'tables',        // table(): ARP-1, ARP-2, ARP-3, LINE-1, ROUTE-1, and LINE-2, LINE-8, ROUTE-6 can be told apart
  // 'whole tables',  // its tables show its whole state: explore continues once from equal tables
  // 'size',          // how much is remembered, as a number: more of SAFE-3
  // 'nodes',         // more than one node, uplinks: LINE-6, and most witnesses
  // 'link frames',   // what crosses a link between nodes is seen: PRUNE-1, PRUNE-2, PRUNE-3, PRUNE-4
  // 'set subscriptions', // a second subscription to the same changes nothing, in place of counting: LINE-9
  // 'copies per subscription', // an event on a line comes once for each subscription to it, in place of once: EVENT-12
  // 'messages',      // what goes up is compared: needed with `hop lines` for LINE-4
  // 'hop lines',     // lines are announced hop by hop: LINE-3, LINE-4
  // 'nice',          // ARP-6
  // 'greathall',     // the node's own orc: LINE-7
  // 'cuts',          // sockets are lost: ROUTE-4
  // 'both backends', // one orc on `ee` and `axon` at once: ARP-4, ROUTE-7
  // 'single ends',   // one endpoint ends alone: more of ROUTE-7
  // 'nested',        // commands by a pair that is no endpoint: more of ROUTE-7
  // 'moves',         // orcs come back elsewhere: ARP-5, with `cuts` ROUTE-5
  // 'rename',        // ARP-8
  // 'forward',       // events routed by horde: EVENT-9
  // 'raw',           // hostile input: SAFE-1, SAFE-2, ROUTE-3, LINE-5
  // 'raw links',     // hostile input between nodes: more of SAFE-1
  // 'stray frames',  // frames on pairs that are not attached (with `raw`): more of SAFE-1
  // 'heal',          // uplinks come back, nodes restart: HEAL-1, HEAL-2
  // 'reattachment',  // a lower node attaches anew while its uplink is up (with 'heal')
  // 'handlers',      // it runs the clients too: EVENT-10, EVENT-11
  // 'stall',         // a client may stop reading its events for a while: EVENT-13, EVENT-14
  // 'overlaps',      // steps do not wait for one another: more of all clauses
];

class MyNetwork implements Network {
  readonly topology: Topology;

  /** Start your nodes, and join them as `topology.uplinks` says; there are several only with the feature `nodes`. */
  constructor(topology: Topology) {
    this.topology = topology;
  }

  /** Does one step, waits until nothing is in flight, and returns all observations made meanwhile. */
  async apply(step: Step, _index: number): Promise<readonly Observation[]> {
    switch (step.kind) {
      // Begin here: an event is published at `step.node`, with the id `e<index>`; tell each frame that was written.
      // One whose topic holds `<>` is refused (EVENT-0):
      //   case 'publish':
      //     if (step.topic.includes('<>'))
      //       return [{ kind: 'refusal', node: step.node, fault: 'EMPTY_LINE', detail: 'no line' }];
      //     return [];
      // Then `join`, `command`, `subscribe`, `unsubscribe` and `leave`.
      default:
        return notYet(step.kind);
    }
  }

  // With the feature `tables`: async table(node: NodeToken): Promise<Table> { ... }
  // With the feature `size`: async size(node: NodeToken): Promise<number> { ... }

  async close(): Promise<void> {
    // Stop your nodes and release everything they use.
  }
}

/** Says that this is not supported yet: the scenario ends here, which counts neither for nor against the system. */
function notYet(what: string): never {
  throw Object.assign(new Error(what), { name: 'Unsupported' });
}

const kind: NetworkKind = {
  level: 'network',
  name: 'my-network',
  version: '0.0.1',
  features,
  contract: 2,
  // How it is known that nothing is in flight; see `Quiescence`.
  quiescence: 'silence',
  create: async (topology) => new MyNetwork(topology),
};
export default kind;
