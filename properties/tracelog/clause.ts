/**
 * The clause of a refused log: the first line for which no possible state accounts is turned into a difference, in the same form
 * as in every other run. The clause whose check claims that difference is blamed. Where several states were possible, the first
 * one decides.
 */

import { tableOf } from '#model';
import type { ClauseId, LoggedRecord, Observation, Step } from '#spec';
import { audienceOf, eventIdOf, featureNames } from '#spec';
import { divergenceOf } from '../clauses/divergence.ts';
import type { Difference } from '../compare/differences.ts';
import { tableDifferences } from '../compare/differences.ts';
import { termOf } from './search/bindings.ts';
import type { LoggedObservation } from './search/matching.ts';
import { isLoggedObservation } from './search/matching.ts';
import { deliverableFlights, deliverFlight } from './search/moves.ts';
import type { Possibility, SearchResult } from './search/possibility.ts';
import type { Head } from './search/streams.ts';

export interface Blame {
  readonly clause: ClauseId;
  readonly also: readonly ClauseId[];
  readonly detail: string;
}

export function blameRefusal(search: SearchResult, head: Head): Blame {
  // If possible, a state in the middle of a move: there it is known which observations must still come.
  const here =
    search.furthest.find(({ pendingMove }) => pendingMove !== null) ?? search.furthest[0];
  if (!here) throw new RangeError('a refusal without a possible state');
  const differences = differencesAt(search, here, head.record);
  const step = causeOf(search, here, head, differences);
  const before = here.pendingMove?.stateBefore ?? here.state;
  const { must, may } = step.kind === 'publish' ? audienceOf(before.history, step) : NOBODY;
  const { clause, also, detail } = divergenceOf({
    index: head.line,
    step,
    epilogue: false,
    before,
    after: here.state,
    expected: expectedObservations(here),
    observed: [],
    misdirected: [],
    must,
    may,
    heard: [],
    tables: [],
    features: new Set(featureNames),
    throwing: false,
    returning: false,
    last: false,
    differences,
  });
  return { clause, also, detail };
}

const NOBODY = { must: [], may: [] };

/**
 * Lists what may be observed next in this state: what the current move must still produce, or otherwise what each possible
 * delivery would produce.
 */
export function expectedObservations({ state, pendingMove }: Possibility): readonly Observation[] {
  if (pendingMove) return pendingMove.owed;
  return deliverableFlights(state).flatMap((flight) => deliverFlight(state, flight).observations);
}

function differencesAt(
  search: SearchResult,
  here: Possibility,
  record: LoggedRecord,
): Difference[] {
  if (record.kind === 'table')
    return tableDifferences(tableOf(here.state, record.node), record).slice(0, 6);
  const missing = expectedObservations(here).flatMap((did) => differenceOf(did, 'missing'));
  if (!isLoggedObservation(record)) return missing;
  const surplus = surplusOf(search, here, record);
  return surplus ? [surplus] : missing;
}

function differenceOf(did: Observation, what: 'missing' | 'surplus'): Difference[] {
  switch (did.kind) {
    case 'frame':
      return [{ kind: 'frame', node: did.node, pair: did.pair, eventId: did.event.id, what }];
    case 'emission':
      return [{ kind: 'frame', node: did.node, pair: null, eventId: did.event.id, what }];
    case 'message':
      return [{ kind: 'message', below: did.below, message: did.message, what }];
    case 'refusal':
      return [{ kind: 'refusal', node: did.node, fault: did.fault, what }];
    case 'closed':
      return [{ kind: 'closed', pair: did.pair, what }];
    case 'dispatch':
      return [{ kind: 'dispatch', node: did.node, name: did.name, what }];
    case 'handled':
      return [];
    default:
      return did satisfies never;
  }
}

/**
 * Returns the difference for an observation that must not have occurred, with all fields that the line has; null for a handler's
 * run.
 */
function surplusOf(
  search: SearchResult,
  here: Possibility,
  seen: LoggedObservation,
): Difference | null {
  if (seen.kind !== 'frame' && seen.kind !== 'emission') {
    const [found] = differenceOf(asObservation(seen), 'surplus');
    return found ?? null;
  }
  const pair = seen.kind === 'frame' ? (seen.pair ?? null) : null;
  const node = seen.node ?? here.state.topology.nodes[0]?.token;
  if (node === undefined) return null;
  const sameCarrier = (each: LoggedRecord | Observation) =>
    each.kind === seen.kind &&
    each.node === seen.node &&
    (each.kind !== 'frame' || each.pair === pair);
  const id = seen.event?.id;
  const owed = expectedObservations(here).some((each) => sameCarrier(each));
  const before = search
    .linesNear()
    .some(
      ({ record }) =>
        record !== seen &&
        sameCarrier(record) &&
        (record.kind === 'frame' || record.kind === 'emission') &&
        record.event?.id === id &&
        id !== undefined,
    );
  const what = before ? 'double' : owed ? 'altered' : 'surplus';
  return { kind: 'frame', node, pair, eventId: id ?? '', what };
}

/** Stands for a name that the line does not tell. */
const NOT_TOLD = '?';

/**
 * Completes an observation: fills the names that the line leaves out. Only the kind and the given names decide the clause; the
 * others are only printed.
 */
function asObservation(
  seen: Exclude<LoggedObservation, { readonly kind: 'frame' | 'emission' }>,
): Observation {
  const names = { node: NOT_TOLD, pair: NOT_TOLD, orcName: NOT_TOLD, name: NOT_TOLD };
  const ends = { below: NOT_TOLD, above: NOT_TOLD };
  // Each kind has some of these fields, and nobody looks at the others.
  const whole: unknown =
    seen.kind === 'message'
      ? { ...ends, ...seen, message: { kind: 'command', ...MESSAGE_NAMES, ...seen.message } }
      : { ...names, detail: '', ...seen };
  return whole as Observation;
}

const MESSAGE_NAMES = { orcName: NOT_TOLD, name: NOT_TOLD, lineId: NOT_TOLD, to: NOT_TOLD };

/**
 * Returns the step to which the clause is related: the step that published the event, the cause of the current move, or the last
 * request.
 */
function causeOf(
  search: SearchResult,
  here: Possibility,
  { line, record }: Head,
  differences: readonly Difference[],
): Step {
  if (record.kind === 'frame' || record.kind === 'emission') {
    const published = findPublish(search, here, record.event?.id);
    if (published) return published;
  }
  if (here.pendingMove) return here.pendingMove.cause;
  const due = deliverableFlights(here.state).find(
    (flight) => deliverFlight(here.state, flight).observations.length > 0,
  );
  if (due && (!isLoggedObservation(record) || differences.length > 0)) return due.cause;
  const before = [...search.requests].filter(([asked]) => asked < line).map(([, step]) => step);
  return before.at(-1) ?? { kind: 'settle' };
}

function findPublish(search: SearchResult, here: Possibility, id: string | undefined): Step | null {
  if (id === undefined) return null;
  for (const [line, step] of search.requests)
    if (step.kind === 'publish' && termOf(here.bindings, 'id', eventIdOf(line)) === id) return step;
  return null;
}
