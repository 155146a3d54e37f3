/**
 * Reach: what a scenario meets is what it says of its own orc, pair, line and nodes, before the step, and only as far as
 * it really ran.
 */
import { describe, expect, it } from 'vitest';
import type { Feature, Scenario, Step } from '#spec';
import { horde, nodeToken, orcName, pairId, usualFeatures } from '#spec';
import { planRun } from '../runPlan.ts';
import type { Reach } from './reach.ts';
import { reachOf } from './reach.ts';

const [node] = [nodeToken('T')];
const [p1, p2] = [orcName('p1@T'), orcName('p2@T')];
const [s1, e1] = [pairId('s1'), pairId('e1')];
const LINE = 'wh::<l1>.changed';
const features: readonly Feature[] = usualFeatures.filter((each) => each !== 'ways');
const blind = features.filter((each) => each !== 'tables');

const scenarioOf = (...steps: Step[]): Scenario => ({
  version: 1,
  topology: {
    nodes: [{ token: node, horde: horde('T') }],
    uplinks: [],
    orcs: [
      { name: p1, nice: 0 },
      { name: p2, nice: 0 },
    ],
    pairs: [
      { id: s1, node, backend: 'axon', port: 4001 },
      { id: e1, node, backend: 'ee', port: null },
    ],
  },
  steps,
});
const reachedBy = (scenario: Scenario, ran: number, of = features) => {
  const { advances } = planRun(scenario, new Set(of));
  return reachOf(scenario, advances.slice(0, scenario.steps.length), ran, of);
};
const pairsOf = ({ lists, pairs }: Reach) =>
  [...pairs].map((at) => {
    const { situation = 0, kind } = lists.pairs[at] ?? {};
    return `${lists.situations[situation]?.id} | ${kind}`;
  });
const ALL = Number.POSITIVE_INFINITY;

describe('what a scenario reaches', () => {
  const both = scenarioOf(
    { kind: 'join', orc: p1, pair: s1 },
    { kind: 'join', orc: p1, pair: e1 },
    { kind: 'subscribe', orc: p1, pair: s1, topic: LINE },
    { kind: 'subscribe', orc: p1, pair: s1, topic: LINE },
    { kind: 'unsubscribe', orc: p1, pair: s1, topic: LINE },
  );
  it('is what holds before a step, of its own orc and line', () => {
    const reached = pairsOf(reachedBy(both, ALL));
    expect(reached).toContain('the orc is on both backends | subscribe');
    expect(reached).toContain('a count of two or more | unsubscribe');
    expect(reached).not.toContain('the orc is on both backends | join');
    expect(reached).not.toContain('a count of two or more | subscribe');
  });
  it('is not what holds of another orc', () => {
    const other = scenarioOf(...both.steps, { kind: 'join', orc: p2, pair: s1 });
    expect(pairsOf(reachedBy(other, ALL))).not.toContain('the orc is on both backends | join');
  });
  it('ends where the run ended', () => {
    expect(pairsOf(reachedBy(both, 4))).not.toContain('a count of two or more | unsubscribe');
    expect(reachedBy(both, 0).counts).toEqual({ situations: 0, pairs: 0, triples: 0 });
  });
  it('is a triple where two situations meet', () => {
    const { lists, triples } = reachedBy(both, ALL);
    const ids = lists.situations.map(({ id }) => id);
    const [one, two] = ['the orc is on both backends', 'a count of two or more'].map((id) =>
      ids.indexOf(id),
    ) as [number, number];
    expect(triples.has(lists.tripleAt(one, two, 'unsubscribe'))).toBe(true);
    expect(triples.has(lists.tripleAt(one, two, 'subscribe'))).toBe(false);
  });
  it('counts without tables only if an event of the line comes later, be it a canary', () => {
    const met = 'a count of two or more | unsubscribe';
    expect(pairsOf(reachedBy(both, ALL, blind))).toContain(met);
    expect(pairsOf(reachedBy(both, both.steps.length, blind))).not.toContain(met);
    expect(pairsOf(reachedBy(both, both.steps.length + 1, blind))).toContain(met);
  });
});

it('a reach comes back from its text, and joins what another has', () => {
  const one = reachedBy(scenarioOf({ kind: 'join', orc: p1, pair: s1 }), ALL);
  const two = reachedBy(scenarioOf({ kind: 'join', orc: p1, pair: e1 }), ALL);
  const again = reachOf(scenarioOf(), [], 0, features);
  again.union(one);
  expect(again.toBase64()).toEqual(one.toBase64());
  again.union(two);
  expect(again.union(two)).toBe(0);
  expect(again.counts.pairs).toBeGreaterThanOrEqual(one.counts.pairs);
});
