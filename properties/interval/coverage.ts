/**
 * What a run under the interval law shows: the clauses that it can judge from hearings, and which of them the run put to the test.
 */
import type { ClauseId, Feature, Interval, Judged, Request } from '#spec';
import { GREATHALL } from '#spec';
import { leadsToNobody } from '../clauses/families/prune.ts';
import { halvesShown } from '../clauses/halves/shown.ts';
import { pruningClauses } from '../clauses/olderSignatures.ts';
import { audienceClauseOf, kindOf } from './findings.ts';
import type { IntervalRecord } from './judge.ts';

/** The clauses whose violation this judge can see; it declines all others. */
export const heardClauses = [
  'LINE-7',
  'EVENT-0',
  'EVENT-1',
  'EVENT-2',
  'EVENT-3',
  'EVENT-4',
  'EVENT-5',
  'EVENT-6',
  'EVENT-7',
  'EVENT-8',
  'EVENT-9',
  'EVENT-12',
  'EVENT-13',
  'EVENT-14',
  'PRUNE-1',
  'PRUNE-2',
  'PRUNE-3',
  'PRUNE-4',
  'LINE-2',
  'LINE-8',
  'LINE-9',
  'ROUTE-2',
  'ROUTE-4',
  'ROUTE-6',
  'HEAL-1',
  'HEAL-2',
  'SAFE-3',
] as const satisfies readonly ClauseId[];

/**
 * Returns the clauses that the run exercised, and as `witnessed` those of them for which the run also had the witness:
 * had a frame been missing, the violation would have shown.
 */
export function coverageOf(
  { intervals, remnants, growth, silence, log }: IntervalRecord & Judged,
  features: readonly Feature[],
): {
  exercised: Set<ClauseId>;
  witnessed: Set<ClauseId>;
} {
  const { topology } = log;
  const requests = log.entries.flatMap((each) => (each.kind === 'requested' ? [each] : []));
  const exercised = new Set<ClauseId>();
  const witnessed = new Set<ClauseId>();
  const publishedKeys = new Set<string>();
  const addClause = (id: ClauseId, fully: boolean) => {
    exercised.add(id);
    if (fully) witnessed.add(id);
  };
  for (const each of intervals) {
    const { publish, must, may } = each;
    const clause = audienceClauseOf(each);
    const nobody = ['EVENT-0', 'EVENT-2', 'EVENT-6'].includes(clause);
    addClause(
      clause,
      must.length > 0 ||
        (nobody && each.q < Number.POSITIVE_INFINITY) ||
        (clause === 'EVENT-9' && may.length > 0),
    );
    const isDecided = each.q < Number.POSITIVE_INFINITY;
    const earlier = requests.filter(({ request }) => request < each.request);
    const steps = earlier.map(({ step }) => step);
    const pruning = publish.forward === undefined ? pruningClauses[clause] : undefined;
    if (pruning) addClause(pruning, isDecided && isIdle(each, topology, steps));
    // Only between quiet moments is it known for sure who must hear.
    if (isDecided && !features.includes('tables'))
      for (const id of halvesShown({ topology, steps, publish, must, may }, features))
        addClause(id, true);
    const { stalled } = each;
    if (stalled) {
      const isWaiting = may.some(({ pair }) => stalled.has(pair));
      if (must.length > 0) addClause('EVENT-13', isWaiting);
      if (isWaiting) addClause('EVENT-14', exercised.has('EVENT-14'));
    }
    if (may.length === 0) continue;
    const deep = typeof publish.payload === 'object' && publish.payload !== null;
    addClause('EVENT-8', deep && must.length > 0);
    const carriers = must.map(({ node, pair }) => `${node}\n${pair}`);
    addClause('EVENT-5', new Set(carriers).size < carriers.length);
    if (each.copies)
      addClause(
        'EVENT-12',
        [...each.copies.values()].some(({ least }) => least > 1),
      );
    if (kindOf(each) !== 'line' || publish.forward !== undefined) continue;
    if (may.some(({ orcName }) => orcName === GREATHALL))
      addClause(
        'LINE-7',
        must.some(({ orcName }) => orcName === GREATHALL),
      );
    const key = `${publish.node}\n${publish.topic}`;
    addClause('EVENT-7', publishedKeys.has(key));
    if (must.length > 0) publishedKeys.add(key);
  }
  if (remnants !== null || growth !== null || silence.length > 0)
    addClause('SAFE-3', intervals.length > 0);
  return { exercised, witnessed };
}

/** Whether a link leads to where nobody may hear the event; false where a link may be down. */
const isIdle = (
  { publish, may }: Interval,
  topology: Parameters<typeof leadsToNobody>[0],
  steps: readonly Request[],
): boolean =>
  !steps.some(({ kind }) => kind === 'uplink down' || kind === 'crash') &&
  leadsToNobody(topology, publish.node, may);
