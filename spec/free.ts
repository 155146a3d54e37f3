/**
 * Free: what the law leaves open, each with its reason. No check judges what is listed here. Separate from the clauses, which say
 * what must be so; a router that differs from the model only in what is free is as right as the model.
 */
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
  texts: {
    what: 'The text of a refusal, of a closing and of an error.',
    because: 'It is for people.',
  },
  'order between lines': {
    what: 'The order between events of different lines or different publishers, and between two carriers.',
    because: 'EVENT-7 speaks of one line and one publisher; nothing is ordered between two links.',
  },
  'order of messages': {
    what: 'The order of the messages and writes that follow from one input, as far as they are about different orcs or go different ways, and the order of `hordes` in an `arp`.',
    because: 'Nobody can tell by the tables that come of it (ADR 10.5).',
  },
  'hordes after a loss': {
    what: 'Which `hordes` the routes name that were announced after a loss, beyond those that the announcing node knows then, and the age of such routes.',
    because:
      'They only choose between ways to one horde, of which a legal topology has one (ADR 3.7).',
  },
  'undeclared features': {
    what: 'Whatever belongs to a feature that the router does not declare.',
    because: 'A missing feature is declined and never inferred from a failure (ADR 13.1).',
  },
} as const satisfies Readonly<Record<string, Freedom>>;
