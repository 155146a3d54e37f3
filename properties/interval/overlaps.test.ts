/**
 * Networks in which steps overlap, with a delivery order of their own: the scenario says where overlaps may happen,
 * the interval law judges. The network of these tests is a fabric that, while frames are held back, delivers some of
 * them at will.
 */
import { describe, expect, it } from 'vitest';
import { mutants, routerKind } from '#impl';
import type { Feature, Network, NetworkKind, RouterKind, Step, Topology } from '#spec';
import { parseScenario } from '#spec';
import { check } from '../campaign/check.ts';
import { Fabric } from '../network/fabric.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { oneOf, percent, seeded } from '../scenario/values/chance.ts';
import { createIntervalJudge } from './index.ts';

const LEFT_OUT: readonly Feature[] = ['interleaving', 'heal', 'rename', 'messages'];

function overlappingKind(router: RouterKind): NetworkKind {
  return {
    ...router,
    level: 'network',
    quiescence: 'acknowledged',
    features: router.features.filter((feature) => !LEFT_OUT.includes(feature)),
    create: (topology) => createOverlapping(router, topology),
  };
}

/** A network that tells neither the judge nor the scenario what is in flight. */
function createOverlapping(router: RouterKind, topology: Topology): Network {
  const fabric = new Fabric(router, topology);
  const chance = seeded(JSON.stringify(topology), 0);
  const { pairs, uplinks } = topology;
  let held = false;
  const delivery = (): Step =>
    uplinks.length === 0 || percent(chance, 40)
      ? { kind: 'arrive', pair: oneOf(chance, pairs).id }
      : { kind: percent(chance, 50) ? 'climb' : 'descend', ...oneOf(chance, uplinks) };
  return {
    apply(step, index) {
      const seen = [...fabric.apply(step, index)];
      if (step.kind === 'hold' || step.kind === 'settle') held = step.kind === 'hold';
      while (held && percent(chance, 70)) seen.push(...fabric.apply(delivery(), -1));
      return seen;
    },
    settled() {
      if (!held) return [];
      const seen = fabric.apply({ kind: 'settle' }, -1);
      fabric.apply({ kind: 'hold' }, -1);
      return seen;
    },
    table: (node) => fabric.table(node),
    size: (node) => fabric.size(node),
    close: () => fabric.close(),
  };
}

const options = { seed: 'overlaps', shapes, shrink: false, interleave: 100, now: () => 0 };

/** n1 below n2; p1 and p2 on pairs of their own at n1. */
const topology = {
  nodes: ['n1', 'n2'].map((token) => ({ token, horde: `h-${token}` })),
  uplinks: [{ below: 'n1', above: 'n2' }],
  orcs: ['p1@n1', 'p2@n1'].map((name) => ({ name, nice: 0 })),
  pairs: ['s1', 's2'].map((id, at) => ({ id, node: 'n1', backend: 'axon', port: 4001 + at })),
};

async function signatureAtEnd(id: string, steps: readonly object[]) {
  const mutant = mutants.find((each) => each.id === id);
  const scenario = parseScenario({ version: 1, topology, steps });
  if (!mutant || !('steps' in scenario)) throw new Error(`${id}: ${JSON.stringify(scenario)}`);
  const ends = async (router: RouterKind) =>
    (await createIntervalJudge().run(overlappingKind(router), scenario)).findings[0]?.signature;
  return [await ends(mutant.kind), await ends(routerKind)];
}

describe('a network that lets steps overlap', () => {
  it('is told where steps may overlap, and never which frame is delivered', () => {
    const { features } = overlappingKind(routerKind);
    const drawn = Array.from({ length: 30 }, (_, at) =>
      generate('overlaps', at, { features, interleave: 100 }),
    );
    const kinds = new Set(drawn.flatMap(({ steps }) => steps.map(({ kind }) => kind)));
    expect(kinds).toContain('hold');
    for (const kind of ['arrive', 'climb', 'descend']) expect(kinds).not.toContain(kind);
  });

  it('is accused of nothing if its routers are correct, tables at the end included', async () => {
    const report = await check([overlappingKind(routerKind)], { ...options, runs: 40 });
    expect(report.findings).toEqual([]);
    const verdicts = new Map(report.clauses.map(({ id, verdict }) => [id, verdict]));
    for (const id of ['EVENT-1', 'EVENT-4', 'SAFE-3'] as const)
      expect(verdicts.get(id)).toBe('holds');
  });

  it('EVENT-2: shows an event that comes down late, which no settled run shows', async () => {
    const overlap = [
      { kind: 'subscribe', orc: 'p1@n1', pair: 's1', topic: '<l1>' },
      { kind: 'join', orc: 'p2@n1', pair: 's2' },
      { kind: 'hold' },
      { kind: 'unsubscribe', orc: 'p1@n1', pair: 's1', topic: '<l1>' },
      { kind: 'publish', node: 'n2', topic: '<l1>' },
    ];
    const settled = overlap.filter(({ kind }) => kind !== 'hold');
    expect(await signatureAtEnd('late-events-flood', overlap)).toEqual([
      'EVENT-1|frame surplus|publish',
      undefined,
    ]);
    expect(await signatureAtEnd('late-events-flood', settled)).toEqual([undefined, undefined]);
  });

  it('SAFE-3: shows an orc left in a table when everybody has left', async () => {
    const steps = [
      { kind: 'hold' },
      { kind: 'join', orc: 'p1@n1', pair: 's1' },
      { kind: 'leave', orc: 'p1@n1' },
    ];
    expect(await signatureAtEnd('departure-not-passed-on', steps)).toEqual([
      'SAFE-3|route surplus|leave',
      undefined,
    ]);
  });
});
