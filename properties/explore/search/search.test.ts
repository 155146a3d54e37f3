/**
 * The number of states within small bounds, pinned: any change of meaning shows. Each reduction is compared with the
 * search without it, because published reductions have been wrong.
 */

import { describe, expect, it } from 'vitest';
import { advance } from '#model';
import { scenarioFaults } from '../../scenario/legality.ts';
import { initialStateOf } from '../scenarios/reference.ts';
import type { Bounds } from './bounds.ts';
import { boundsFaults, defaultBounds } from './bounds.ts';
import { scenarioTo, stepsTo } from './counterexample.ts';
import { layoutFaults } from './layout.ts';
import { Machine } from './machine.ts';
import { packState } from './packing.ts';
import { Representative } from './representative.ts';
import type { Reductions } from './search.ts';
import { Search } from './search.ts';
import { Symmetry } from './symmetry.ts';
import { worldOf } from './world.ts';

const NONE: Reductions = { symmetry: false, partialOrder: false };

function runSearch(bounds: Partial<Bounds>, reductions: Reductions = NONE, machine?: Machine) {
  const world = worldOf({ ...defaultBounds, ...bounds });
  const search = new Search(world, reductions, machine ?? new Machine(world));
  return { search, ...search.run(() => null) };
}

/** Every state found, as text; with `canonical`, its representative. */
function statesOf({ seen }: Search, canonical = (_: Int32Array) => {}): string[] {
  const texts = new Set<string>();
  for (let index = 0; index < seen.count; index++) {
    const state = seen.states.slice(index * seen.words, (index + 1) * seen.words);
    canonical(state);
    texts.add(state.join());
  }
  return [...texts].sort();
}

/** States of one orc: away, or present with 0 to `countCap` subscriptions on each line. */
const orcCount = ({ lines, countCap }: Bounds) => 1 + (countCap + 1) ** lines;

/**
 * Transitions of one orc: a join while it is away; a departure and a loss while it is present; and on each line c
 * subscribes and c unsubscribes, whatever its other lines are. Each combines with any state of the other orcs. And a
 * publish on each line, in any state.
 */
function settledTransitions(bounds: Bounds): number {
  const { orcs, lines, countCap: c, cuts } = bounds;
  const there = (c + 1) ** lines;
  const own = 1 + (cuts ? 2 : 1) * there + lines * 2 * c * (c + 1) ** (lines - 1);
  return orcs * own * orcCount(bounds) ** (orcs - 1) + lines * orcCount(bounds) ** orcs;
}

describe('settled states', () => {
  it.each([
    [{}, 100, 880],
    [{ orcs: 3 }, 1000, 12_200],
    [{ shape: 'tree', nodes: 4, orcs: 4, lines: 1 }, 256, 2304],
    [{ shape: 'roots', nodes: 4, lines: 1, countCap: 3, cuts: true }, 25, 175],
    [{ nodes: 1, orcs: 1, lines: 3, countCap: 1 }, 9, 60],
  ] as const)(
    'LINE-2: within %o there are %i, with %i transitions',
    (bounds, states, transitions) => {
      const { search, violation } = runSearch(bounds);
      const all = { ...defaultBounds, ...bounds };
      expect(violation).toBeNull();
      expect(search.progress).toMatchObject({ states, transitions, waiting: 0 });
      expect(states).toBe(orcCount(all) ** all.orcs);
      expect(transitions).toBe(settledTransitions(all));
    },
  );

  const wide: Partial<Bounds> = { shape: 'tree', nodes: 4, orcs: 4, lines: 3 };
  it.runIf(process.env.PARTYLINE_THOROUGH)('LINE-2: of the wide tree there are 614 656', () => {
    const { search, violation } = runSearch(wide);
    expect(violation).toBeNull();
    expect(search.progress).toMatchObject({ states: 614_656, transitions: 13_785_856, depth: 28 });
    expect(runSearch(wide, { ...NONE, symmetry: true }).search.seen.count).toBe(14_914);
  });

  it('LINE-2: the furthest is as many steps away as there are joins and subscriptions within bounds', () => {
    expect(runSearch({}).search.depth).toBe(2 * (1 + 2 * 2));
    expect(runSearch({ steps: 3 }).search.progress).toMatchObject({ depth: 3, waiting: 0 });
  });
});

