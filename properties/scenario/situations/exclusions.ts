/**
 * Exclusions: which situations cannot occur in which kind of step, and why: either the step is not legal there, or two facts
 * exclude each other. A pair or triple may be missing from a list of goals only for one of these reasons.
 */
import type { StepKind } from '#spec';
import type { Situation } from './situation.ts';

export interface Exclusion {
  /** Ids of one or two situations. A single one is excluded alone; two are excluded together. */
  readonly situations: readonly string[];
  /** The kinds of step to which the exclusion applies. Default: all. */
  readonly kinds?: readonly StepKind[];
  readonly reason: string;
}

/** Kinds of step that name an orc at one of its endpoints, or that are about all orcs at a node or all hearers of an event. */
const byEndpoint: readonly StepKind[] = [
  'unsubscribe',
  'leave',
  'end',
  'cut',
  'rename',
  'publish',
  'hall subscribe',
  'hall unsubscribe',
  'uplink down',
  'uplink up',
  'reattach',
  'restart',
  'crash',
  'climb',
  'descend',
  'repeat',
];
const UNNOTICED = 'the pair is lost and its node has not noticed';
const inFlight: readonly string[] = [
  'frames are held back',
  'an event of the line is in flight',
  'a message is on its way up',
  'something is in flight on the pair',
];

export const exclusions: readonly Exclusion[] = [
  ...[...inFlight, UNNOTICED].map(
    (id): Exclusion => ({
      situations: [id],
      kinds: ['rename', 'restart'],
      reason: 'While frames are held back a rename or a restart is not legal.',
    }),
  ),
  {
    situations: [UNNOTICED],
    kinds: byEndpoint,
    reason:
      'The endpoints of a lost pair have ended for the client, so no step names the pair, an orc by it, or an orc that hears by it, before it is used again.',
  },
  {
    situations: ['the orc has two attachments of one backend'],
    kinds: ['rename'],
    reason: 'A rename is legal only for an orc without a stale attachment.',
  },
  ...['a shared pair', 'more than eight orcs behind the pair'].map(
    (id): Exclusion => ({
      situations: [id, UNNOTICED],
      reason: 'The endpoints of a lost pair have ended for the client.',
    }),
  ),
  ...['the pair was lost and is used anew', 'the pair was closed and is used anew'].map(
    (id): Exclusion => ({
      situations: [id, UNNOTICED],
      reason: 'The pair is not used anew before its node has noticed the loss.',
    }),
  ),
  ...['greathall holds the line', 'greathall and an orc on ee hold the line'].map(
    (id): Exclusion => ({
      situations: [id, 'greathall once held the line'],
      reason: 'Greathall holds the line, or no longer.',
    }),
  ),
  {
    situations: ['an equal port', 'the pair is the emitter’s'],
    reason: 'A pair of the emitter has no port.',
  },
];

/** Whether a step of this kind cannot meet the situation, or cannot meet both situations at once. */
export function isExcluded(kind: StepKind, one: Situation, other?: Situation): boolean {
  return exclusionOf(kind, one, other) !== null;
}

/** Returns the first exclusion that applies; null where none does. */
function exclusionOf(kind: StepKind, one: Situation, other?: Situation): Exclusion | null {
  for (const each of exclusions) {
    if (each.kinds && !each.kinds.includes(kind)) continue;
    if (each.situations.every((id) => id === one.id || id === other?.id)) return each;
  }
  return null;
}
