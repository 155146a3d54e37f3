/** The packed machine does what the model does, state by state and step by step. */

import { describe, expect, it } from 'vitest';
import type { State } from '#model';
import { advance } from '#model';
import { informativeSteps, initialStateOf } from '../scenarios/reference.ts';
import { PUBLISH } from './actions.ts';
import type { Bounds } from './bounds.ts';
import { defaultBounds } from './bounds.ts';
import { canonicalTextOf } from './facts.ts';
import { Machine } from './machine.ts';
import { packState, stepOf } from './packing.ts';
import type { World } from './world.ts';
import { worldOf } from './world.ts';

/** Returns the states of the model within the bounds, up to a limit, each identified by its whole text. */
function statesOf(world: World, most: number): State[] {
  const first = initialStateOf(world);
  const known = new Set([canonicalTextOf(first, [])]);
  const states = [first];
  for (let at = 0; at < states.length && at < most; at++)
    for (const step of informativeSteps(world, states[at] as State)) {
      const { state } = advance(states[at] as State, step, 0);
      const text = canonicalTextOf(state, []);
      if (known.has(text)) continue;
      known.add(text);
      states.push(state);
    }
  return states.slice(0, most);
}

/** `step -> words` for every possible next step. */
function machineSuccessors(world: World, machine: Machine, words: Int32Array): string[] {
  const out = new Int32Array(machine.layout.wordsPerState);
  return machine.actions
    .flatMap((action, at) =>
      action.kind !== PUBLISH && machine.apply(words, 0, at, out)
        ? [`${JSON.stringify(stepOf(world, action))} -> ${out}`]
        : [],
    )
    .sort();
}

function modelSuccessors(world: World, machine: Machine, state: State): string[] {
  return informativeSteps(world, state)
    .map(
      (step) =>
        `${JSON.stringify(step)} -> ${packState(world, machine.layout, advance(state, step, 0).state)}`,
    )
    .sort();
}

const small: readonly Partial<Bounds>[] = [
  {},
  { shape: 'tree', nodes: 4, orcs: 2, lines: 1, cuts: true },
  { shape: 'roots', nodes: 4, orcs: 2, lines: 1 },
  { nodes: 2, lines: 1, countCap: 1, queueCap: 1, interleaved: true, cuts: true },
  { nodes: 3, orcs: 1, lines: 2, countCap: 1, queueCap: 2, interleaved: true },
  { shape: 'roots', nodes: 3, orcs: 1, lines: 1, queueCap: 2, interleaved: true, cuts: true },
];
const MOST = process.env.PARTYLINE_THOROUGH ? Number.POSITIVE_INFINITY : 40;

describe('the packed machine', () => {
  it.each(small.map((bounds) => ({ bounds })))(
    'LINE-1: goes where the model goes, from every state of $bounds',
    ({ bounds }) => {
      const world = worldOf({ ...defaultBounds, ...bounds });
      const machine = new Machine(world);
      const states = statesOf(world, MOST);
      expect(states.length).toBeGreaterThan(15);
      for (const state of states) {
        const words = packState(world, machine.layout, state);
        expect(machineSuccessors(world, machine, words)).toEqual(
          modelSuccessors(world, machine, state),
        );
      }
    },
  );

  it.each(small.filter(({ interleaved }) => interleaved).map((bounds) => ({ bounds })))(
    'LINE-1: settles as the model settles, from every state of $bounds',
    ({ bounds }) => {
      const world = worldOf({ ...defaultBounds, ...bounds });
      const machine = new Machine(world);
      for (const state of statesOf(world, MOST)) {
        const words = packState(world, machine.layout, state);
        machine.settle(words);
        const settled = advance(state, { kind: 'settle' }, 0).state;
        expect([...words]).toEqual([...packState(world, machine.layout, settled)]);
      }
    },
  );
});
