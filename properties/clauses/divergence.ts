/**
 * Divergences: the first step on which a router differs, and the clause that it breaks. A difference that the check of no clause
 * claims is reported under the default clause of the step's kind.
 */

import type { Flight, State } from '#model';
import type { ClauseId, NodeToken, PairId, Place, Step, StepKind } from '#spec';
import { clauses, uplinkPair } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import { describeGrowth } from '../network/growth.ts';
import { checks, clausesBySpecificity } from './index.ts';
import { sentenceOf } from './sentence.ts';

export interface Divergence {
  readonly clause: ClauseId;
  /** `clause|role|step kind`. The shrinker keeps it unchanged. */
  readonly signature: string;
  readonly detail: string;
  /** What the router does wrong, in one sentence for a person; absent where a judge sees too little for it. */
  readonly sentence?: string;
  readonly at: number;
  /** Other clauses that this step broke. */
  readonly also: readonly ClauseId[];
  /**
   * Signatures of the known deviations that the run continued past before this divergence. Without them the divergence was not
   * seen.
   */
  readonly after?: readonly string[];
  /** The check of no clause claims a difference, so `clause` is the default clause of the step's kind. */
  readonly unclaimed?: true;
}

/**
 * For each kind of step, the clause about its main effect. Differences that the check of no clause claims are reported under it.
 */
const DEFAULT_CLAUSES = {
  join: 'ARP-2',
  command: 'ARP-2',
  subscribe: 'LINE-1',
  unsubscribe: 'LINE-2',
  leave: 'ROUTE-1',
  end: 'ROUTE-7',
  cut: 'ROUTE-4',
  rename: 'ARP-8',
  publish: 'SAFE-3',
  'hall subscribe': 'LINE-7',
  'hall unsubscribe': 'LINE-7',
  inject: 'SAFE-2',
  garble: 'SAFE-1',
  stray: 'SAFE-1',
  'uplink down': 'ROUTE-4',
  'uplink up': 'HEAL-1',
  restart: 'HEAL-2',
  crash: 'ROUTE-4',
  hold: 'SAFE-3',
  settle: 'SAFE-3',
  arrive: 'ARP-2',
  climb: 'ARP-2',
  descend: 'EVENT-1',
  repeat: 'ROUTE-3',
  reattach: 'HEAL-1',
} as const satisfies Record<StepKind, ClauseId>;

/** Returns the divergence of a step that has differences, under the most specific clause that they break. */
export function divergenceOf(stepRecord: StepRecord): Divergence {
  const { differences, index, features } = stepRecord;
  // A delivery carries out an earlier step, so the clauses are asked about that earlier step.
  const record = { ...stepRecord, step: causeOf(stepRecord) };
  const { step } = record;
  // Clauses of undeclared features are not judged, so the divergence cannot be reported under them either.
  const broken = clausesBySpecificity.filter(
    (id) =>
      clauses[id].needs.every((feature) => features.has(feature)) &&
      differences.some((difference) => checks[id].claims(difference, record)),
  );
  const [clause = DEFAULT_CLAUSES[step.kind], ...also] = broken;
  const named = differences.find((each) => checks[clause].claims(each, record)) ?? differences[0];
  return {
    clause,
    signature: `${clause}|${roleOf(named)}|${stepRecord.step.kind}`,
    detail: differences.slice(0, 6).map(describeDifference).join('; '),
    ...(named ? { sentence: sentenceOf(stepRecord, step, named) } : {}),
    at: index,
    also,
    ...(broken.length === 0 ? { unclaimed: true as const } : {}),
  };
}

