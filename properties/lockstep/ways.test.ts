/**
 * The law with several ways: the tables at rest follow from the history alone, and where one way leads from a node to another all is as
 * in the law without.
 */
import { describe, expect, it } from 'vitest';
import type { State } from '#model';
import { advance, modelKindWith, start, tableOf } from '#model';
import type { Observation, Step, Table, Topology } from '#spec';
import { afterwards, closedForm, hasVariant, withVariants } from '#spec';
import { drawScenario, generate } from '../scenario/draw.ts';
import { nextUplinkUp, settleSteps } from '../scenario/epilogue.ts';
import { webShapes } from '../scenario/webs.ts';
import { byEffort } from '../testing/effort.ts';

const { features } = modelKindWith(['ways']);

describe('several ways', () => {
  it('WAYS-1, WAYS-2, HEAL-1: at rest every table is what the topology and the history say', () => {
    let told = 0;
    for (let index = 0; index < byEffort(100, 3000); index++) {
      const { topology, steps } = generate('ways at rest', index, { features, shapes: webShapes });
      let state = start(topology);
      let at = 0;
      const go = (step: Step) => {
        state = advance(state, step, at++).state;
      };
      steps.forEach(go);
      settleSteps(state).forEach(go);
      for (let step = nextUplinkUp(state); step; step = nextUplinkUp(state)) go(step);
      for (const { token } of topology.nodes) {
        const expected = afterwards(state.history, token);
        expect(closedForm(state.history, tableOf(state, token).routes)).toEqual(expected);
        if (expected.some(({ ways = [], lines }) => ways.length > 1 && lines.length > 0)) told++;
      }
    }
    expect(told).toBeGreaterThan(10);
  });

  it('WAYS-4: on single ways nothing differs from the law without, but for the fields of ways and the hordes', () => {
    const shapes = ['single', 'chain', 'tree', 'roots'] as const;
    let told = 0;
    for (let index = 0; index < byEffort(100, 2000); index++) {
      // With `ways` a horde is known by the paths to present orcs alone, so `forward` differs where the last one there has left; and an
      // older attachment that the law does not judge is not among the homes that an event is for.
      const offered = features.filter((each) => each !== 'forward' && each !== 'moves');
      const options = { features: offered, shapes, interleave: 0, goals: index % 2 > 0 };
      const { scenario } = drawScenario('single ways', index, options);
      const others = features.filter((each) => each !== 'ways');
      const usual = withVariants(scenario.topology, others);
      expect(hasVariant(usual, 'ways')).toBe(false);
      const pair = [scenario.topology, usual].map((topology) => start(topology)) as [State, State];
      for (const [at, step] of scenario.steps.entries()) {
        const [withWays, without] = pair.map((state) => advance(state, step, at));
        expect(inOrder(withWays?.observations)).toEqual(inOrder(without?.observations));
        for (const { token } of usual.nodes)
          expect(tableWithout(withWays?.state as State, token)).toEqual(
            tableWithout(without?.state as State, token),
          );
        pair[0] = withWays?.state as State;
        pair[1] = without?.state as State;
        told++;
      }
    }
    expect(told).toBeGreaterThan(1000);
  });
});

/** Returns what was seen by carrier, in order on each: between two of them the order is free. */
const inOrder = (seen: readonly Observation[] = []) =>
  seen
    .map((each) => [carrierOf(each), withoutWays(each)] as const)
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));

const carrierOf = (seen: Observation) =>
  seen.kind === 'message'
    ? `${seen.kind} ${seen.below} ${seen.above}`
    : `${seen.kind} ${'node' in seen ? seen.node : ''} ${'pair' in seen ? seen.pair : ''}`;

/** Returns the observation without what only the law with several ways has. */
function withoutWays(seen: Observation): unknown {
  return JSON.parse(
    JSON.stringify(seen, (key, value) =>
      ['path', 'from', 'stamp', 'to', 'trail', 'hordes'].includes(key) && seen.kind !== 'message'
        ? undefined
        : ['path', 'from', 'stamp', 'hordes'].includes(key)
          ? undefined
          : value,
    ),
  );
}

function tableWithout(state: State, token: Topology['nodes'][number]['token']): unknown {
  const { routes }: Table = tableOf(state, token);
  return routes.map(({ path: _path, ways: _ways, hordes: _hordes, ...route }) => route);
}
