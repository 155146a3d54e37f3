/**
 * Canonical form and measure: which scenarios a search takes for the same, and which of two for the smaller one. Drawn
 * scenarios are renamed here, and must have the same canonical form afterwards.
 */
import { describe, expect, it } from 'vitest';
import { advance, start } from '#model';
import type { Json, Scenario, Step } from '#spec';
import { featureNames, parseScenario, topologyFaults } from '#spec';
import { generate } from '../scenario/draw.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { byEffort } from '../testing/effort.ts';
import { canonicalize, canonicalizeByRank, isHostile, isJsonObject, namings } from './canonical.ts';
import { compareMeasures, measure, sizeOf } from './measure.ts';
import { neighbours } from './neighbours.ts';

/** The first `count` scenarios of the seed, each drawn once. */
const known = new Map<string, Scenario[]>();
function drawScenarios(count: number, seed = 'canonical'): Scenario[] {
  const list = known.get(seed) ?? [];
  known.set(seed, list);
  while (list.length < count) list.push(generate(seed, list.length));
  return list.slice(0, count);
}
const text = (value: unknown) => JSON.stringify(value);

/** For each step, the kinds of observations it leads to: the outcome without any names. */
function outcomes({ topology, steps }: Scenario): string[] {
  let state = start(topology);
  return steps.map((step, at) => {
    const { state: next, observations } = advance(state, step, at);
    state = next;
    return text([step.kind, observations.map(({ kind }) => kind).sort()]);
  });
}

/** Renames nodes, hordes and pairs and renumbers ports; orcs, lines and hostile names stay. */
function renameScenario(scenario: Scenario): Scenario {
  const words = new Map<string, string>();
  const { nodes, pairs } = scenario.topology;
  for (const [at, { token }] of nodes.entries())
    if (!isHostile(token)) words.set(token, `zone${at}`);
  for (const [at, { id }] of pairs.entries()) if (!isHostile(id)) words.set(id, `wire${at}`);
  const word = (each: string) => words.get(each) ?? each;
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return word(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]));
  };
  const { topology, steps, version } = scenario;
  return {
    version,
    topology: {
      nodes: nodes.map(({ token }, at) => ({ token: word(token), horde: `horde ${at}` })),
      uplinks: walk(topology.uplinks),
      orcs: topology.orcs,
      pairs: pairs.map((pair) => ({
        ...(walk(pair) as typeof pair),
        port: pair.port === null ? null : pair.port + 1000,
      })),
    } as unknown as Scenario['topology'],
    steps: steps.map((step) => ({
      ...step,
      ...('node' in step ? { node: word(step.node) } : {}),
      ...('pair' in step ? { pair: word(step.pair) } : {}),
      ...('below' in step ? { below: word(step.below), above: word(step.above) } : {}),
      ...('forward' in step && nodes.some(({ horde }) => horde === step.forward)
        ? { forward: `horde ${nodes.findIndex(({ horde }) => horde === step.forward)}` }
        : {}),
      ...('frame' in step ? { frame: renameFrame(step.frame, scenario, word) } : {}),
    })) as unknown as Step[],
  };
}

/** In a raw frame a pair may be named where well-formed messages name it: as the sender's token. */
function renameFrame(frame: Json, { topology }: Scenario, word: (id: string) => string): Json {
  if (!isJsonObject(frame) || !isJsonObject(frame.arp)) return frame;
  const { token } = frame.arp;
  const pair = topology.pairs.find(({ id }) => id === token);
  return pair ? { ...frame, arp: { ...frame.arp, token: word(pair.id) } } : frame;
}

