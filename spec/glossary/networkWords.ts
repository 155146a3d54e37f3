/**
 * Words of the network: who is there, how they are joined, what crosses a link. The law is written in these words. They come
 * before the words of the harness, because none of them needs a word of the harness.
 */
import type { WordEntry } from './wordEntry.ts';

export const networkWords = {
  node: {
    meaning:
      'One server process with one router. Its token names it, its horde is its routing key. A node with no node above it is a root.',
  },
  router: {
    meaning:
      'The program of one node that keeps the ARP table and decides where each message and event goes. Not the whole: that is the network.',
  },
  network: { meaning: 'All nodes of a topology with their links, pairs and clients.' },
  topology: {
    meaning:
      'The nodes of a network, who is below whom, the orcs there may be, and the pairs by which they may attach.',
  },
  orc: {
    meaning:
      'A client of the network, and whatever hears events. It is known by its orcName, such as `p1@n1`: a name, `@`, and the token of the node that it joined first.',
    isRare: true,
  },
  greathall: {
    meaning:
      'The node’s own internal orc, on `ee`. It is always there, and its subscriptions are local to the node.',
    isRare: true,
  },
  horde: {
    meaning:
      'The routing key of a node, unique in a network: an event with `forward` travels to the node whose horde it names.',
    isRare: true,
  },
  token: {
    meaning:
      'The name by which a node is known to others. A client’s token is, in scenarios, the id of the pair it speaks on.',
  },
  nice: {
    meaning:
      'A priority that a client tells of itself. It is stored and passed on, and changes no routing decision.',
    isRare: true,
  },
  backend: {
    meaning:
      'How an orc is attached: `ee` (in the same process, by an event emitter) or `axon` (from another process, by sockets). An orc can be on both at one node.',
    isRare: true,
  },
  ee: {
    meaning:
      'The backend of orcs in the node’s own process: an event emitter that all of them share.',
    isRare: true,
  },
  axon: {
    meaning:
      'The backend of orcs and lower nodes in other processes. Named after the socket library that Xcraft uses.',
    isRare: true,
  },
  pair: {
    meaning:
      'One attachment of a client or of a lower node. On `axon` it is a command socket, on which the node only receives, and an event socket, on which it only sends; they live and die together. Several orcs may share a pair. On `ee` it is a socket id.',
  },
  socket: {
    meaning:
      'One half of a pair. The socket of a route is the pair on which the orc’s messages arrive.',
  },
  port: {
    meaning:
      'The number by which a node knows the event socket of a pair. Two pairs of one node may have equal ports.',
  },
  endpoint: {
    meaning:
      'Where an orc hears: a pair on which it has joined or subscribed. A subscription belongs to the endpoint it was made on.',
  },
  attachment: {
    meaning:
      'An endpoint as its client knows it. It is stale when the orc has since joined by another pair that took the route over, while the older one still stands.',
  },
  stall: {
    meaning:
      'The time in which the client of a pair does not read its event socket. What is written there meanwhile is kept for it or dropped (EVENT-14).',
  },
  nested: {
    meaning:
      'Of a command or a route: by a pair that is no endpoint of the orc. A nested route is not heard on, and goes with the orc’s last endpoint.',
    isRare: true,
  },
  link: {
    meaning:
      'What joins two parties, with a command bus up and an event bus down. Each bus is first in, first out.',
  },
  uplink: {
    meaning:
      'The link by which a node joins another as its client, over a pair: it is then below that node. A node may have several.',
    isRare: true,
  },
  way: {
    meaning:
      'A chain of uplinks from a node up to another. Above a node are all nodes on its ways up. With `ways` also what a lower node last told of an orc: a path and the lines.',
  },
  carrier: {
    meaning:
      'What carries events down: the event socket of a pair, or the emitter of a node, which all on `ee` there share.',
    isRare: true,
  },
  'command bus': {
    meaning: 'Push and pull, from an orc or a lower node up to one node. Messages go on it.',
  },
  'event bus': {
    meaning:
      'Publish and subscribe, from a node down to its orcs and lower nodes. Events go on it.',
  },
  command: {
    meaning:
      'What an orc asks of a node. As a message it also tells every node on its way where the orc is.',
  },
  message: {
    meaning:
      'What crosses a link upwards: a command, or one of the internal messages, whose names begin with `:`.',
  },
  event: {
    meaning:
      'What is multicast: a topic, an id that is unique in the network, and a payload. It is published at one node.',
  },
  topic: {
    meaning:
      'The name of an event. It alone says who is addressed: one orc, the subscribers of a line, or everybody.',
  },
  pattern: {
    meaning: 'What an orc subscribes to: a topic in which `*` stands for one or more characters.',
  },
  frame: {
    meaning:
      'One write on one link: of one event on one event socket, or of one message. A raw frame is one that may be anything.',
  },
  emission: { meaning: 'One event handed to the emitter of a node: what a frame is on `axon`.' },
  line: {
    meaning:
      'What subscribers share: an id. A topic or pattern that holds `<id>` is on line `id`, and its events go only where somebody holds that line.',
  },
  subscription: {
    meaning:
      'One pattern that an orc wants to hear at one endpoint, counted: it ends with as many unsubscribes. With it the orc holds the line that is in the pattern.',
  },
  result: {
    meaning:
      'An event that is for one orc: its topic ends in `.finished` or `.error` and holds `::`, and the orc is named before that.',
  },
  broadcast: {
    meaning:
      'An event that is neither a result nor on a line: every orc at or below its node hears it.',
  },
  forward: {
    meaning:
      'A field of an event: the horde of the node that shall handle it as if it were published there.',
  },
  addressed: {
    meaning:
      'An orc is addressed by an event that names it, that is on a line it holds, or that is broadcast.',
  },
  audience: {
    meaning: 'The orcs that hear an event: those whom it must reach, and those whom it may reach.',
  },
  hears: {
    meaning:
      'An orc hears an event at an endpoint when a frame of it is on the carrier there and the orc is addressed.',
  },
  handler: {
    meaning:
      'What an orc runs for events that match its pattern. One run of it is an event handled.',
  },
  'ARP table': {
    meaning:
      'What a node knows of who is where: its routes. Named after the address tables of computer networks.',
    isRare: true,
  },
  route: {
    meaning:
      'One entry of the ARP table: for one orc on one backend its token, socket, port, hordes, nice and lines.',
  },
  arp: {
    meaning:
      'A field of a message: what its sender says of itself, `{ token, port, hordes, nice }`. It makes or refreshes the route.',
    isRare: true,
  },
  'take over': {
    meaning:
      'To replace the route of an orc by one over another pair, without lines: what a join elsewhere does to the older route.',
  },
  announce: {
    meaning:
      'What a lower node does when its uplink is up: it tells the node above of every orc that it reaches, and of its lines.',
  },
  join: {
    meaning: 'The first command of an orc on an endpoint. It makes the endpoint and the route.',
  },
  leave: {
    meaning:
      'What an orc does at its end: `:delete-route` as the last message on every endpoint it has.',
  },
  home: { meaning: 'The node at which an orc has its endpoint.' },
  path: {
    meaning:
      'The nodes from one down to an orc’s home, both included, the upper first, none of them twice (with `ways`).',
  },
  'least path': {
    meaning:
      'The path with the fewest nodes; of these the first in order, compared token by token from the top.',
  },
  stamp: {
    meaning:
      'A node’s number for a command or a broadcast that began there: which start of the node it is, and a count since then. It grows.',
  },
  trail: { meaning: 'The nodes that an event has crossed, in order (with `ways`).' },
  'in flight': {
    meaning:
      'Sent and not yet delivered: the frames that are on any bus, and the word of a loss that somebody has yet to get.',
  },
  settled: { meaning: 'Of a network or a moment: nothing is in flight any more.' },
  fault: {
    meaning:
      'A reason for which a router refuses an input, one of a closed list. Of a step: one that takes something away.',
  },
  refusal: {
    meaning:
      'A router’s answer to an input that it does not do. It names a fault, and leaves everything as it was.',
  },
} as const satisfies Readonly<Record<string, WordEntry>>;