/**
 * By hand, for one orc and one line on one node, a count of at most one and at most one frame on the bus. The client
 * is away, present, or present and subscribed; its node has no entry, an entry, or an entry with the line; the bus is
 * empty or holds the one frame that makes the difference. Empty bus: client and node agree, 3 states. Full bus: the
 * last request is in flight, so the node is still in the state before it: a join (from away), a subscribe or an
 * unsubscribe (while present), a leave (with or without the line): 1 + 1 + 1 + 2 = 5. Nothing can be requested while
 * the bus is full, so there are 8 states in total.
 */
describe('interleaved states', () => {
  it.each([
    [{ nodes: 1, orcs: 1, lines: 1, countCap: 1, queueCap: 1 }, 8, 10],
    [{ nodes: 2, orcs: 1, lines: 1, countCap: 1, queueCap: 1 }, 21, 31],
    [{ nodes: 2, orcs: 2, lines: 1, countCap: 1, queueCap: 1 }, 272, 626],
    [{ nodes: 3, orcs: 1, lines: 1, countCap: 1, queueCap: 2, cuts: true }, 524, 1694],
    [{ shape: 'roots', nodes: 3, orcs: 1, lines: 1, countCap: 1, queueCap: 1 }, 47, 86],
  ] as const)(
    'LINE-1: within %o there are %i, with %i transitions',
    (bounds, states, transitions) => {
      const { search, violation } = runSearch({ ...bounds, interleaved: true });
      expect(violation).toBeNull();
      expect(search.progress).toMatchObject({ states, transitions });
    },
  );
});

const symmetric: readonly Partial<Bounds>[] = [
  { orcs: 3 },
  { shape: 'tree', nodes: 4, orcs: 4, lines: 1 },
  { shape: 'tree', nodes: 3, orcs: 3, lines: 2, countCap: 1 },
  { shape: 'roots', nodes: 3, orcs: 2, lines: 2 },
  { nodes: 2, lines: 1, countCap: 1, interleaved: true },
  { shape: 'tree', nodes: 3, lines: 1, countCap: 1, queueCap: 1, interleaved: true },
  { shape: 'roots', nodes: 3, orcs: 1, lines: 2, countCap: 1, queueCap: 1, interleaved: true },
];

describe('reductions', () => {
  it.each(symmetric.map((bounds) => ({ bounds })))(
    'LINE-8: symmetry leaves one state of each orbit within $bounds',
    ({ bounds }) => {
      const { search: whole } = runSearch(bounds);
      const { search: reduced, violation } = runSearch(bounds, { ...NONE, symmetry: true });
      const symmetry = new Symmetry(whole.world, whole.machine.layout);
      const orbits = statesOf(whole, (state) => symmetry.canonicalize(state));
      expect(violation).toBeNull();
      expect(reduced.seen.count).toBe(orbits.length);
      expect(statesOf(reduced, (state) => symmetry.canonicalize(state))).toEqual(orbits);
      expect(reduced.seen.count).toBeLessThan(whole.seen.count);
    },
  );

  it('LINE-8: the quick representative is the same for all symmetric images of a state, and one of them', () => {
    const { search } = runSearch({
      shape: 'tree',
      nodes: 4,
      orcs: 4,
      lines: 2,
      countCap: 1,
      steps: 5,
    });
    const { world, machine, seen } = search;
    const quick = new Representative(world, machine.layout);
    const right = new Symmetry(world, machine.layout);
    expect(quick.size).toBe(right.size);
    const quickly = new Map<string, string>();
    for (let index = 0; index < seen.count; index++) {
      const state = seen.states.slice(index * seen.words, (index + 1) * seen.words);
      const [one, other] = [state.slice(), state.slice()];
      quick.canonicalize(one);
      right.canonicalize(other);
      const known = quickly.get(other.join());
      expect(known ?? one.join()).toBe(one.join());
      quickly.set(other.join(), one.join());
      right.canonicalize(one);
      expect(one.join()).toBe(other.join());
    }
  });

  it.each([
    { nodes: 3, lines: 1, countCap: 1 },
    { nodes: 4, orcs: 1, lines: 1, cuts: true },
    { shape: 'tree', nodes: 4, lines: 1, countCap: 1, queueCap: 1 },
    { shape: 'roots', nodes: 3, lines: 1, countCap: 1, queueCap: 1, cuts: true },
  ] as const)('LINE-1: partial order reaches every quiet state within %o', (bounds) => {
    const { search: whole } = runSearch({ ...bounds, interleaved: true });
    const { search: reduced, violation } = runSearch(
      { ...bounds, interleaved: true },
      { ...NONE, partialOrder: true },
    );
    const quiet = ({ seen, machine }: Search) =>
      Array.from({ length: seen.count }, (_, index) => index * seen.words)
        .filter((at) => machine.isQuiescent(seen.states, at))
        .map((at) => seen.states.slice(at, at + seen.words).join())
        .sort();
    expect(violation).toBeNull();
    expect(quiet(reduced)).toEqual(quiet(whole));
    expect(reduced.seen.count).toBeLessThan(whole.seen.count);
  });
});

