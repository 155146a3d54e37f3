/**
 * A census of drawn scenarios: every kind of name, topic, pattern and payload, and every size, is drawn, and most scenarios
 * stay plain and small. What this list does not hold may have been lost without a sign.
 */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Json, NodeToken, Scenario, Step, Topology } from '#spec';
import { lineOf, parseScenario, samePayload } from '#spec';
import { byEffort } from '../../testing/effort.ts';
import { drawScenario, generate, hasGoal } from '../draw.ts';
import { Reach } from '../reach/reach.ts';
import { wishFor } from '../wishes.ts';
import { hugePayloads, payloads } from './payloads.ts';

/** The long version has the scenarios of a default run at router level; the usual one the first half of them. */
const COUNT = byEffort(1300, 2600);
const SEED = 'partyline/router';
const reach = new Reach(routerKind.features);
const drawn = Array.from({ length: COUNT }, (_, index) => {
  const { scenario, advances } = drawScenario(SEED, index, { features: routerKind.features });
  reach.record(scenario, advances, Number.POSITIVE_INFINITY);
  return scenario;
});

const namesOf = ({ topology, steps }: Scenario): string[] => [
  ...topology.nodes.flatMap(({ token, horde }) => [token, horde]),
  ...topology.orcs.map(({ name }) => name),
  ...topology.pairs.map(({ id }) => id),
  ...topicsOf({ steps }).flatMap((topic) => lineOf(topic) ?? []),
];
const topicsOf = ({ steps }: Pick<Scenario, 'steps'>): string[] =>
  steps.flatMap((step) => ('topic' in step ? [step.topic] : []));
const patternsOf = ({ steps }: Scenario): string[] =>
  steps.flatMap((step) => (step.kind === 'subscribe' ? [step.topic] : []));
const payloadsOf = ({ steps }: Scenario): Json[] =>
  steps.flatMap((step) => (step.kind === 'publish' ? [step.payload ?? null] : []));

/** Two different names of one scenario that become one by a careless reading. */
const twins = (read: (name: string) => string) => (scenario: Scenario) => {
  const names = [...new Set(namesOf(scenario))];
  return new Set(names.map(read)).size < names.length;
};
const some = (of: (scenario: Scenario) => string[], pattern: RegExp) => (scenario: Scenario) =>
  of(scenario).some((each) => pattern.test(each));
const most = (counts: Iterable<number>) => Math.max(0, ...counts);
const tally = (keys: readonly string[]) => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};
const count = (kind: Step['kind'], key: (step: never) => string) => (scenario: Scenario) =>
  most(
    tally(
      scenario.steps.flatMap((step) => (step.kind === kind ? [key(step as never)] : [])),
    ).values(),
  );

type Attaching = Extract<Step, { kind: 'join' | 'subscribe' }>;
const attaching = ({ steps }: Scenario): readonly Attaching[] =>
  steps.filter((step) => step.kind === 'join' || step.kind === 'subscribe');
const subscribing = ({ steps }: Scenario) => steps.filter((step) => step.kind === 'subscribe');
/** For each key the number of different values. */
const tallyOfSets = <T>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => string | null,
): number[] => {
  const sets = new Map<string, Set<string | null>>();
  for (const item of items)
    sets.set(key(item), (sets.get(key(item)) ?? new Set()).add(value(item)));
  return [...sets.values()].map(({ size }) => size);
};
/** Number of nodes on the longest way up from the node, itself included. */
const heightAbove = ({ uplinks }: Topology, token: NodeToken): number =>
  1 +
  most(
    uplinks
      .filter(({ below }) => below === token)
      .map(({ above }) => heightAbove({ uplinks } as Topology, above)),
  );

