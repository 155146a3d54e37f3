/**
 * Findings of the interval judge in the same form as those of other runs: a clause, a signature that the shrinker keeps, a
 * sentence.
 */
import type {
  Breach,
  ClauseId,
  Feature,
  Interval,
  Judged,
  Log,
  NodeToken,
  PairId,
  Place,
} from '#spec';
import { clauses, GREATHALL, hasEmptyLine, hasVariant, routingOf, uplinkPair } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import { frameSentence, placeSentence } from '../clauses/divergence.ts';
import { pruningClauses } from '../clauses/olderSignatures.ts';
import { describeGrowth } from '../network/growth.ts';
import { routerStackOf } from '../network/routerStack.ts';
import { errorText, isTimeout } from '../network/undriven.ts';
import type { IntervalRecord } from './judge.ts';

/**
 * Returns the divergences in the order of the requests, one for each signature of a request; an empty list when everything
 * conforms.
 */
export function divergencesOf(
  judgement: IntervalRecord & Judged,
  features: readonly Feature[],
): Divergence[] {
  const { crash, intervals, breaches, remnants, growth, silence, stepCount, log } = judgement;
  if (crash !== null) {
    const { at, error, step } = crash;
    const [role, told] = isTimeout(error)
      ? ['time-out', 'a time-out, which proves nothing']
      : ['crash', 'the router threw'];
    const clause = clauseOfCrash(features);
    const [signature, detail] = [`${clause}|${role}|${step.kind}`, `${told}: ${errorText(error)}`];
    const stack = routerStackOf(error);
    const where = stack.length > 0 ? { stack } : {};
    return [{ clause, signature, detail, at, ...where, also: [] }];
  }
  const links = new Set<PairId | null>(
    log.topology.uplinks.map(({ below, above }) => uplinkPair(below, above)),
  );
  const hasCopies = hasVariant(log.topology, 'copies per subscription');
  const nameClauses = (breach: Breach, interval: Interval | undefined): ClauseId => {
    if (breach.what !== 'surplus') return clauseOf(breach, interval, hasCopies);
    const isOnLink = links.has(breach.pair);
    // Where tables cannot be read, to remember someone looks the same as to send everything everywhere.
    if (silence.includes(breach.request) && !(isOnLink && !features.includes('tables')))
      return 'SAFE-3';
    const clause = clauseOf(breach, interval, hasCopies);
    return isOnLink ? (pruningClauses[clause] ?? clause) : clause;
  };
  const byRequest = new Map<number, Breach[]>();
  for (const each of breaches)
    byRequest.set(each.request, [...(byRequest.get(each.request) ?? []), each]);
  const requests = [...byRequest.keys()].sort((one, other) => one - other);
  return [
    ...requests.flatMap((at) =>
      divergencesOfRequest(
        at,
        byRequest.get(at) ?? [],
        intervals.find(({ request }) => request === at),
        nameClauses,
      ).map((each) => ({ ...each, ...wrongHearingOf(judgement, each, features) })),
    ),
    ...remnantDivergences(remnants, stepCount - 1),
    ...growthDivergences(growth, stepCount - 1),
  ];
}

function divergencesOfRequest(
  at: number,
  breaches: readonly Breach[],
  interval: Interval | undefined,
  nameClauses: (breach: Breach, interval: Interval | undefined) => ClauseId,
): Divergence[] {
  const detail = breaches.slice(0, 6).map(describeBreach).join('; ');
  const nameClause = (each: Breach) => nameClauses(each, interval);
  const named = new Set(breaches.map(nameClause));
  const found = new Map<string, Divergence>();
  for (const each of breaches) {
    const clause = nameClause(each);
    const signature = `${clause}|${each.what === 'missing' ? 'hearing' : 'frame'} ${each.what}|publish`;
    const also = [...named].filter((other) => other !== clause);
    if (!found.has(signature)) found.set(signature, { clause, signature, detail, at, also });
  }
  return [...found.values()];
}

/** A crash is always told under a clause that is judged. EVENT-1 needs no feature. */
const clauseOfCrash = (features: readonly Feature[]): ClauseId =>
  clauses['SAFE-1'].needs.every((each) => features.includes(each)) ? 'SAFE-1' : 'EVENT-1';