/** A machine with a node that forgets to count: a second subscription is lost. */
class Forgetful extends Machine {
  override nextWord(word: number, action: number): number {
    const next = super.nextWord(word, action);
    const { countBits, countMask } = this.layout;
    const count = (next >>> countBits) & countMask;
    return count === 2 ? next - (1 << countBits) : next;
  }
}

describe('a violation', () => {
  it.each([true, false])('LINE-2: is found by a shortest path, with symmetry %s', (symmetry) => {
    const world = worldOf({ ...defaultBounds, nodes: 2 });
    const { search, violation } = runSearch(
      { nodes: 2 },
      { ...NONE, symmetry },
      new Forgetful(world),
    );
    expect(violation).toMatchObject({ clause: 'LINE-2' });
    const scenario = scenarioTo(search, violation?.index ?? 0);
    expect(scenario.steps.map(({ kind }) => kind).slice(0, 3)).toEqual([
      'join',
      'subscribe',
      'subscribe',
    ]);
    expect(scenarioFaults(scenario)).toEqual([]);
  });

  it.each([{}, { interleaved: true, lines: 1, countCap: 1 }])(
    'LINE-1: the path to a state leads the model there within %o, symmetry or not',
    (bounds) => {
      const { search } = runSearch({ ...bounds, nodes: 2 }, { symmetry: true, partialOrder: true });
      const { world, machine, seen } = search;
      for (let index = 0; index < seen.count; index += 7) {
        let state = initialStateOf(world);
        for (const step of stepsTo(search, index)) state = advance(state, step, 0).state;
        const words = packState(world, machine.layout, state);
        search.canonical?.canonicalize(words);
        expect([...words]).toEqual([
          ...seen.states.subarray(index * seen.words, (index + 1) * seen.words),
        ]);
      }
    },
  );
});

describe('bounds', () => {
  it('ARP-1: that make no sense are refused, a sentence each', () => {
    expect(boundsFaults(defaultBounds)).toEqual([]);
    expect(boundsFaults({ ...defaultBounds, nodes: 0, orcs: 9 })).toHaveLength(3);
    expect(boundsFaults({ ...defaultBounds, shape: 'tree', nodes: 2 })[0]).toContain('3 at least');
  });

  it('ARP-1: that do not fit into a word of 32 bits are refused', () => {
    const tight = new Machine(worldOf({ ...defaultBounds, lines: 4, countCap: 7 })).layout;
    expect(layoutFaults(tight, 2)[0]).toContain('bits and has 32');
    const { layout } = new Machine(worldOf({ ...defaultBounds, interleaved: true }));
    expect(layoutFaults(layout, 8)).toEqual([]);
    expect(layoutFaults(layout, 9)[0]).toContain('smaller queue cap');
  });
});
