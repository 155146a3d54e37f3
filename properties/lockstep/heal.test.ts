/**
 * Healing: after a lost uplink is back, the tables above become what they would be had it never been lost. The model
 * is compared with itself, with and without the loss; other tests show that routers follow the model.
 */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { State } from '#model';
import { advance, legal, start, tableOf } from '#model';
import type { History, Node, NodeToken, Route, Step, Topology, Uplink } from '#spec';
import { audienceOf, beginning, judged, linked, nodeToken, orcName, pairId } from '#spec';
import { generate } from '../scenario/draw.ts';
import { byEffort } from '../testing/effort.ts';

const features = routerKind.features.filter(
  (each) => !['heal', 'overlaps', 'interleaving'].includes(each),
);

/** The state after the steps, all of which must be legal. */
function playSteps(topology: Topology, steps: readonly Step[]): State {
  let state = start(topology);
  for (const [index, step] of steps.entries()) {
    expect(legal(state, step)).toBe(null);
    state = advance(state, step, index).state;
  }
  return state;
}

/**
 * Every table, without the fields that an announcement refreshes, and without orcs that the law leaves free in either
 * history.
 */
function tables(state: State, histories: readonly History[]) {
  return state.topology.nodes.map(({ token }) =>
    tableOf(state, token)
      .routes.filter(({ orcName }) => histories.every((each) => judged(each, orcName)))
      .map(({ hordes: _, ...route }) => route),
  );
}

const lossOf = (
  { below, above }: Uplink,
  steps: readonly Step[],
  from: number,
  to: number,
): Step[] => [
  ...steps.slice(0, from),
  { kind: 'uplink down', below, above },
  ...steps.slice(from, to),
  { kind: 'uplink up', below, above },
  ...steps.slice(to),
];

describe('healing', () => {
  it('HEAL-1: whatever happened meanwhile, the tables are those of an uplink that was never lost', () => {
    let told = 0;
    for (let index = 0; index < byEffort(50, 400); index++) {
      const { topology, steps } = generate('never-lost', index, {
        features,
        shapes: ['chain', 'tree', 'roots'],
      });
      const uplink = topology.uplinks[index % Math.max(1, topology.uplinks.length)];
      if (!uplink) continue;
      const from = index % steps.length;
      const to = Math.min(steps.length, from + (index % 9));
      const lossy = lossOf(uplink, steps, from, to);
      // A nested or injected message may be legal only while an entry above is known: such a case is skipped.
      let state = start(topology);
      const same = lossy.every((step, at) => {
        if (legal(state, step) !== null) return false;
        state = advance(state, step, at).state;
        return true;
      });
      if (!same) continue;
      const never = playSteps(topology, steps);
      const histories = [never.history, state.history];
      expect(tables(state, histories)).toEqual(tables(never, histories));
      if (tables(state, histories).some((routes) => routes.length > 1)) told++;
    }
    expect(told).toBeGreaterThan(35);
  });

  it('HEAL-2: a restart leaves the node as if its clients had left, and all below as it was', () => {
    for (let index = 0; index < byEffort(25, 200); index++) {
      const { topology, steps } = generate('anew', index, {
        features,
        shapes: ['chain', 'tree', 'roots'],
      });
      const before = playSteps(topology, steps);
      const { token } = topology.nodes[index % topology.nodes.length] as Node;
      const { state: after } = advance(before, { kind: 'restart', node: token }, steps.length);
      const own = new Set(topology.pairs.filter((pair) => pair.node === token).map(({ id }) => id));
      const left = tableOf(before, token).routes.filter(({ socket }) => !own.has(socket));
      const names = (routes: readonly Route[]) => routes.map(({ orcName }) => orcName);
      const free = new Set([...before.history.free, ...after.history.free]);
      const judgedOnly = (routes: readonly Route[]) =>
        names(routes).filter((name) => !free.has(name));
      expect(judgedOnly(tableOf(after, token).routes)).toEqual(judgedOnly(left));
      expect(after.history.open.filter((pair) => own.has(pair))).toEqual([]);
    }
  });
});

describe('the law about links', () => {
  const [n1, n2, n3] = [nodeToken('n1'), nodeToken('n2'), nodeToken('n3')] as const;
  const topology: Topology = {
    nodes: [n1, n2, n3].map((token) => ({ token, horde: `h-${token}` as never })),
    uplinks: [
      { below: n1, above: n2 },
      { below: n2, above: n3 },
    ],
    orcs: [{ name: orcName('p1@n1'), nice: 0 }],
    pairs: [
      { id: pairId('s1'), node: n1, backend: 'axon', port: 1 },
      { id: pairId('s3'), node: n3, backend: 'axon', port: 1 },
    ],
  };
  const joined: Step = { kind: 'join', orc: orcName('p1@n1'), pair: pairId('s1') };
  const down: Step = { kind: 'uplink down', below: n1, above: n2 };
  const result = (node: NodeToken) =>
    ({ kind: 'publish', node, topic: 'p1@n1::job.finished' }) as const;

  it('HEAL-1: while an uplink is down nothing published above is for orcs below', () => {
    const { history } = playSteps(topology, [joined, down]);
    expect(linked(history).uplinks).toEqual([{ below: n2, above: n3 }]);
    expect(audienceOf(history, result(n3))).toEqual({ must: [], may: [] });
    expect(audienceOf(history, result(n1)).must).toHaveLength(1);
    const back = playSteps(topology, [joined, down, { ...down, kind: 'uplink up' }]).history;
    expect(linked(back)).toBe(topology);
    expect(audienceOf(back, result(n3)).must).toHaveLength(1);
  });

  it('HEAL-1: an orc at two nodes when a path changes is free until it has left', () => {
    const moved: Step = { kind: 'join', orc: orcName('p1@n1'), pair: pairId('s3') };
    const shaken = playSteps(topology, [joined, moved, down]);
    expect(shaken.history.free).toEqual(['p1@n1']);
    const elsewhere = playSteps(topology, [moved, joined, { kind: 'restart', node: n2 }]);
    expect(elsewhere.history.free).toEqual(['p1@n1']);
    const left = playSteps(topology, [
      joined,
      moved,
      down,
      { kind: 'leave', orc: orcName('p1@n1') },
    ]);
    expect(left.history.free).toEqual([]);
  });

  it('HEAL-1: an uplink goes down once and comes up once', () => {
    const up: Step = { ...down, kind: 'uplink up' };
    const stranger: Step = { kind: 'uplink down', below: n1, above: n3 };
    expect(legal(start(topology), up)).toMatch('is up');
    expect(legal(playSteps(topology, [down]), down)).toMatch('is down already');
    expect(legal(start(topology), stranger)).toMatch('is not declared');
    expect(beginning(topology).down).toEqual([]);
  });
});
