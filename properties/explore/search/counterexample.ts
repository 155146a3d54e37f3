/**
 * Counterexample: the scenario that leads to a state of a search. For each state the search stores only the state before it, not
 * the step. With symmetry reduction a stored state represents others. So the path is walked again from the start, and each step
 * leads to a state that the next stored state represents.
 */

import type { Scenario, Step } from '#spec';
import { SCENARIO_VERSION } from '#spec';
import { stepOf } from './packing.ts';
import type { Search } from './search.ts';
import { probesOf } from './world.ts';

/** Returns the scenario that reaches state `index`, followed by one test event per line, published at every node. */
export function scenarioTo(search: Search, index: number): Scenario {
  const { world } = search;
  const steps = stepsTo(search, index);
  return {
    version: SCENARIO_VERSION,
    topology: world.topology,
    steps: world.bounds.interleaved
      ? [{ kind: 'hold' }, ...steps, { kind: 'settle' }, ...probesOf(world)]
      : [...steps, ...probesOf(world)],
  };
}

export function stepsTo(search: Search, index: number): Step[] {
  const { seen, world } = search;
  const { words } = seen;
  const indices: number[] = [];
  for (let at = index; at > 0; at = seen.parents[at] as number) indices.unshift(at);
  let state = new Int32Array(words);
  return indices.map((at) => {
    const wanted = seen.states.subarray(at * words, (at + 1) * words);
    const found = findActionTo(search, state, wanted);
    state = found.state;
    return stepOf(world, found.action);
  });
}

function findActionTo(
  { machine, canonical }: Search,
  state: Int32Array<ArrayBuffer>,
  wanted: Int32Array,
) {
  const next = new Int32Array(state.length);
  for (const [at, action] of machine.actions.entries()) {
    if (!machine.apply(state, 0, at, next)) continue;
    const image = next.slice();
    canonical?.canonicalize(image);
    if (image.every((word, each) => word === wanted[each])) return { action, state: next };
  }
  throw new RangeError('a state was met that no action leads to; this is a bug of the search');
}
