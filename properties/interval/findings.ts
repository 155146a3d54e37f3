/**
 * Findings of the interval judge in the same form as those of other runs: a clause, a signature that the shrinker keeps, a
 * sentence. This file also lists the clauses that can be judged from hearings alone.
 */
import type { Breach, ClauseId, Interval, Judged } from '#spec';
import { GREATHALL, hasEmptyLine, routingOf } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import { frameSentence, placeSentence } from '../clauses/divergence.ts';
import { describeGrowth } from '../network/growth.ts';
import { routerStackOf } from '../network/routerStack.ts';
import { errorText, isTimeout } from '../network/undriven.ts';
import type { IntervalRecord } from './judge.ts';

/**
 * Returns the divergences in the order of the requests, one for each signature of a request; an empty list when everything
 * conforms.
 */
export function divergencesOf({
  crash,
  intervals,
  breaches,
  remnants,
  growth,
  silence,
  stepCount,
}: IntervalRecord & Judged): Divergence[] {
  if (crash !== null) {
    const { at, error, step } = crash;
    const [role, told] = isTimeout(error)
      ? ['time-out', 'a time-out, which proves nothing']
      : ['crash', 'the router threw'];
    const [signature, detail] = [`SAFE-1|${role}|${step.kind}`, `${told}: ${errorText(error)}`];
    const stack = routerStackOf(error);
    const where = stack.length > 0 ? { stack } : {};
    return [{ clause: 'SAFE-1', signature, detail, at, ...where, also: [] }];
  }
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
        silence.includes(at),
      ),
    ),
    ...remnantDivergences(remnants, stepCount - 1),
    ...growthDivergences(growth, stepCount - 1),
  ];
}

function divergencesOfRequest(
  at: number,
  breaches: readonly Breach[],
  interval: Interval | undefined,
  isSilence: boolean,
): Divergence[] {
  const detail = breaches.slice(0, 6).map(describeBreach).join('; ');
  const nameClause = (each: Breach) =>
    isSilence && each.what === 'surplus' ? 'SAFE-3' : clauseOf(each, interval);
  const clauses = new Set(breaches.map(nameClause));
  const found = new Map<string, Divergence>();
  for (const each of breaches) {
    const clause = nameClause(each);
    const signature = `${clause}|${each.what === 'missing' ? 'hearing' : 'frame'} ${each.what}|publish`;
    const also = [...clauses].filter((other) => other !== clause);
    if (!found.has(signature)) found.set(signature, { clause, signature, detail, at, also });
  }
  return [...found.values()];
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

function clauseOf(breach: Breach, interval: Interval | undefined): ClauseId {
  switch (breach.what) {
    case 'missing':
      return breach.place.orcName === GREATHALL && interval && kindOf(interval) === 'line'
        ? 'LINE-7'
        : interval
          ? audienceClauseOf(interval)
          : 'EVENT-1';
    case 'surplus':
      return interval ? audienceClauseOf(interval) : 'EVENT-1';
    case 'double':
      return 'EVENT-5';
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

const kindOf = ({ publish }: Interval) => routingOf(publish.topic).kind;

/** Returns the clause about who hears this kind of event. */
function audienceClauseOf(interval: Interval): ClauseId {
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
  'SAFE-3',
] as const satisfies readonly ClauseId[];

/**
 * Returns the clauses that the run exercised, and as `witnessed` those of them for which the run also had the witness:
 * had a frame been missing, the violation would have shown.
 */
export function coverageOf({ intervals, remnants, growth, silence }: IntervalRecord & Judged): {
  exercised: Set<ClauseId>;
  witnessed: Set<ClauseId>;
} {
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
    if (may.length === 0) continue;
    const deep = typeof publish.payload === 'object' && publish.payload !== null;
    addClause('EVENT-8', deep && must.length > 0);
    const carriers = must.map(({ node, pair }) => `${node}\n${pair}`);
    addClause('EVENT-5', new Set(carriers).size < carriers.length);
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