describe('the canonical form', () => {
  it('is its own canonical form, by birth and by rank', () => {
    for (const scenario of drawScenarios(byEffort(40, 200))) {
      const once = canonicalize(scenario);
      expect(text(canonicalize(once))).toBe(text(once));
      // Hostile names stay as they are, and so may sort differently among numbered ones.
      const plain = !/"(__proto__|constructor|toString)/.test(
        text([scenario.topology, once.steps]),
      );
      const rank = canonicalizeByRank(scenario);
      if (plain) expect(text(canonicalizeByRank(rank))).toBe(text(rank));
      expect(namings.given(scenario)).toBe(scenario);
    }
  });

  it('is a legal scenario that can be read', () => {
    for (const scenario of drawScenarios(byEffort(40, 100)))
      for (const form of [canonicalize(scenario), canonicalizeByRank(scenario)]) {
        expect(topologyFaults(form.topology)).toEqual([]);
        expect(scenarioFaults(form)).toEqual([]);
        expect(parseScenario(form)).toEqual(form);
      }
  });

  it('behaves the same, step by step', () => {
    let spoken = 0;
    for (const scenario of drawScenarios(byEffort(40, 100))) {
      const came = outcomes(scenario);
      expect(outcomes(canonicalize(scenario))).toEqual(came);
      expect(outcomes(canonicalizeByRank(scenario))).toEqual(came);
      spoken += came.length;
    }
    expect(spoken).toBeGreaterThan(1000);
  });

  it('is the same for two scenarios that differ by names alone', () => {
    for (const scenario of drawScenarios(byEffort(40, 100))) {
      const other = renameScenario(scenario);
      expect(text(other)).not.toBe(text(scenario));
      expect(scenarioFaults(other)).toEqual([]);
      expect(text(canonicalize(other))).toBe(text(canonicalize(scenario)));
    }
  });

  it('counts from one, in the order in which each is first named', () => {
    for (const scenario of drawScenarios(60)) {
      const { nodes, pairs } = canonicalize(scenario).topology;
      const plain = (names: readonly string[], mark: string) =>
        names.filter((name) => name.startsWith(mark) && /\d$/.test(name));
      for (const [mark, names] of [
        ['n', nodes.map(({ token }) => token)],
        ['s', pairs.map(({ id }) => id)],
      ] as const)
        expect(plain(names, mark)).toEqual(plain(names, mark).map((_, at) => `${mark}${at + 1}`));
    }
  });

  it('keeps hostile names and greathall', () => {
    let hostile = 0;
    for (const scenario of drawScenarios(byEffort(40, 100))) {
      const topics = (each: Scenario) =>
        each.steps.flatMap((step) => ('topic' in step ? [step.topic] : []));
      const before = topics(scenario);
      for (const [at, topic] of topics(canonicalize(scenario)).entries())
        for (const name of ['<__proto__>', '<constructor>', 'greathall::'])
          if (before[at]?.includes(name)) {
            hostile++;
            expect(topic).toContain(name);
          }
    }
    expect(hostile).toBeGreaterThan(20);
  });
});

describe('the measure', () => {
  const samples = drawScenarios(40, 'measure').map((each) => canonicalize(each));
  // Also scenarios that are similar to each other.
  const close = neighbours(
    canonicalize(generate('measure', 1, { steps: byEffort(4, 8) })),
    new Set(featureNames),
  ).map(({ scenario }) => scenario);
  const measures = [...samples, ...close.slice(0, 60)].map(measure);
  const sign = (left: (typeof measures)[number], right: (typeof measures)[number]) =>
    Math.sign(compareMeasures(left, right));

  it('is a total order: equal only to itself, antisymmetric and transitive', () => {
    expect(close.length).toBeGreaterThan(20);
    for (const one of measures)
      for (const two of measures) {
        expect(sign(one, two)).toBe(0 - sign(two, one) || 0);
        expect(sign(one, two) === 0).toBe(one.text === two.text);
      }
    const ordered = measures.toSorted(compareMeasures);
    for (const [at, one] of ordered.entries())
      for (const two of ordered.slice(at)) expect(sign(one, two)).toBeLessThanOrEqual(0);
  });

  it('prefers fewer steps, then fewer nodes, orcs, pairs and lines, to whatever a step says', () => {
    for (const [at, one] of samples.entries())
      for (const two of samples.slice(0, at)) {
        const [left, right] = [one, two].map((each) => {
          const { steps, nodes, orcs, lines } = sizeOf(each);
          return [steps, nodes, orcs, each.topology.pairs.length, lines];
        }) as [number[], number[]];
        const first = left.findIndex((count, index) => count !== right[index]);
        if (first < 0) continue;
        expect(sign(measure(one), measure(two))).toBe(
          Math.sign((left[first] ?? 0) - (right[first] ?? 0)),
        );
      }
  });

  it('does not change with the order of keys or with ports that mean the same', () => {
    for (const scenario of drawScenarios(40)) {
      const { version, topology, steps } = renameScenario(scenario);
      const turned = canonicalize({ steps, topology, version } as Scenario);
      expect(measure(turned)).toEqual(measure(canonicalize(scenario)));
    }
  });
});
