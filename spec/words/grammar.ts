/**
 * Grammar: how long a name, a topic or a frame may be, and what the marks in them mean, as a registry for pages and people. The
 * parsing itself is in `names.ts`, `topic.ts`, `message.ts` and `json.ts`, which also define the numbers.
 */
import { FRAME_DEPTH, PAYLOAD_DEPTH } from './json.ts';
import { HORDES_LIMIT, PORT_LIMIT } from './message.ts';
import { NAME_LIMIT, TOPIC_LIMIT } from './names.ts';

export interface Limit {
  readonly least: number;
  readonly most: number;
  readonly unit: string;
  /** To what the limit applies, in words. */
  readonly of: string;
}

export const limits = {
  name: {
    least: 1,
    most: NAME_LIMIT,
    unit: 'UTF-16 units',
    of: 'a node token, an orcName, a line id, a horde, the id of a pair or of an event, a client’s token',
  },
  topic: {
    least: 1,
    most: TOPIC_LIMIT,
    unit: 'UTF-16 units',
    of: 'a topic, a pattern, the name of a command',
  },
  port: { least: 0, most: PORT_LIMIT, unit: '', of: 'a port on `axon`; on `ee` it is null' },
  hordes: { least: 0, most: HORDES_LIMIT, unit: 'names', of: 'the hordes in one `arp`' },
  nice: {
    least: Number.MIN_SAFE_INTEGER,
    most: Number.MAX_SAFE_INTEGER,
    unit: '',
    of: '`nice`, an integer',
  },
  payload: {
    least: 0,
    most: PAYLOAD_DEPTH,
    unit: 'levels of lists and objects',
    of: 'the payload of an event in a scenario',
  },
  'raw frame': {
    least: 0,
    most: FRAME_DEPTH,
    unit: 'levels of lists and objects',
    of: 'a raw frame in a scenario',
  },
} as const satisfies Readonly<Record<string, Limit>>;

/** What a mark in a name, topic or pattern means. */
export const marks = {
  '@': 'stands exactly once in an orcName; `greathall` is the one orcName without it',
  '<…>': 'from the first `<` to the next `>`, not empty: the line of a topic or pattern',
  '<>': 'names no line: a topic that holds it is refused at its publisher, and malformed from above (EVENT-0)',
  '::': 'ends the orcName at the beginning of a result’s topic; the first one counts',
  '.finished': 'at its end makes a topic that holds `::` a result',
  '.error': 'the same',
  '*': 'in a pattern stands for one or more characters; all else stands for itself (EVENT-10)',
  ':': 'begins the name of an internal message, which no command handler ever gets',
  $: 'is reserved: in no name, without a meaning in a topic',
} as const satisfies Readonly<Record<string, string>>;
