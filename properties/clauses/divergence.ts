/**
 * Divergences: the first step on which a router differs, and the clause that it breaks. A difference that the check of no clause
 * claims is reported under a default clause (`defaultClause.ts`).
 */

import type { ClauseId, NodeToken, PairId, Place, Step } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import { describeGrowth } from '../network/growth.ts';
import { causingSteps } from './causingStep.ts';
import { defaultClause } from './defaultClause.ts';
import { standingOf } from './halves/standing.ts';
import type { WrongHearing } from './halves/triggers.ts';
import { checks, clausesBySpecificity } from './index.ts';
import { nearMessage, otherFault } from './nearMiss.ts';
import { sentenceOf } from './sentence.ts';

export interface Divergence {
  readonly clause: ClauseId;
  /** `clause|role|step kind`. The shrinker keeps it unchanged. */
  readonly signature: string;
  readonly detail: string;
  /** What the router does wrong, in one sentence for a person; absent where a judge sees too little for it. */
  readonly sentence?: string;
  readonly at: number;
  /** Where the router threw: its own calls, the innermost first; absent if it did not throw, or none is known. */
  readonly stack?: readonly string[];
  /** What the system has logged itself by then, the oldest line first; absent if it tells none. */
  readonly log?: readonly string[];
  /** Other clauses that this step broke. */
  readonly also: readonly ClauseId[];
  /**
   * Signatures of the known deviations that the run continued past before this divergence. Without them the divergence was not
   * seen.
   */
  readonly after?: readonly string[];
  /**
   * The clause is the likeliest one, and its check did not object for sure: the check of no clause claims a difference, so that it is
   * a default clause; or several steps that were held back may have caused the difference.
   */
  readonly unclaimed?: true;
  /** Who should have heard an event, or should not; absent if hearing is not what differs (`halves/`). */
  readonly wrongHearing?: WrongHearing;
}

/** Returns the divergence of a step that has differences, under the most specific clause that they break. */
export function divergenceOf(record: StepRecord): Divergence {
  const { differences, index, features } = record;
  const attributions = differences.map((difference) => attribute(difference, record));
  const broken = clausesBySpecificity.filter((id) =>
    attributions.some((each) => each.clauses.includes(id)),
  );
  const [first] = attributions;
  const [
    clause = defaultClause(first?.difference, first?.cause ?? record.step, features),
    ...also
  ] = broken;
  const named = attributions.find((each) => each.clauses.includes(clause)) ?? first;
  return {
    clause,
    signature: `${clause}|${roleOf(named?.difference)}|${record.step.kind}`,
    detail: describeDifferences(record),
    ...(named ? { sentence: sentenceOf(record, named.cause, named.difference) } : {}),
    at: index,
    ...stackOf(named?.difference),
    also,
    ...(broken.length === 0 || named?.isGuess ? { unclaimed: true as const } : {}),
    ...wrongHearingOf(record, named?.difference),
  };
}

/** What was heard wrongly, where the difference is about that and a half may be to blame (`halves/`). */
function wrongHearingOf(
  { step, before, differences, features }: StepRecord,
  difference: Difference | undefined,
): Pick<Divergence, 'wrongHearing'> {
  if (features.has('tables') || step.kind !== 'publish' || before.history.held) return {};
  if (difference?.kind !== 'frame' && difference?.kind !== 'hearing') return {};
  const { what } = difference;
  if (what !== 'missing' && what !== 'surplus') return {};
  const places = differences.flatMap((each) =>
    each.kind === 'hearing' && each.what === what
      ? [each.place]
      : each.kind === 'frame' && each.what === what && what === 'surplus'
        ? before.history.attachments.filter(({ pair }) => pair === each.pair)
        : [],
  );
  return { wrongHearing: { publish: step, what, places } };
}

/** Where the router threw, if the difference is that it threw. */
const stackOf = (difference: Difference | undefined): Pick<Divergence, 'stack'> =>
  difference?.kind === 'crash' && difference.stack ? { stack: difference.stack } : {};

/** A difference, the step that caused it, and the clauses that it then breaks. */
interface Attribution {
  readonly difference: Difference;
  readonly cause: Step;
  readonly clauses: readonly ClauseId[];
  /** Whether other steps may have caused it as well. */
  readonly isGuess: boolean;
}

/** Of the steps that may have caused the difference, takes the likeliest with which the check of a clause claims it. */
function attribute(difference: Difference, record: StepRecord): Attribution {
  const causes = causingSteps(record, difference);
  const isGuess = causes.length > 1;
  const features = [...record.features];
  const attributions = causes.map((cause): Attribution => {
    const asked = { ...record, step: cause };
    // Clauses of undeclared features are not judged, so the divergence cannot be reported under them either.
    const claiming = clausesBySpecificity.filter(
      (id) => standingOf(id, features) !== null && checks[id].claims(difference, asked),
    );
    return { difference, cause, clauses: claiming, isGuess };
  });
  const claimed = attributions.find((each) => each.clauses.length > 0);
  return claimed ?? (attributions[0] as Attribution);
}

function roleOf(difference: Difference | undefined): string {
  if (!difference) return 'none';
  if (difference.kind === 'crash' && difference.timedOut) return 'time-out';
  if (difference.kind === 'crash' && difference.endless)
    return `endless ${difference.endless.about}`;
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

/** At most this many differences of a step are told. */
const MOST_TOLD = 6;

/** Describes the differences of a step; two that are one message, or one refusal, with wrong fields are told as one. */
function describeDifferences(record: StepRecord): string {
  const seen = new Set<string>();
  const told = record.differences.flatMap((difference) => {
    const pair = describePair(record, difference);
    if (pair === null) return [describeDifference(difference)];
    if (seen.has(pair)) return [];
    seen.add(pair);
    return [pair];
  });
  return told.slice(0, MOST_TOLD).join('; ');
}

/** Describes what was done and what is right, where that is one message, or one refusal, with other fields; else null. */
function describePair(record: StepRecord, difference: Difference): string | null {
  if (difference.kind === 'message') {
    const near = nearMessage(record.differences, difference);
    return (
      near &&
      `message from ${difference.below} up: ${near.subject} with ${near.wrong}, right is ${near.right}`
    );
  }
  if (difference.kind !== 'refusal') return null;
  const other = otherFault(record, difference);
  return other && `refusal at ${difference.node} with ${other.wrong}, right is ${other.right}`;
}

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
      if (difference.endless) return difference.error;
      return `${difference.timedOut ? 'a time-out, which proves nothing' : 'the router threw'}: ${difference.error}`;
    default:
      return difference satisfies never;
  }
}
