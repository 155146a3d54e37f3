/**
 * Free: what the law leaves open, each with its reason, and which inputs never come. No check judges what is listed here. Separate from the clauses, which say
 * what must be so; a router that differs from the model only in what is free is as right as the model.
 */
import type { Input } from './router.ts';

export interface Freedom {
  readonly what: string;
  readonly because: string;
}

/** What makes an orc free, so that it may hear an event or not. */
export const freeOrcs = {
  'two attachments': {
    what: 'An orc of which two attachments stand, the newer of which took the route over (by another pair of the same backend, or at another node). Once the older one has ended and all is settled, it is judged again (ROUTE-5).',
    because: 'Where the older node has yet to hear of the move, both ways are known.',
  },
  'newer one gone': {
    what: 'An orc whose newer attachment ended first, while the older one stood.',
    because: 'The way above of the older one was taken away by the newer.',
  },
  'older one spoke': {
    what: 'An orc that spoke by its older attachment, or by any pair at that node, or that joined once more while two stood.',
    because: 'Whichever word comes last at a node decides which way it takes for the newer.',
  },
  'ways changed': {
    what: 'An orc of which two attachments stood while an uplink went down or came back, or a node began anew, on the ways up of either.',
    because: 'Both nodes announce it, and the later announcement takes the route.',
  },
  'in flight': {
    what: 'An orc that joined by another pair, here or elsewhere, or one attachment of which ended, while anything of an earlier attachment was in flight.',
    because:
      'The departure and the return travel by different links, and nothing is ordered between two links.',
  },
} as const satisfies Readonly<Record<string, Freedom>>;

/** What is free for every orc and every router. */
export const freedoms = {
  'carriers of free orcs': {
    what: 'Frames and emissions on the carrier of a free orc that are addressed to it.',
    because: 'Whether they are there follows from whether it is reached.',
  },
  'pairs of nobody': {
    what: 'A frame of a broadcast on a client’s pair on which no orc is present.',
    because: 'Nobody hears it, and who stands behind a pair is the client’s affair (ADR 1.10).',
  },
  'silent refusals': {
    what: 'Whether a message that is not honoured is refused or dropped in silence, unless its fault must be answered (see Faults).',
    because: 'It changes nothing either way (ADR 1.15).',
  },
  limits: {
    what: 'How much a router keeps for one client’s pair (orcs, lines, hordes), and so whether it refuses more with `LIMIT`. What follows such a refusal is not judged: a scenario ends there as at a step that the router does not do, and a log is undecided from there.',
    because:
      'A router must be able to bound its memory, and no bound follows from the law. One that refuses what others carry is not wrong, it is small.',
  },
  texts: {
    what: 'The text of a refusal, of a closing and of an error.',
    because: 'It is for people.',
  },
  'order between lines': {
    what: 'The order between events of different lines or different publishers, and between two carriers.',
    because: 'EVENT-7 speaks of one line and one publisher; nothing is ordered between two links.',
  },
  'order of effects': {
    what: 'The order of the effects that follow from one input, but for messages on one uplink about one orc, frames on one pair, and a write on a pair that the list closes. So it is free which of two uplinks or pairs comes first, whether messages go before writes, closings and dispatches, in which order `pairs` and the `hordes` of an `arp` stand, and whether an event is one write or one for each pair.',
    because: 'No receiver can tell, as nothing is ordered between two links (ADR 10.5).',
  },
  'order of orcs': {
    what: 'The order of the messages on one uplink about different orcs that follow from one input. Not so with `interleaving`: there they go in ascending order of orcName.',
    because:
      'The tables that come of it are the same. But frames that are held back are delivered one by one, and the tables after each are compared (ADR 18.11).',
  },
  'hordes after a loss': {
    what: 'Which `hordes` the routes name that were announced after a loss, beyond those that the announcing node knows then, and the age of such routes.',
    because:
      'They only choose between ways to one horde, of which a legal topology has one (ADR 3.7).',
  },
  'while ways change': {
    what: 'With `ways`, an event or a command that is under way while a link or a node on any of its ways is lost or comes back: who hears it beyond nobody twice, in which order, and how often it is dispatched where ways were lost. Two frames of one event may then cross one link, for other homes each.',
    because:
      'It is not sent again, and a better way may be there before its lines are (ADR 30). Tables, and coming to rest, are not free.',
  },
  'numbers of stamps': {
    what: 'With `ways`, the numbers in a stamp, as long as those of one node grow.',
    because: 'Nobody reads more out of them than which is greater.',
  },
  'undeclared features': {
    what: 'Whatever belongs to a feature that the router does not declare.',
    because: 'A missing feature is declined and never inferred from a failure (ADR 13.1).',
  },
} as const satisfies Readonly<Record<string, Freedom>>;

/** Which inputs no router ever gets, by their kind. What a router does with them is free. */
export const excludedInputs = {
  attached:
    'A lower node on `ee`. A client’s pair that is attached already; a lower node’s may be attached anew over the older one (ROUTE-4).',
  lost: 'A pair that is not attached, or that the router has closed.',
  ended: 'A pair that is not attached, or a lower node’s.',
  frame:
    'A pair that is not attached; but with `stray frames` (a client’s) or `raw links` (a lower node’s) any frame may come there.',
  'uplink up': 'An uplink that is up, unless `reattachment` is declared.',
  'uplink down': 'An uplink that is not up.',
  event: 'An uplink that is not up; but with `raw links` any frame may come there.',
  unsubscribe: 'A topic to which greathall has no subscription (EVENT-10).',
} as const satisfies { readonly [Kind in Input['kind']]?: string };
