/**
 * Interleavings: every order in which the steps of one scenario and the deliveries of what they set in motion can happen. Each state of
 * the model is visited once, depth first, so that a state that is met again on its own way shows a run that never ends. At each end the
 * tables must follow from the history, and an event at each node and on each line must be heard by those of the audience law.
 */
import type { Flight, State } from '#model';
import { advance, legal, start, tableOf } from '#model';
import type { Scenario, Step, Uplink } from '#spec';
import {
  afterwards,
  audienceOf,
  closedForm,
  factsOfStep,
  heardBy,
  judged,
  uplinkPair,
} from '#spec';
import { canarySteps } from '../../scenario/epilogue.ts';
import { stateKey } from './stateKey.ts';

/** What is wrong at a state, and the scenario that leads there. */
interface Fault {
  readonly what: string;
  readonly scenario: Scenario;
}

export interface Interleavings {
  /** States of the model, the first one included. */
  readonly states: number;
  /** Deliveries and steps between them. */
  readonly transitions: number;
  /** States in which all steps are done and nothing is in flight. */
  readonly ends: number;
  /** Whether all were visited; not so with a fault, or at the limit. */
  readonly isComplete: boolean;
  readonly fault: Fault | null;
}

export interface InterleavingOptions {
  /** The most states to visit. Default: 200 000. */
  readonly limit?: number;
  /** Asked about the scenario to each end, and to each state that leads to no new one: says what is wrong with it, if anything. */
  readonly judge?: (scenario: Scenario) => Promise<string | null>;
}

interface Visit {
  readonly state: State;
  /** How many steps of the script are done. */
  readonly done: number;
  readonly moves: Step[];
  /** The step that led here; null for the first. */
  readonly by: Step | null;
  /** Who has heard which event so far. */
  readonly heard: readonly string[];
  readonly key: string;
  hasNew: boolean;
}

/** The most states that are visited unless more are asked for. */
export const DEFAULT_LIMIT = 200_000;

/**
 * Goes through every interleaving of a scenario. Its own `hold` and deliveries are left out; a `settle` in it stands for a moment at which
 * nothing is in flight. Resolves to what was found, at the latest at the limit.
 */
export async function exploreInterleavings(
  { topology, steps }: Scenario,
  { limit = DEFAULT_LIMIT, judge }: InterleavingOptions = {},
): Promise<Interleavings> {
  const script = steps.filter(
    (step) => step.kind === 'settle' || factsOfStep(step).part === 'request',
  );
  const canaries = canarySteps({ version: 1, topology, steps: script });
  const hold: Step = { kind: 'hold' };
  const visited = new Map<string, 'open' | 'done'>();
  const counts = { states: 0, transitions: 0, ends: 0 };
  const path: Visit[] = [];
  const result = (fault: string | null, isComplete: boolean): Interleavings => ({
    ...counts,
    isComplete,
    fault: fault === null ? null : { what: fault, scenario: scenarioTo(path) },
  });
  const scenarioTo = (visits: readonly Visit[]): Scenario => ({
    version: 1,
    topology,
    steps: [hold, ...visits.flatMap(({ by }) => by ?? [])],
  });
  const enter = (
    state: State,
    done: number,
    by: Step | null,
    heard: readonly string[] = [],
  ): Visit => {
    const key = [done, ...heard, stateKey(state)].join('\n');
    return { state, done, moves: movesOf(state, script, done), by, heard, key, hasNew: false };
  };

  const first = enter(advance(start(topology), hold, 0).state, 0, null);
  path.push(first);
  visited.set(first.key, 'open');
  counts.states++;
  for (let visit = path.at(-1); visit; visit = path.at(-1)) {
    const move = visit.moves.shift();
    if (!move) {
      const isEnd = visit.done === script.length && visit.state.flights.length === 0;
      if (isEnd) counts.ends++;
      const fault =
        (isEnd ? faultAtEnd(visit.state, canaries) : null) ??
        (visit.hasNew || !judge ? null : await judge(scenarioTo(path)));
      if (fault !== null) return result(fault, false);
      visited.set(visit.key, 'done');
      path.pop();
      continue;
    }
    counts.transitions++;
    const isBarrier = move.kind === 'settle';
    const isScripted = isBarrier || move === script[visit.done];
    const { state, observations } = isBarrier
      ? { state: visit.state, observations: [] }
      : // An event is named by its place in the script, whatever was delivered before.
        advance(visit.state, move, visit.done);
    const newly = heardBy(visit.state.history, observations).map(
      ({ eventId, orcName, pair, node }) => `${orcName} on ${pair} at ${node} heard ${eventId}`,
    );
    const heard = [...visit.heard, ...newly].sort();
    const twice = heard.find((each, at) => each === heard[at + 1]);
    const isDone = isScripted ? 1 : 0;
    const next = enter(state, visit.done + isDone, isBarrier ? null : move, heard);
    if (twice !== undefined) {
      path.push(next);
      return result(`${twice} twice`, false);
    }
    const known = visited.get(next.key);
    if (known === 'open') {
      path.push(next);
      return result('it never comes to rest: the state was met before on the way to it', false);
    }
    if (known === 'done') continue;
    visit.hasNew = true;
    if (counts.states >= limit) return result(null, false);
    counts.states++;
    visited.set(next.key, 'open');
    path.push(next);
  }
  return result(null, true);
}

/** Returns what can happen next: each delivery, and the next step of the script. */
function movesOf(state: State, script: readonly Step[], done: number): Step[] {
  const deliveries = new Map<string, Step>();
  for (const flight of state.flights) {
    const move = deliveryOf(flight, state.topology.uplinks);
    const key = JSON.stringify(move);
    if (!deliveries.has(key) && legal(state, move) === null) deliveries.set(key, move);
  }
  const next = script[done];
  const isNext =
    next && (next.kind === 'settle' ? state.flights.length === 0 : legal(state, next) === null);
  return [...deliveries.values(), ...(isNext ? [next] : [])];
}

function deliveryOf({ bus, pair }: Flight, uplinks: readonly Uplink[]): Step {
  const link = uplinks.find(({ below, above }) => uplinkPair(below, above) === pair);
  if (!link) return { kind: 'arrive', pair };
  return { kind: bus === 'command' ? 'climb' : 'descend', ...link };
}

/** Says what is wrong when all has arrived, if anything. */
function faultAtEnd(state: State, canaries: readonly Step[]): string | null {
  const { history, topology } = state;
  if (history.down.length === 0)
    for (const { token } of topology.nodes) {
      const [told, due] = [
        closedForm(history, tableOf(state, token).routes),
        afterwards(history, token),
      ];
      if (JSON.stringify(told) !== JSON.stringify(due))
        return `the table of ${token} holds ${JSON.stringify(told)}, and by the history ${JSON.stringify(due)}`;
    }
  const settled = advance(state, { kind: 'settle' }, 0).state;
  for (const [at, step] of canaries.entries()) {
    if (step.kind !== 'publish') continue;
    const { must } = audienceOf(settled.history, step);
    const heard = heardBy(settled.history, advance(settled, step, 10_000 + at).observations)
      .filter(({ orcName }) => orcName === 'greathall' || judged(settled.history, orcName))
      .map(({ orcName, pair, node }) => `${orcName} on ${pair} at ${node}`);
    const due = must.map(({ orcName, pair, node }) => `${orcName} on ${pair} at ${node}`);
    if (heard.sort().join() !== due.sort().join())
      return `${JSON.stringify(step)}: heard by ${heard.join(', ') || 'nobody'}, and by the history ${due.join(', ') || 'nobody'}`;
  }
  return null;
}