const kinds: Readonly<Record<string, (scenario: Scenario) => boolean>> = {
  'names that differ in case': twins((name) => name.toLowerCase()),
  'names that differ in combining characters': twins((name) => name.normalize()),
  'names equal in the first 64': twins((name) => name.slice(0, 64)),
  'names that differ in blanks': twins((name) => name.trim()),
  'a name that begins another': (scenario) => {
    const names = new Set(namesOf(scenario));
    return [...names].some(
      (name) =>
        name.length > 1 && [...names].some((each) => each !== name && each.startsWith(name)),
    );
  },
  'one unit': some(namesOf, /^.$/),
  '256 units': (scenario) => namesOf(scenario).some((name) => name.length === 256),
  'astral names': some(namesOf, /[\u{10000}-\u{10ffff}]/u),
  'CJK names': some(namesOf, /[\u4e00-\u9fff]/),
  'names with | / . * #': some(namesOf, /[|/*#]/),
  'names of prototypes': some(namesOf, /^(hasOwnProperty|valueOf|prototype)/),
  'two lines': some(topicsOf, /<[^<>]+>.*<[^<>]+>/),
  'a > before the <': some(topicsOf, /^[^<]*>.*</),
  'an unclosed <': some(topicsOf, /<[^>]*$/),
  'a second ::': some(topicsOf, /::.*::.*\.(finished|error)$/),
  'marks in the name of a result': some(topicsOf, /^<.*>::.*\.finished$/),
  '1024 units': (scenario) => topicsOf(scenario).some((topic) => topic.length === 1024),
  'a leading star': some(patternsOf, /^\*./),
  'a star in the middle': some(patternsOf, /[^*]\*[^*]/),
  'a double star': some(patternsOf, /\*\*/),
  'a star alone': some(patternsOf, /^\*$/),
  ...Object.fromEntries(
    Object.entries(payloads).map(([kind, values]) => [
      `payload: ${kind}`,
      (scenario: Scenario) =>
        payloadsOf(scenario).some((each) => values.some((value) => samePayload(value, each))),
    ]),
  ),
  'payload: large or deep': (scenario) =>
    payloadsOf(scenario).some((each) => hugePayloads.some((value) => samePayload(value, each))),
  '60 orcs': ({ topology }) => topology.orcs.length >= 60,
  '20 orcs behind one pair': (scenario) =>
    most(
      tallyOfSets(
        attaching(scenario),
        ({ pair }) => pair,
        ({ orc }) => orc,
      ),
    ) >= 20,
  '30 carriers of one line at a node': (scenario) =>
    most(
      tallyOfSets(
        subscribing(scenario),
        ({ topic }) => topic,
        ({ pair }) => pair,
      ),
    ) >= 30,
  '40 lines': (scenario) => new Set(topicsOf(scenario).map(lineOf)).size >= 40,
  '12 lines of one orc': (scenario) =>
    most(
      tallyOfSets(
        subscribing(scenario),
        ({ orc }) => orc,
        ({ topic }) => lineOf(topic),
      ),
    ) >= 12,
  'depth 8': ({ topology }) =>
    most(topology.nodes.map(({ token }) => heightAbove(topology, token))) >= 8,
  '10 lower nodes': ({ topology: { uplinks } }) =>
    most(tally(uplinks.map(({ above }) => above)).values()) >= 10,
  'a count of 300': (scenario) =>
    count(
      'subscribe',
      ({ pair, topic }: { pair: string; topic: string }) => `${pair}\n${topic}`,
    )(scenario) >= 300,
  '500 steps': ({ steps }) => steps.length >= 500,
  '60 publishes at a node': (scenario) =>
    count('publish', ({ node }: { node: string }) => node)(scenario) >= 60,
  '20 returns of one uplink': (scenario) =>
    count(
      'uplink up',
      ({ below, above }: { below: string; above: string }) => `${below}\n${above}`,
    )(scenario) >= 20,
};

describe('the census of what is drawn', () => {
  it.each(Object.keys(kinds))('%s: is drawn', (kind) => {
    expect(drawn.filter((scenario) => kinds[kind]?.(scenario)).length).toBeGreaterThan(0);
  });

  it('every situation is met', () => {
    expect(reach.counts.situations).toBe(reach.reachable.situations);
    expect(reach.counts.pairs / reach.reachable.pairs).toBeGreaterThan(0.95);
    expect(reach.counts.triples / reach.reachable.triples).toBeGreaterThan(0.6);
  });

  it('most scenarios are plain and small, and most with a goal are small', () => {
    const isPlain = (scenario: Scenario) =>
      namesOf(scenario).every((name) => /^[\w@.-]{1,40}$/.test(name));
    const isSmall = ({ topology, steps }: Scenario) =>
      topology.nodes.length <= 6 && topology.orcs.length <= 8 && steps.length <= 40;
    const plain = drawn.filter((_, index) => !hasGoal(index));
    const steered = drawn.filter(
      (_, index) => hasGoal(index) && wishFor(SEED, (index - 1) / 2, routerKind.features).goal,
    );
    expect(plain.filter(isSmall).length / plain.length).toBeGreaterThan(0.94);
    expect(steered.filter(isSmall).length / steered.length).toBeGreaterThan(0.8);
    expect(drawn.filter((each) => isPlain(each) && isSmall(each)).length / COUNT).toBeGreaterThan(
      0.6,
    );
  });

  it('every one is a document that can be read', () => {
    for (const scenario of drawn.slice(0, 200))
      expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).not.toBeInstanceOf(Array);
  });

  it('limits bound the large ones too', () => {
    const limits = { nodes: 2, orcs: 3, pairs: 2, lines: 2, steps: 20 };
    for (let index = 0; index < 60; index++) {
      const { topology, steps } = generate('bounded', index, { limits, large: 100 });
      expect(topology.nodes.length).toBeLessThanOrEqual(2);
      expect(topology.orcs.length).toBeLessThanOrEqual(3);
      expect(steps.length).toBeLessThanOrEqual(20);
    }
  });

  it('an adapter gets no name or payload that its system cannot carry', () => {
    const carries = {
      alphabet: 'word',
      nameUnits: 40,
      topicUnits: 200,
      payloads: ['null', 'string'],
      payloadUnits: 64,
    } as const;
    for (let index = 0; index < byEffort(80, 200); index++) {
      const scenario = generate('carried', index, { carries });
      for (const name of namesOf(scenario)) {
        expect(name).toMatch(/^[\w@.*<>-]+$/);
        expect(name.length).toBeLessThanOrEqual(40);
      }
      for (const topic of topicsOf(scenario)) expect(topic.length).toBeLessThanOrEqual(200);
      for (const payload of payloadsOf(scenario))
        expect(payload === null || typeof payload === 'string').toBe(true);
    }
  });
});
