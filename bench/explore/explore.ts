/**
 * The cost of an exploration: a tree of 4 nodes with two orcs on each leaf and three lines, every
 * check at every state, in one thread. Runs without and with symmetry reduction alternate, so that
 * both see the same load of the machine.
 */
import { Search, worldOf } from '#properties';

export interface ExploreFigure {
  readonly symmetry: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly statesPerSecond: number;
}

export function measureExploration(
  size: { readonly orcs: number; readonly lines: number; readonly countCap: number },
  symmetry: boolean,
  now: () => number,
): ExploreFigure {
  const world = worldOf({
    ...size,
    shape: 'tree',
    nodes: 4,
    queueCap: 1,
    steps: null,
    interleaved: false,
    cuts: false,
  });
  const began = now();
  const search = new Search(world, { symmetry, partialOrder: false });
  const { violation } = search.run(() => null);
  if (violation) throw new Error(`the model breaks ${violation.clause}: ${violation.detail}`);
  const seconds = (now() - began) / 1000;
  const { states, transitions } = search.progress;
  return { symmetry, states, transitions, seconds, statesPerSecond: Math.round(states / seconds) };
}
