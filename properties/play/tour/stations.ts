/**
 * The stations of the tour: the pictures by which multicast routing was first explained, each as a scenario with a few sentences.
 * The words are for somebody who has never seen this law; the steps show what they say.
 */
import type { Backend, Scenario, Step, Topology } from '#spec';

export interface Station {
  readonly title: string;
  /** Paragraphs, shown beside the scenario. */
  readonly text: readonly string[];
  readonly scenario: Scenario;
}

/** `[id, node, backend]`; the ports count up. */
type PairEntry = readonly [string, string, Backend];

/** Node names stand for themselves and their hordes; `below < above` is an uplink. */
function topologyOf(
  nodes: readonly string[],
  uplinks: readonly (readonly [string, string])[],
  orcs: readonly string[],
  pairs: readonly PairEntry[],
): Topology {
  return {
    nodes: nodes.map((token) => ({ token, horde: token })),
    uplinks: uplinks.map(([below, above]) => ({ below, above })),
    orcs: orcs.map((name) => ({ name, nice: 0 })),
    pairs: pairs.map(([id, node, backend], at) => ({
      id,
      node,
      backend,
      port: backend === 'ee' ? null : 4001 + at,
    })),
    // The names are checked by a test; in code they would all have to be branded one by one.
  } as unknown as Topology;
}

const station = (
  title: string,
  text: readonly string[],
  topology: Topology,
  steps: readonly object[],
): Station => ({
  title,
  text,
  scenario: { version: 1, topology, steps: steps as readonly Step[] },
});

const twoClients = topologyOf(
  ['B', 'T'],
  [['T', 'B']],
  ['p1@T', 'p2@T'],
  [
    ['s1', 'T', 'axon'],
    ['s2', 'T', 'axon'],
  ],
);
const both = [
  { kind: 'join', orc: 'p1@T', pair: 's1' },
  { kind: 'join', orc: 'p2@T', pair: 's2' },
];
const NEWS = 'news<l1>.changed';