function causeOf({ step, before, differences }: StepRecord): Step {
  switch (step.kind) {
    case 'settle':
      // If there are only surplus messages, they come from a duplicated message, provided that one is in flight.
      if (differences.every((each) => each.kind === 'message' && each.what === 'surplus'))
        return before.flights.find(({ cause }) => cause.kind === 'repeat')?.cause ?? step;
      // Only a `publish` puts frames for clients in flight.
      return differences.every(({ kind }) => kind === 'frame' || kind === 'hearing')
        ? (publishOf(before, differences) ?? step)
        : step;
    case 'arrive':
      return causeOn(before, step.pair, 'command') ?? step;
    case 'climb':
      return causeOn(before, uplinkPair(step.below, step.above), 'command') ?? step;
    case 'descend':
      return causeOn(before, uplinkPair(step.below, step.above), 'event') ?? step;
    case 'join':
    case 'command':
    case 'subscribe':
    case 'unsubscribe':
    case 'leave':
    case 'end':
    case 'cut':
    case 'rename':
    case 'publish':
    case 'hall subscribe':
    case 'hall unsubscribe':
    case 'inject':
    case 'garble':
    case 'stray':
    case 'uplink down':
    case 'uplink up':
    case 'restart':
    case 'crash':
    case 'hold':
    case 'repeat':
    case 'reattach':
      return step;
    default:
      return step satisfies never;
  }
}

/** Returns the `publish` step of the event that differs, if the event is in flight; otherwise that of any one event in flight. */
function publishOf({ flights }: State, differences: readonly Difference[]): Step | undefined {
  const ids = differences.flatMap((each) => (each.kind === 'frame' ? [each.eventId] : []));
  const published = flights.filter(({ cause }) => cause.kind === 'publish');
  const named = published.find(
    ({ input }) =>
      input.kind === 'event' && ids.includes(String((input.frame as { id?: unknown } | null)?.id)),
  );
  return (named ?? published[0])?.cause;
}

function causeOn({ flights }: State, pair: PairId, bus: Flight['bus']): Step | undefined {
  return flights.find((each) => each.pair === pair && each.bus === bus)?.cause;
}

function roleOf(difference: Difference | undefined): string {
  if (!difference) return 'none';
  if (difference.kind === 'crash' && difference.timedOut) return 'time-out';
  const what = 'what' in difference ? ` ${difference.what}` : '';
  return `${difference.kind}${what}`;
}

function describeRoute({ orcName, what }: Extract<Difference, { readonly kind: 'route' }>): string {
  return what === 'missing' || what === 'surplus'
    ? `${orcName} is ${what}`
    : `${what} of ${orcName} differ from the model's`;
}

/** Describes a wrong frame. `pair` is null for an emission on the node's emitter. */
export const frameSentence = (wrong: {
  readonly what: string;
  readonly node: NodeToken;
  readonly pair: PairId | null;
}): string => `${wrong.what} frame at ${wrong.node} on ${wrong.pair ?? 'its emitter'}`;

/** Formats a sentence about an orc and its place: `said` is what the sentence says of them. */
export const placeSentence = ({ orcName, node, pair }: Place, said: string): string =>
  `${orcName} at ${node} on ${pair} ${said}`;

/** Describes a difference in a sentence. */
function describeDifference(difference: Difference): string {
  switch (difference.kind) {
    case 'route':
      return `${difference.node}'s table: ${describeRoute(difference)}`;
    case 'frame':
      return frameSentence(difference);
    case 'hearing': {
      const { place, what } = difference;
      const said = {
        missing: 'should have heard it and did not',
        surplus: 'heard it and must not',
        double: 'heard it twice',
      };
      return placeSentence(place, said[what]);
    }
    case 'message':
      return `${difference.what} message from ${difference.below} up: ${JSON.stringify(difference.message)}`;
    case 'refusal':
      return `${difference.what} refusal ${difference.fault} at ${difference.node}`;
    case 'closed':
      return `${difference.what} closing of ${difference.pair}`;
    case 'dispatch':
      return `${difference.what} dispatch of ${difference.name} at ${difference.node}`;
    case 'handled':
      return `${difference.what} run of ${difference.orcName}'s handler for ${difference.pattern}`;
    case 'misdirected':
      return difference.what === 'send'
        ? `${difference.node} sent on uplink ${difference.to}, which it knows to be down or was never told of`
        : `${difference.node} wrote on pair ${difference.to}, which it knows to be over or was never told of`;
    case 'growth':
      return describeGrowth(difference);
    case 'crash':
      return `${difference.timedOut ? 'a time-out, which proves nothing' : 'the router threw'}: ${difference.error}`;
    default:
      return difference satisfies never;
  }
}