/** What was heard wrongly, where the divergence is about that and a half may be to blame (`clauses/halves/`). */
function wrongHearingOf(
  { breaches, intervals, log }: Judged & Pick<IntervalRecord, 'log'>,
  { clause, signature, at }: Divergence,
  features: readonly Feature[],
): Pick<Divergence, 'wrongHearing'> {
  const interval = intervals.find(({ request }) => request === at);
  if (features.includes('tables') || !interval || !AUDIENCE_CLAUSES.includes(clause)) return {};
  const what = signature.includes('missing') ? 'missing' : 'surplus';
  const places = breaches.flatMap((each): Place[] => {
    if (each.request !== at || each.what !== what) return [];
    return each.what === 'missing' ? [each.place] : placesBehind(log, each.node, each.pair);
  });
  return places.length === 0 ? {} : { wrongHearing: { publish: interval.publish, what, places } };
}

const AUDIENCE_CLAUSES: readonly ClauseId[] = ['EVENT-1', 'EVENT-2', 'EVENT-3', 'EVENT-4'];

/** Returns the places of all orcs that ever spoke on the pair. */
function placesBehind({ entries }: Log, node: NodeToken, pair: PairId | null): Place[] {
  if (pair === null) return [];
  const orcs = entries.flatMap((each) =>
    each.kind === 'requested' &&
    'orc' in each.step &&
    'pair' in each.step &&
    each.step.pair === pair
      ? [each.step.orc]
      : [],
  );
  return [...new Set(orcs)].map((orcName) => ({ orcName, node, pair }));
}

/** Returns the divergence of a run in which all hearings were right, but a table still holds orcs that have left. */
function remnantDivergences(left: IntervalRecord['remnants'], at: number): Divergence[] {
  if (left === null || left.length === 0) return [];
  const remnants = left
    .slice(0, 6)
    .map(({ node, orcName }) => `${node}'s table: ${orcName} is surplus`);
  const signature = 'SAFE-3|route surplus|leave';
  return [{ clause: 'SAFE-3', signature, detail: remnants.join('; '), at, also: [] }];
}

/** Returns the divergence of a run after which a node remembers more than before it. */
function growthDivergences(growth: IntervalRecord['growth'], at: number): Divergence[] {
  if (growth === null || growth.length === 0) return [];
  const detail = growth.slice(0, 6).map(describeGrowth).join('; ');
  return [{ clause: 'SAFE-3', signature: 'SAFE-3|growth|leave', detail, at, also: [] }];
}

function clauseOf(breach: Breach, interval: Interval | undefined, hasCopies: boolean): ClauseId {
  if (breach.what !== 'missing' && breach.isStalled) return 'EVENT-14';
  switch (breach.what) {
    case 'missing':
      if (breach.isCopy) return 'EVENT-12';
      return breach.place.orcName === GREATHALL && interval && kindOf(interval) === 'line'
        ? 'LINE-7'
        : interval
          ? audienceClauseOf(interval)
          : 'EVENT-1';
    case 'surplus':
      return interval ? audienceClauseOf(interval) : 'EVENT-1';
    case 'double':
      return hasCopies ? 'EVENT-12' : 'EVENT-5';
    case 'altered':
    case 'stray':
      return 'EVENT-8';
    case 'late':
    case 'disordered':
      return 'EVENT-7';
    default:
      return breach satisfies never;
  }
}

export const kindOf = ({ publish }: Interval) => routingOf(publish.topic).kind;

/** Returns the clause about who hears this kind of event. */
export function audienceClauseOf(interval: Interval): ClauseId {
  const { publish, may } = interval;
  if (hasEmptyLine(publish.topic)) return 'EVENT-0';
  if (publish.forward !== undefined) return 'EVENT-9';
  const nobody = may.length === 0;
  switch (routingOf(publish.topic).kind) {
    case 'line':
      return nobody ? 'EVENT-2' : 'EVENT-1';
    case 'result':
      return nobody ? 'EVENT-6' : 'EVENT-4';
    case 'broadcast':
      return 'EVENT-3';
  }
}

function describeBreach(breach: Breach): string {
  return breach.what === 'missing'
    ? placeSentence(breach.place, 'must have heard it and did not')
    : frameSentence(breach);
}