export const stations: readonly Station[] = [
  station(
    'Everybody hears it',
    [
      'T is a server node. It is attached to B, the node above it. Two clients, p1 and p2, are attached to T, each by a socket of its own.',
      'Commands go up, events come down. An event whose topic names no line is for everybody: B sends one frame to T, and T sends one to each client. With many clients that is slow, and everybody sees everything.',
    ],
    twoClients,
    [...both, { kind: 'publish', node: 'B', topic: 'news' }],
  ),
  station(
    'Why there is a table',
    [
      'To send an event to one client, a node has to know where the client is. It learns that from the commands: p1’s first command tells T that p1 is behind s1. T passes the command up, so B learns that p1 is behind T.',
      'The result of p1’s command is then sent the same way back, and to p1 alone. Look at the tables in the nodes, and at the tab “who hears”, which says for each client whether it must hear an event, and why.',
    ],
    twoClients,
    [
      ...both,
      { kind: 'command', orc: 'p1@T', pair: 's1', name: 'job' },
      { kind: 'publish', node: 'B', topic: 'p1@T::job.finished' },
    ],
  ),
  station(
    'Two backends: ee and axon',
    [
      'A client can live inside the node’s own process (ee, an event emitter) or outside (axon, a connection with a port for events). It can even do both.',
      'A table has an entry for each client and backend. All clients on ee share one emitter: the node emits an event once, and each of them hears it if it is for them.',
    ],
    topologyOf(
      ['T'],
      [],
      ['p1@T', 'p2@T'],
      [
        ['s1', 'T', 'axon'],
        ['e1', 'T', 'ee'],
        ['e2', 'T', 'ee'],
      ],
    ),
    [
      { kind: 'join', orc: 'p1@T', pair: 's1' },
      { kind: 'join', orc: 'p2@T', pair: 'e1' },
      { kind: 'join', orc: 'p1@T', pair: 'e2' },
      { kind: 'publish', node: 'T', topic: 'news' },
    ],
  ),
  station(
    'P1, P2, T and B',
    [
      'T has an entry for p1 and one for p2, each with the client’s own socket. B has both as well, but behind one and the same pair: T/B, the uplink of T.',
      'So an event for both of them crosses from B to T once, and is doubled by T only.',
    ],
    twoClients,
    [
      ...both,
      { kind: 'subscribe', orc: 'p1@T', pair: 's1', topic: NEWS },
      { kind: 'subscribe', orc: 'p2@T', pair: 's2', topic: NEWS },
      { kind: 'publish', node: 'B', topic: NEWS },
    ],
  ),
  station(
    'Lines, and their direction',
    [
      'A line is an id in a topic: in news<l1>.changed it is l1. p1 subscribes, and “:conn-line” climbs from node to node: each now knows that l1 leads down to p1.',
      'An event on that line follows it down: p1 hears it, p2 does not. Lines lead down only: what is published at T goes to T’s clients, and never up to B.',
      'A client that subscribes twice has to unsubscribe twice. Then “:disconn-line” climbs, and the line is gone.',
    ],
    twoClients,
    [
      ...both,
      { kind: 'subscribe', orc: 'p1@T', pair: 's1', topic: NEWS },
      { kind: 'publish', node: 'B', topic: NEWS },
      { kind: 'publish', node: 'T', topic: NEWS },
      { kind: 'subscribe', orc: 'p1@T', pair: 's1', topic: NEWS },
      { kind: 'unsubscribe', orc: 'p1@T', pair: 's1', topic: NEWS },
      { kind: 'publish', node: 'B', topic: NEWS },
      { kind: 'unsubscribe', orc: 'p1@T', pair: 's1', topic: NEWS },
      { kind: 'publish', node: 'B', topic: NEWS },
    ],
  ),
  station(
    'B and C',
    [
      'C stands above B. A client in B holds a line; C reaches it by that line, and nobody below B sees anything of it: the event stops where the line ends.',
    ],
    topologyOf(
      ['C', 'B', 'T'],
      [
        ['B', 'C'],
        ['T', 'B'],
      ],
      ['b1@B', 'p1@T'],
      [
        ['e1', 'B', 'ee'],
        ['s1', 'T', 'axon'],
      ],
    ),
    [
      { kind: 'join', orc: 'p1@T', pair: 's1' },
      { kind: 'subscribe', orc: 'b1@B', pair: 'e1', topic: 'stock<l7>.changed' },
      { kind: 'publish', node: 'C', topic: 'stock<l7>.changed' },
    ],
  ),
  station(
    'From the warehouse to the window manager',
    [
      'The warehouse, a program in B, tells of every change of an item. The window manager wm, a client of T, wants one item only and subscribes to its line.',
      'Frames can be held back here: from “frames are held back” on, each waits on its link until you click it. Click the frames in the order you like; of each link, the first one comes first.',
    ],
    topologyOf(
      ['B', 'T'],
      [['T', 'B']],
      ['wm@T', 'p2@T'],
      [
        ['s1', 'T', 'axon'],
        ['s2', 'T', 'axon'],
      ],
    ),
    [
      { kind: 'join', orc: 'p2@T', pair: 's2' },
      { kind: 'subscribe', orc: 'wm@T', pair: 's1', topic: 'warehouse<item7>.changed' },
      { kind: 'publish', node: 'B', topic: 'warehouse<item8>.changed' },
      { kind: 'publish', node: 'B', topic: 'warehouse<item7>.changed' },
      { kind: 'hold' },
      { kind: 'publish', node: 'B', topic: 'warehouse<item7>.changed' },
      { kind: 'descend', below: 'T', above: 'B' },
      { kind: 'settle' },
    ],
  ),
  station(
    'Delete the route',
    [
      'p1 and p2 share one socket. p1 leaves: “:delete-route” climbs, and each node forgets p1, with all lines that it held. p2, behind the same socket, stays as it was.',
      'Now it is yours: take it over, choose a router with a planted fault above, and see what it does otherwise.',
    ],
    topologyOf(['B', 'T'], [['T', 'B']], ['p1@T', 'p2@T'], [['s1', 'T', 'axon']]),
    [
      { kind: 'subscribe', orc: 'p1@T', pair: 's1', topic: NEWS },
      { kind: 'subscribe', orc: 'p2@T', pair: 's1', topic: NEWS },
      { kind: 'publish', node: 'B', topic: NEWS },
      { kind: 'leave', orc: 'p1@T' },
      { kind: 'publish', node: 'B', topic: NEWS },
    ],
  ),
  station(
    'A lost uplink',
    [
      'The uplink of T to B is lost. T and B notice, and B forgets everybody behind T: what is published at B meanwhile is lost to p1. Nothing is kept for it.',
      'When the uplink is back T announces everything anew: who is there, and each line that is held. From then on p1 hears again.',
    ],
    topologyOf(['B', 'T'], [['T', 'B']], ['p1@T'], [['s1', 'T', 'axon']]),
    [
      { kind: 'subscribe', orc: 'p1@T', pair: 's1', topic: NEWS },
      { kind: 'publish', node: 'B', topic: NEWS },
      { kind: 'uplink down', below: 'T', above: 'B' },
      { kind: 'publish', node: 'B', topic: NEWS },
      { kind: 'uplink up', below: 'T', above: 'B' },
      { kind: 'publish', node: 'B', topic: NEWS },
    ],
  ),
  station(
    'A race',
    [
      'Frames are held back from the start. p1 subscribes at T, and its line is on the way up to B. An event that is published at B now goes to nobody: B does not know of p1 yet, and the law does not ask it to guess.',
      'The line arrives at B. The next event goes down to T, and waits there until it arrives too.',
    ],
    topologyOf(['B', 'T'], [['T', 'B']], ['p1@T'], [['s1', 'T', 'axon']]),
    [
      { kind: 'join', orc: 'p1@T', pair: 's1' },
      { kind: 'hold' },
      { kind: 'subscribe', orc: 'p1@T', pair: 's1', topic: NEWS },
      { kind: 'arrive', pair: 's1' },
      { kind: 'publish', node: 'B', topic: NEWS },
      { kind: 'climb', below: 'T', above: 'B' },
      { kind: 'publish', node: 'B', topic: NEWS },
      { kind: 'descend', below: 'T', above: 'B' },
      { kind: 'settle' },
    ],
  ),
];
