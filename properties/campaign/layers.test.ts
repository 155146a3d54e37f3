/**
 * Layers: what a system cannot show or do is neither drawn, nor needs a witness, nor accuses. Our network is run with features left
 * out, and shows nothing of what they stand for.
 */
import { describe, expect, it } from 'vitest';
import { networkKind, routerKind } from '#impl';
import type { Feature, Network, NetworkKind, Observation, PairId, Topology } from '#spec';
import { featuresOf, layerFeatures, uplinkPair, usualFeatures } from '#spec';
import { topicNeeds } from '../scenario/needs.ts';
import { shapes } from '../scenario/topology.ts';
import { isThorough } from '../testing/effort.ts';
import { check } from './check.ts';

/** Our network without these features, and without the observations that they stand for. */
function without(gone: readonly Feature[], contract?: 2): NetworkKind {
  const features = featuresOf(networkKind).filter((each) => !gone.includes(each));
  const has = (feature: Feature) => features.includes(feature);
  return {
    ...networkKind,
    ...(contract ? { contract } : {}),
    features,
    async create(topology, plan) {
      const network = await networkKind.create(topology, plan);
      const links = linksOf(topology);
      const isShown = (each: Observation): boolean => {
        if (each.kind === 'frame') return has('link frames') || !links.has(each.pair);
        if (each.kind === 'dispatch') return has('dispatches');
        if (each.kind === 'refusal') return has('refusals');
        if (each.kind === 'closed') return has('closings');
        if (each.kind === 'message') return has('messages');
        return each.kind !== 'handled' || has('handlers');
      };
      const shown: Network = {
        apply: async (step, index) => {
          if ('topic' in step)
            for (const needed of topicNeeds(step.topic))
              if (!has(needed)) throw new Error(`${step.topic} needs ${needed}`);
          return (await network.apply(step, index)).filter(isShown);
        },
        close: () => network.close(),
      };
      if (has('tables'))
        shown.table = (node) => (network.table as NonNullable<Network['table']>)(node);
      if (has('size')) shown.size = (node) => (network.size as NonNullable<Network['size']>)(node);
      return shown;
    },
  };
}

const linksOf = ({ uplinks }: Topology): ReadonlySet<PairId> =>
  new Set(uplinks.map(({ below, above }) => uplinkPair(below, above)));

const options = { shapes, hostile: 0, shrink: false, now: () => 0 };
/** Without clients on one of the two backends there is nobody to hear; several nodes need the links. */
const varied = usualFeatures.filter((each) => each !== 'ways' && each !== 'axon');
const all: readonly Feature[] = isThorough ? varied : layerFeatures;
const pairs = all.flatMap((one, at) => all.slice(at + 1).map((other) => [one, other] as const));

describe('a feature that is not declared accuses nobody', () => {
  it.each(pairs)('without `%s` and `%s`', async (one, other) => {
    const report = await check([without([one, other], 2)], {
      ...options,
      seed: 'layers',
      runs: 10,
    });
    expect(report.findings.map(({ signature }) => signature)).toEqual([]);
    const needing = report.clauses.filter(({ evidence }) => evidence.startsWith('needs '));
    for (const { verdict } of needing) expect(verdict).toBe('declined');
  });

  it('without any layer', async () => {
    const report = await check([without(layerFeatures, 2)], {
      ...options,
      seed: 'layers',
      runs: 60,
    });
    expect(report.findings).toEqual([]);
    const verdictOf = (id: string) => report.clauses.find((each) => each.id === id)?.verdict;
    for (const id of ['EVENT-0', 'EVENT-3', 'EVENT-4', 'EVENT-6', 'PRUNE-1', 'PRUNE-2'])
      expect(verdictOf(id)).toBe('declined');
    expect(verdictOf('EVENT-1')).toBe('holds');
  });
});

describe('a kind from before the second contract', () => {
  it('is taken to offer every layer, in the order that it declares the rest', () => {
    const old = { ...routerKind, features: ['axon', 'tables'] as const };
    expect(featuresOf(old)).toEqual(['axon', 'tables', ...layerFeatures]);
    expect(featuresOf({ ...old, contract: 2 })).toEqual(['axon', 'tables']);
  });

  it('is accused of what it does not show', async () => {
    const gone = ['dispatches'] as const;
    const report = await check([without(gone)], { ...options, seed: 'layers', runs: 24 });
    expect(report.findings.map(({ signature }) => signature)).toContain(
      'ARP-2|dispatch missing|join',
    );
  });
});
