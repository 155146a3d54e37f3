/**
 * Minimality: the certificate looks one edit around; here every scenario of fewer steps on four small topologies is
 * run. None shows the failure, so the search ends at the least possible number of steps. The numbers of scenarios are
 * pinned, so that any change of what is legal shows.
 */
import { describe, expect, it } from 'vitest';
import { sample } from '#impl';
import { advance, enabled, legal, start, stepKinds } from '#model';
import type { Feature, Node, Pair, RouterKind, Scenario, Step, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId, usualFeatures } from '#spec';
import { failureOf, smallest } from '../campaign/smallestScenario.ts';
import { generate } from '../scenario/draw.ts';
import { byEffort } from '../testing/effort.ts';
import { canonicalize } from './canonical.ts';

const node = (token: string): Node => ({ token: nodeToken(token), horde: horde(`h-${token}`) });
const pair = (id: string, at: string, port: number | null): Pair =>
  port === null
    ? { id: pairId(id), node: nodeToken(at), backend: 'ee', port }
    : { id: pairId(id), node: nodeToken(at), backend: 'axon', port };
const orcs = [
  { name: orcName('p1@n1'), nice: 0 },
  { name: orcName('p2@n1'), nice: 0 },
];
const link = (below: string, above: string) => ({
  below: nodeToken(below),
  above: nodeToken(above),
});

/** Topologies for failures that depend on ports, on backends, on one link and on two. */
const topologies: Readonly<Record<string, Topology>> = {
  'one node, a port each and ee': {
    nodes: [node('n1')],
    uplinks: [],
    orcs,
    pairs: [pair('s1', 'n1', 4001), pair('s2', 'n1', 4002), pair('s3', 'n1', null)],
  },
  'one node, equal ports': {
    nodes: [node('n1')],
    uplinks: [],
    orcs,
    pairs: [pair('s1', 'n1', 4001), pair('s2', 'n1', 4001)],
  },
  'a chain of two': {
    nodes: [node('n1'), node('n2')],
    uplinks: [link('n1', 'n2')],
    orcs,
    pairs: [pair('s1', 'n1', 4001), pair('s2', 'n1', 4002), pair('s3', 'n2', 4001)],
  },
  'a chain of three': {
    nodes: [node('n1'), node('n2'), node('n3')],
    uplinks: [link('n1', 'n2'), link('n2', 'n3')],
    orcs,
    pairs: [pair('s1', 'n1', 4001), pair('s2', 'n2', 4001)],
  },
};

const bounds = {
  features: new Set(
    usualFeatures.filter(
      (name) => !['heal', 'ways', 'handlers', 'stall', 'overlaps', 'interleaving'].includes(name),
    ),
  ),
  // Raw frames are listed below: the generator has many similar ones.
  kinds: stepKinds.filter((kind) => kind !== 'inject'),
  patterns: ['<l1>', '<l2>'],
  topics: ['<l1>', 'x', 'p1@n1::.error'],
  hordes: [],
  frames: [],
  commands: ['x'],
  illNames: [''],
  countCap: 2,
};

/** Steps on a pair that no orc has joined yet are legal too, although the generator does not draw them. */
function stepsOnUnusedPairs({ orcs: all, pairs }: Topology): Step[] {
  return pairs.flatMap(({ id }) =>
    all.flatMap(({ name }): Step[] => [
      { kind: 'command', orc: name, pair: id, name: 'x' },
      { kind: 'inject', pair: id, frame: { kind: ':delete-route', orcName: name } },
      { kind: 'inject', pair: id, frame: { kind: ':disconn-line', orcName: name, lineId: 'l1' } },
    ]),
  );
}

/** Every scenario of one step, of two, and so on; one of those that differ by names alone. */
function walkScenarios(topology: Topology, most: number): Scenario[][] {
  const layers: Scenario[][] = [[{ version: 1, topology, steps: [] }]];
  const seen = new Set<string>();
  for (let length = 1; length <= most; length++) {
    const layer: Scenario[] = [];
    for (const { steps } of layers[length - 1] ?? []) {
      let state = start(topology);
      for (const [at, step] of steps.entries()) state = advance(state, step, at).state;
      const more = stepsOnUnusedPairs(topology).filter((step) => legal(state, step) === null);
      for (const step of [...enabled(state, bounds), ...more]) {
        const scenario: Scenario = { version: 1, topology, steps: [...steps, step] };
        const text = JSON.stringify(canonicalize(scenario));
        if (seen.has(text)) continue;
        seen.add(text);
        layer.push(scenario);
      }
    }
    layers.push(layer);
  }
  return layers.slice(1);
}

const layers = Object.values(topologies).map((topology) => walkScenarios(topology, 2));

describe('the enumeration of all scenarios of few steps', () => {
  it('visits each once', () => {
    const counts = layers.map((each) => each.map(({ length }) => length));
    expect(
      Object.fromEntries(Object.keys(topologies).map((name, at) => [name, counts[at]])),
    ).toEqual({
      'one node, a port each and ee': [15, 456],
      'one node, equal ports': [10, 218],
      'a chain of two': [20, 673],
      'a chain of three': [25, 901],
    });
  });
});

/** The first scenario of the layer that fails with the signature, if any. */
async function findScenario(
  kind: RouterKind,
  signature: string,
  length: number,
): Promise<Scenario | null> {
  for (const each of layers)
    for (const scenario of each[length - 1] ?? [])
      if ((await failureOf(kind, scenario))?.signature === signature) return scenario;
  return null;
}

/** Features that make scenarios longer than the planted faults need. */
const LATER: readonly Feature[] = ['heal', 'overlaps', 'interleaving'];

describe('no scenario of fewer steps shows it', () => {
  const short = sample.filter((_, at) => at % byEffort(7, 1) === 0);
  it.each(short.map(({ clause, fault, id, kind }) => [clause, fault, id, kind] as const))(
    '%s: %s (%s)',
    async (_clause, _fault, _id, kind) => {
      for (let index = 0; index < 1000; index++) {
        const found = generate('near', index, {
          features: kind.features.filter((each) => !LATER.includes(each)),
          steps: 20,
        });
        const failure = await failureOf(kind, found);
        if (!failure) continue;
        const { signature } = failure;
        const { scenario } = await smallest(kind, found, signature);
        const { length } = scenario.steps;
        expect(length).toBeLessThanOrEqual(3);
        for (let fewer = 1; fewer < length; fewer++)
          expect(await findScenario(kind, signature, fewer), signature).toBeNull();
        return;
      }
      throw new Error(`${kind.name} was not found`);
    },
  );
});
