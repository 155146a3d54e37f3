/**
 * Exclusions: which situations cannot meet in which kind of step, and why: a step that is not legal there, or two facts
 * that exclude each other. They are the only reasons for which a pair or triple is not in a list of goals.
 */
import type { StepKind } from '#spec';
import type { Situation } from './situation.ts';

export interface Exclusion {
  /** Ids of situations; one of them alone, or two that do not meet. */
  readonly situations: readonly string[];
  /** The kinds of step in which that is so. Default: all. */
  readonly kinds?: readonly StepKind[];
  readonly reason: string;
}

/** The kinds of step that name an orc by an endpoint, or those who hear or stand at a node. */
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

/** Whether the kind of step cannot meet the situation, or both of two. */
export function isExcluded(kind: StepKind, one: Situation, other?: Situation): boolean {
  return exclusionOf(kind, one, other) !== null;
}

/** The first exclusion that says so; null where there is none. */
function exclusionOf(kind: StepKind, one: Situation, other?: Situation): Exclusion | null {
  for (const each of exclusions) {
    if (each.kinds && !each.kinds.includes(kind)) continue;
    if (each.situations.every((id) => id === one.id || id === other?.id)) return each;
  }
  return null;
}
