/**
 * A duel: one scenario twice on the same router, once in peace and once with hostile frames between its steps. Each
 * of these must be answered by refusals alone, and nothing else may tell the two runs apart (SAFE-1). So it finds what
 * hostile frames do to a router, whatever else is wrong with it.
 */
import type { State } from '#model';
import { advance, start } from '#model';
import type { RouterKind, Scenario, Step } from '#spec';
import { alike, sameTable } from '../accord.ts';
import { drawnWith } from '../drawn.ts';
import { canaries, departure, returning } from '../epilogue.ts';
import { Fabric } from '../fabric.ts';

/** A step that puts a raw frame somewhere. */
export type Raw = Extract<Step, { readonly kind: 'inject' | 'garble' }>;

/** A hostile frame, and how many of the good steps come before it. */
export interface Blow {
  readonly after: number;
  readonly step: Raw;
}

/** What comes after so many good steps, with the network in this state. */
export type Attack = (state: State, after: number) => Iterable<Raw>;

export interface Duel {
  /** As far as it went, the epilogue and the step that told the runs apart included. */
  readonly good: readonly Step[];
  readonly blows: readonly Blow[];
  /** What the hostile frames did, in a few words; null where they did nothing. */
  readonly harm: string | null;
}

/** Fights until harm is done or everybody has left. What the router does wrong in peace is not asked here. */
export function duel(kind: RouterKind, scenario: Scenario, attack: Attack): Duel {
  const peace = new Fabric(kind, scenario.topology);
  const war = new Fabric(kind, scenario.topology);
  const tabled = kind.features.includes('tables');
  const good: Step[] = [];
  const blows: Blow[] = [];
  const done = (harm: string | null): Duel => ({ good, blows, harm });
  for (const [state, step] of moments(scenario, kind)) {
    for (const raw of attack(state, good.length)) {
      blows.push({ after: good.length, step: raw });
      const harm = struck(war, raw, good.length);
      if (harm !== null) return done(harm);
    }
    const changed = tabled ? differing(peace, war, scenario) : null;
    if (changed !== null) return done(`the table of ${changed} changed`);
    if (step === null) break;
    good.push(step);
    const calm = tried(peace, step, good.length - 1);
    if (calm === null) return done(null);
    const hit = tried(war, step, good.length - 1);
    if (hit === null) return done('it threw later');
    if (!alike(calm, hit)) return done('what followed was not the same');
  }
  return done(null);
}

/** Each state and the step that comes in it, then the last state and none. */
function* moments(scenario: Scenario, { features }: RouterKind): Generator<[State, Step | null]> {
  const offered = new Set(features);
  const drawn = drawnWith(scenario);
  let state = start(scenario.topology);
  let index = 0;
  const moment = (step: Step): [State, Step] => {
    const before = state;
    state = (drawn[index] ?? advance(state, step, index)).state;
    index++;
    return [before, step];
  };
  for (const step of scenario.steps) yield moment(step);
  for (let step = returning(state); step; step = returning(state)) yield moment(step);
  for (const step of canaries(scenario)) yield moment(step);
  for (let step = departure(state, offered); step; step = departure(state, offered))
    yield moment(step);
  yield [state, null];
}

function struck(war: Fabric, raw: Raw, index: number): string | null {
  const answer = tried(war, raw, index);
  if (answer === null) return 'it threw';
  if (answer.length === 0) return 'it was not refused';
  return answer.every(({ kind }) => kind === 'refusal') ? null : 'it was honoured';
}

function tried(fabric: Fabric, step: Step, index: number) {
  try {
    return fabric.apply(step, index);
  } catch {
    return null;
  }
}

function differing(peace: Fabric, war: Fabric, { topology }: Scenario): string | null {
  const node = topology.nodes.find(({ token }) => !sameTable(peace.table(token), war.table(token)));
  return node ? node.token : null;
}
