/**
 * The judgement of a trace log as plain data: accepted, undecided, or refused at a line. A refusal has
 * what the line says, the states that were possible just before it, what the law would have allowed
 * there, and the clause that is broken.
 */
import type { Flight } from '#model';
import { tableOf } from '#model';
import type {
  ClauseId,
  Event,
  LoggedLine,
  LoggedRecord,
  Observation,
  Table,
  Tracelog,
} from '#spec';
import { blameRefusal, expectedObservations } from './clause.ts';
import type { Bindings } from './search/bindings.ts';
import { termOf } from './search/bindings.ts';
import type { Possibility, SearchResult } from './search/possibility.ts';
import type { SearchOptions } from './search/search.ts';
import { searchLog } from './search/search.ts';
import type { Survey } from './search/survey.ts';
import { Surveyor } from './search/survey.ts';

/** A frame in flight: a message, an event, or a raw frame. */
interface FrameInFlight {
  readonly bus: Flight['bus'];
  readonly pair: string;
  readonly to: string;
  readonly frame: unknown;
}

export interface PossibleState {
  readonly tables: readonly Table[];
  readonly inFlight: readonly FrameInFlight[];
  /** The observations that the current move must still produce before anything else happens. */
  readonly owed: readonly Observation[];
}

export interface Refusal {
  readonly line: number;
  readonly record: LoggedRecord;
  /** For logs in the order `per observer`: the numbers of the next lines of the other observers. */
  readonly beside: readonly number[];
  readonly stateCount: number;
  /** The first few of the possible states. */
  readonly states: readonly PossibleState[];
  /** What might have been observed next in at least one of the states; empty where only a request could have come. */
  readonly allowed: readonly Observation[];
  /** Whether at least one of the states had nothing in flight, so that a request or a settled moment could have come next. */
  readonly mayRest: boolean;
  readonly clause: ClauseId;
  readonly also: readonly ClauseId[];
  readonly detail: string;
}

export interface LogJudgement {
  readonly verdict: SearchResult['verdict'];
  /** Number of records in the log. */
  readonly records: number;
  /** Number of states of the model that were visited. */
  readonly visited: number;
  /** Why the log is undecided; null otherwise. */
  readonly why: string | null;
  readonly refusal: Refusal | null;
}

const SHOWN_STATES = 3;
const MOST_ALLOWED = 12;

/** Judges a log that is in memory. */
export function judgeLog(log: Tracelog, options: SearchOptions = {}): LogJudgement {
  const surveyor = new Surveyor();
  for (const line of log.lines) surveyor.add(line);
  return judgeLines(surveyor.finish(log.header, log.unfinished), log.lines, options);
}

/** Judges a log of any length, whose lines are taken one by one. `survey`: of the same lines. */
export function judgeLines(
  survey: Survey,
  lines: Iterable<LoggedLine>,
  options: SearchOptions = {},
): LogJudgement {
  const search = searchLog(survey, lines[Symbol.iterator](), options);
  const { verdict, visited, why } = search;
  return {
    verdict,
    records: survey.total,
    visited,
    why,
    refusal: verdict === 'refused' ? refusalOf(search) : null,
  };
}

function refusalOf(search: SearchResult): Refusal | null {
  const [head, ...others] = search.heads;
  if (!head) return null;
  const furthest = keepDistinct(search.furthest);
  const allowed = new Map<string, Observation>();
  for (const each of furthest)
    for (const did of expectedObservations(each).map((one) =>
      translateObservation(one, each.bindings),
    ))
      if (allowed.size < MOST_ALLOWED) allowed.set(JSON.stringify(did), did);
  return {
    line: head.line,
    record: head.record,
    beside: others.map(({ line }) => line),
    stateCount: furthest.length,
    states: furthest.slice(0, SHOWN_STATES).map(possibleStateOf),
    allowed: [...allowed.values()],
    mayRest: furthest.some(({ state, pendingMove }) => !pendingMove && state.flights.length === 0),
    ...blameRefusal(search, head),
  };
}

/** Merges possibilities that print the same states. They differ only in how the search ordered deliveries that nobody saw. */
function keepDistinct(furthest: readonly Possibility[]): Possibility[] {
  const found = new Map<string, Possibility>();
  for (const each of furthest) found.set(JSON.stringify(possibleStateOf(each)), each);
  return [...found.values()];
}

function possibleStateOf({ state, bindings, pendingMove }: Possibility): PossibleState {
  return {
    tables: state.topology.nodes.map(({ token }) => tableOf(state, token)),
    inFlight: state.flights.map(({ bus, pair, to, input }) => ({
      bus,
      pair,
      to,
      frame:
        input.kind === 'event'
          ? translateEvent(input.frame as Event, bindings)
          : 'frame' in input
            ? input.frame
            : input.kind,
    })),
    owed: (pendingMove?.owed ?? []).map((each) => translateObservation(each, bindings)),
  };
}

/** Returns the observation with the model's names replaced by those of the log. */
function translateObservation(did: Observation, bindings: Bindings): Observation {
  return did.kind === 'frame' || did.kind === 'emission'
    ? { ...did, event: translateEvent(did.event, bindings) }
    : did;
}

function translateEvent(event: Event, bindings: Bindings): Event {
  const { id, topic, payload } = event;
  return {
    ...event,
    id: (termOf(bindings, 'id', id) ?? id) as string,
    topic: (termOf(bindings, 'topic', id) ?? topic) as string,
    payload: (termOf(bindings, 'payload', id) ?? payload) as Event['payload'],
  };
}
