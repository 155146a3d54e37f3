/**
 * Meanings: what each word on the wire means, in one sentence, and what other systems call it. PROTOCOL.md is
 * generated from it. Separate from the schemas, which say how each word is written.
 */

import type { Effect, Input } from '../router.ts';
import type { Message } from '../words/message.ts';
import type { Observation } from '../words/observation.ts';
import type { RequestKind } from './wire.ts';

/** The requests of the harness and the answers to them. */
export const requestMeanings = {
  hello: {
    meaning: 'Who are you? Always the first, once.',
    answer: 'the hello, see below',
  },
  reset: {
    meaning:
      'A new scenario: forget everything, and be the nodes of this topology. All uplinks are down (router level: they come up by inputs) or up (network level). `pairs` are places where clients may attach later, `orcs` the names they may have.',
    answer: '`{}`',
  },
  step: {
    meaning:
      'Router level: `node` gets `input`. Network level: do `step`, number `index`, from outside; an event published by it has the id `e` and the index.',
    answer: '`{ effects }` at router level, `{ observations, pending? }` at network level',
  },
  restart: {
    meaning: 'Router level: the program of `node` ends and begins anew, with nothing.',
    answer: '`{}`',
  },
  settle: {
    meaning: 'Network level: what has happened meanwhile, and how much is still under way?',
    answer: '`{ observations, pending }`',
  },
  tables: {
    meaning: 'The ARP tables of these nodes as they stand. Asked only where `tables` is declared.',
    answer: '`{ tables }`, in the order of `nodes`',
  },
  size: {
    meaning:
      'How much the routers of these nodes remember: for each the number of pairs, routes, names, lines, ids and all else that it keeps, but for what never exceeds a fixed bound. Asked only where `size` is declared, at the start and at the end of a scenario, and must then be no larger (SAFE-3).',
    answer: '`{ sizes }`, numbers in the order of `nodes`',
  },
  run: {
    meaning:
      'Whole scenarios: each script is a `reset` with its topology and then its `questions`, which look like the requests above without an id. Asked only where `batch` is true.',
    answer: '`{ answers }`: for each script the list of the answers to its questions',
  },
  bye: {
    meaning: 'It is over. Answer and end; the end of stdin means the same.',
    answer: '`{}`',
  },
} as const satisfies Record<RequestKind, { meaning: string; answer: string }>;

export const inputMeanings = {
  attached:
    'A pair is there, before anything else of it. `node` is the token of the lower node, null for a client. On `ee` the pair is the socket id and `port` is null.',
  lost: 'A pair is gone; the named socket of it was lost first (ROUTE-4).',
  ended: 'One orc’s endpoint on a pair has ended without a word; the pair stays (ROUTE-7).',
  frame: 'A frame came on the command bus of a pair. It is raw: it may be anything (SAFE-1).',
  'uplink up':
    'This node is attached to the node above; `port` is its event port there. Tell that node, and no other, whom you reach (HEAL-1).',
  'uplink down': 'Send nothing on it until it is up again.',
  event: 'A frame came down on the event bus of an uplink. It is raw.',
  publish: 'The node’s own program publishes an event. `forward` is a horde or null.',
  subscribe: 'Greathall, the node’s own orc, subscribes (LINE-7).',
  unsubscribe: 'Greathall unsubscribes.',
} as const satisfies Record<Input['kind'], string>;

export const effectMeanings = {
  send: 'Send `message` up one uplink.',
  write: 'Write `event` on the event sockets of these pairs, each at most once (EVENT-5).',
  emit: 'Emit `event` on the node’s emitter, which all on `ee` share, greathall included.',
  close: 'Close a pair. No `lost` follows.',
  refuse: 'The input is refused and has changed nothing; `fault` is one of the list below.',
  dispatch: 'Hand a command to the node’s handlers; never a name that starts with `:`.',
} as const satisfies Record<Effect['kind'], string>;

export const observationMeanings = {
  frame: 'An event was written on the event socket of `pair` by `node`.',
  emission: 'An event was emitted on the emitter of `node`.',
  message: 'A message crossed the link from `below` up to `above` (feature `messages`).',
  refusal: '`node` refused something.',
  closed: '`node` closed a client’s pair.',
  dispatch:
    'A command reached the handlers of `node`; `routed` says whether its orc’s route stood in the table by then, null where that cannot be seen.',
  handled: 'A handler of an orc ran, for this pattern and with this event (feature `handlers`).',
} as const satisfies Record<Observation['kind'], string>;

/** `yours`: what other systems usually call the same thing; an adapter translates it. */
export const messageMeanings = {
  command: {
    meaning: 'A command of an orc; `join` on the first one of an endpoint.',
    yours: 'a request, a call; with `join` a connect, a login, a hello of a client',
  },
  ':conn-line': { meaning: 'The orc subscribes to a line.', yours: 'subscribe, join a group' },
  ':disconn-line': {
    meaning: 'The orc gives one subscription back.',
    yours: 'unsubscribe, leave a group',
  },
  ':delete-route': { meaning: 'The orc leaves.', yours: 'disconnect, unregister, route withdrawn' },
  ':rename': {
    meaning: 'The orc takes its final name.',
    yours: 'authenticate, change of identity',
  },
  ':announce': {
    meaning: 'A lower node tells whom it reaches, when its uplink is up.',
    yours: 'route advertisement, state transfer',
  },
  ':way': {
    meaning: 'With `ways`: a lower node tells its present way to an orc, path and lines, whole.',
    yours: 'route update',
  },
} as const satisfies Record<Message['kind'], { meaning: string; yours: string }>;
