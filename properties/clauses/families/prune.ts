/** How the PRUNE clauses are judged: no link is crossed towards nobody. Who hears is judged elsewhere (`event.ts`). */
import type { ClauseId, NodeToken, Place, Topology } from '#spec';
import { atOrBelow, linked } from '#spec';
import type { StepRecord } from '../../compare/record.ts';
import type { Check } from './check.ts';
import { hasNoAudience, isAfterEveryone, isLineEvent, isResult, isUnpruned } from './check.ts';

const isHeldLine = (record: StepRecord) => isLineEvent(record) && !hasNoAudience(record);

/**
 * Whether the event is on a line of nobody. After everyone has left it is SAFE-3 that speaks of it, where tables show what was
 * left behind. Where they cannot be read, to remember someone looks the same as to send everything everywhere.
 */
const isLineOfNobody = (record: StepRecord) =>
  isLineEvent(record) &&
  hasNoAudience(record) &&
  !(isAfterEveryone(record) && record.features.has('tables'));

const isKnownResult = (record: StepRecord) => isResult(record) && !hasNoAudience(record);
const isUnknownResult = (record: StepRecord) => isResult(record) && hasNoAudience(record);

const hasIdleLink = ({ step, before, may }: StepRecord): boolean =>
  step.kind === 'publish' && leadsToNobody(linked(before.history), step.node, may);

/** Whether a link leads from the node, or from a node below it, to where nobody may hear the event. */
export function leadsToNobody(topology: Topology, from: NodeToken, may: readonly Place[]): boolean {
  const reached = atOrBelow(topology, from);
  return topology.uplinks.some(({ below, above }) => {
    if (!reached.has(above)) return false;
    const beyond = atOrBelow(topology, below);
    return !may.some(({ node }) => beyond.has(node));
  });
}

const isJudged = (record: StepRecord) => !record.before.history.held;

const checkOf = (
  concerns: (record: StepRecord) => boolean,
  sometimes: string,
  rate: number,
): Check => ({
  exercised: concerns,
  claims: (difference, record) => concerns(record) && isUnpruned(difference, record),
  witness: (record) => concerns(record) && isJudged(record) && hasIdleLink(record),
  sometimes,
  rate,
});

export const pruneChecks = {
  'PRUNE-1': checkOf(
    isHeldLine,
    'an event on a held line, and a link below which nobody holds it',
    0.02,
  ),
  'PRUNE-2': checkOf(
    isLineOfNobody,
    'an event on a line of nobody, at a node with a node below',
    0.03,
  ),
  'PRUNE-3': checkOf(isKnownResult, 'a result, and a link below which its orc is not', 0.02),
  'PRUNE-4': checkOf(
    isUnknownResult,
    'a result for an unknown orc, at a node with a node below',
    0.02,
  ),
} as const satisfies Partial<Record<ClauseId, Check>>;
