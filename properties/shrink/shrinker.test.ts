/**
 * The shrinker: which candidates it asks for, how often, and where it ends. Most failures are made up, so that the
 * expected result is known; planted faults of our router show the same on real ones.
 */
import { describe, expect, it } from 'vitest';
import { mutants } from '#impl';
import type { Scenario, Step, StepKind } from '#spec';
import { orcName, parseScenario } from '#spec';
import { askOf, failureOf } from '../campaign/smallestScenario.ts';
import { run } from '../lockstep/run.ts';
import { generate } from '../scenario/draw.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { needsOf } from '../scenario/needs.ts';
import { byEffort, sampleOf } from '../testing/effort.ts';
import { canonicalize, namings } from './canonical.ts';
import { compareMeasures, measure } from './measure.ts';
import type { Ask, Failure, ShrinkOptions, Shrunk } from './shrinker.ts';
import { shrink } from './shrinker.ts';

const SIGNATURE = 'made up';

/** A made-up failure: fails at the first step after which the steps so far contain these kinds in this order. */
const failsInOrder =
  (...kinds: readonly StepKind[]) =>
  (scenario: Scenario): Failure => {
    let met = 0;
    for (const [at, { kind }] of scenario.steps.entries())
      if (kind === kinds[met] && ++met === kinds.length) return { signature: SIGNATURE, at };
    return null;
  };

interface WatchedSearch {
  readonly shrunk: Shrunk;
  readonly batches: readonly (readonly Scenario[])[];
  /** For each batch, the best scenario at the time. */
  readonly bests: readonly Scenario[];
}

/** Shrinks, and records everything that was asked, with the best scenario at the time. */
async function watchSearch(
  first: Scenario,
  signature: string,
  answer: (scenario: Scenario) => Failure | Promise<Failure>,
  options: ShrinkOptions = {},
): Promise<WatchedSearch> {
  const batches: (readonly Scenario[])[] = [];
  const bests: Scenario[] = [];
  let best = first;
  const ask: Ask = async (candidates) => {
    batches.push(candidates);
    bests.push(best);
    const answers: Failure[] = [];
    for (const candidate of candidates) answers.push(await answer(candidate));
    best = candidates.find((_, at) => answers[at]?.signature === signature) ?? best;
    return answers;
  };
  return { shrunk: await shrink(first, signature, ask, options), batches, bests };
}

/** The first drawn scenario that fails this way and has a few steps to drop. */
function drawFailing(answer: (scenario: Scenario) => Failure, steps = 20): Scenario {
  for (let index = 0; ; index++) {
    const scenario = generate('search', index, { steps });
    if (scenario.steps.length >= 12 && answer(scenario)) return scenario;
  }
}

/**
 * The first failure of a mutant among drawn scenarios that hold nothing back: in those one step may stand for many.
 */
async function drawPlanted(id: string) {
  const kind = mutants.find((each) => each.id === id)?.kind;
  if (!kind) throw new Error(`no mutant ${id}`);
  for (let index = 0; ; index++) {
    const scenario = generate('search', index, {
      features: kind.features,
      steps: byEffort(18, 24),
      interleave: 0,
    });
    const failure =
      scenario.steps.length < byEffort(12, 15) ? null : await failureOf(kind, scenario);
    if (failure) return { kind, scenario, ...failure };
  }
}

const text = (scenario: Scenario) => JSON.stringify(scenario);

/** Three made-up failures and two planted ones. */
async function cases(): Promise<
  [string, Scenario, string, (scenario: Scenario) => Failure | Promise<Failure>, ShrinkOptions][]
> {
  const made = [
    failsInOrder('join', 'unsubscribe', 'publish'),
    failsInOrder('rename', 'leave'),
    failsInOrder('inject', 'cut'),
  ].map((answer, at) => [`made up ${at}`, drawFailing(answer), SIGNATURE, answer, {}] as const);
  const real = [];
  for (const id of ['count-lost-on-unsubscribe', 'departure-takes-all']) {
    const { kind, scenario, signature } = await drawPlanted(id);
    const answer = (each: Scenario) => failureOf(kind, each);
    real.push([id, scenario, signature, answer, { features: kind.features }] as const);
  }
  return [...made, ...real].map((each) => [...each]);
}
const all = await cases();

describe('a candidate that the shrinker runs', () => {
  it.each(all)('is legal, readable, canonical and smaller, and run once: %s', async (...given) => {
    const [, scenario, signature, answer, options] = given;
    const asked = await watchSearch(scenario, signature, answer, { ...options, batch: 7 });
    const candidates = asked.batches.flat();
    expect(candidates.length).toBeGreaterThan(5);
    expect(new Set(candidates.map(text)).size).toBe(candidates.length);
    for (const candidate of candidates) {
      expect(scenarioFaults(candidate)).toEqual([]);
      expect(parseScenario(candidate)).toEqual(candidate);
      expect(text(canonicalize(candidate))).toBe(text(candidate));
    }
    // The first scenario under canonical names is asked even when it is not smaller.
    for (const [at, best] of asked.bests.entries())
      for (const candidate of asked.batches[at] ?? [])
        if (text(candidate) !== text(canonicalize(best)))
          expect(compareMeasures(measure(candidate), measure(best))).toBeLessThan(0);
    expect(asked.shrunk.calls).toBe(candidates.length);
  });

  it('needs no feature that the router does not offer, but for those of the first scenario', async () => {
    const answer = failsInOrder('subscribe', 'publish', 'leave');
    for (let index = 0, met = 0; met < byEffort(4, 10); index++) {
      const features = (['axon', 'tables', 'nodes'] as const).slice(0, 2 + (index % 2));
      // Every second scenario needs more than the router declares.
      const scenario = generate('poor', index, {
        steps: 15,
        ...(index % 4 < 2 ? { features } : {}),
      });
      if (!answer(scenario)) continue;
      met++;
      const own = new Set([...features, ...needsOf(scenario)]);
      const { shrunk, batches } = await watchSearch(scenario, SIGNATURE, answer, { features });
      expect(new Set(shrunk.features)).toEqual(own);
      for (const candidate of batches.flat())
        expect([...needsOf(candidate)].filter((feature) => !own.has(feature))).toEqual([]);
    }
  });
});

/** A scenario in which orcs join by one pair, and one event is published. */
const joins = (...orcs: readonly string[]): Scenario => {
  const first = drawFailing(failsInOrder('join', 'publish'));
  const pairs = first.topology.pairs.slice(0, 1);
  const names = orcs.map((each) => orcName(`${each}@${pairs[0]?.node}`));
  return {
    ...first,
    topology: { ...first.topology, orcs: names.map((name) => ({ name, nice: 0 })) },
    steps: [
      ...names.map((orc): Step => ({ kind: 'join', orc, pair: pairs[0]?.id as never })),
      { kind: 'publish', node: pairs[0]?.node as never, topic: 'x' },
    ],
  };
};

describe('the search on a large scenario', () => {
  /** 120 orcs join; nothing smaller fails. */
  const large = joins(...Array.from({ length: 120 }, (_, at) => `p${at}`));
  const failsWhole = ({ steps }: Scenario): Failure =>
    steps.length === large.steps.length ? { signature: SIGNATURE, at: steps.length - 1 } : null;

  it('ends without a proof, after a few hundred runs', async () => {
    const { minimal, calls } = (await watchSearch(large, SIGNATURE, failsWhole)).shrunk;
    expect(minimal).toBe(false);
    expect(calls).toBeLessThan(400);
  });

  it('hears an interrupt that another task of the event loop raises', async () => {
    const control = new AbortController();
    setImmediate(() => control.abort());
    const { shrunk } = await watchSearch(large, SIGNATURE, failsWhole, { signal: control.signal });
    expect(shrunk.calls).toBeLessThan(100);
    expect(shrunk.minimal).toBe(false);
  });
});

describe('the scenario where the search ends', () => {
  it.each(sampleOf(all, 3))('is the same for 1, 3 and 16 at a time: %s', async (...given) => {
    const [, scenario, signature, answer, options] = given;
    const finals: Shrunk[] = [];
    for (const batch of [1, 3, 16])
      finals.push((await watchSearch(scenario, signature, answer, { ...options, batch })).shrunk);
    const [one, three, sixteen] = finals;
    for (const each of [three, sixteen]) {
      expect(each?.scenario).toEqual(one?.scenario);
      expect(each?.at).toBe(one?.at);
      expect(each?.minimal).toBe(true);
      expect(each?.neighbours).toEqual(one?.neighbours);
    }
    expect(await answer(one?.scenario as Scenario)).toEqual({ signature, at: one?.at });
    for (const { failure } of one?.neighbours ?? []) expect(failure?.signature).not.toBe(signature);
  });

  it('is one step, one orc, one pair and one node where that is enough', async () => {
    const { shrunk } = await watchSearch(
      drawFailing(failsInOrder('join')),
      SIGNATURE,
      failsInOrder('join'),
    );
    expect(shrunk.scenario).toEqual({
      version: 1,
      topology: {
        nodes: [{ token: 'n1', horde: 'h-n1' }],
        uplinks: [],
        orcs: [{ name: 'p1@n1', nice: 0 }],
        pairs: [{ id: 's1', node: 'n1', backend: 'axon', port: 4001 }],
      },
      steps: [{ kind: 'join', orc: 'p1@n1', pair: 's1' }],
    });
  });

  it('keeps the steps that another step cannot do without', async () => {
    const { shrunk } = await watchSearch(
      drawFailing(failsInOrder('leave')),
      SIGNATURE,
      failsInOrder('leave'),
    );
    expect(shrunk.scenario.steps.map(({ kind }) => kind)).toEqual(['join', 'leave']);
  });

  it('has the signature of the first: another failure does not count', async () => {
    const three = failsInOrder('join', 'join', 'publish');
    // Scenarios with fewer than three joins fail too, but with another signature.
    const answer = (scenario: Scenario): Failure =>
      scenario.steps.filter(({ kind }) => kind === 'join').length > 2
        ? three(scenario)
        : { signature: 'something else', at: 0 };
    const first = drawFailing(
      (each) => (answer(each)?.signature === SIGNATURE ? three(each) : null),
      40,
    );
    const { shrunk } = await watchSearch(first, SIGNATURE, answer);
    expect(answer(shrunk.scenario)?.signature).toBe(SIGNATURE);
    expect(shrunk.scenario.steps.filter(({ kind }) => kind === 'join')).toHaveLength(3);
    expect(shrunk.neighbours.some(({ failure }) => failure?.signature === 'something else')).toBe(
      true,
    );
  });

  it('is where it began when nothing smaller fails', async () => {
    const whole = drawFailing(failsInOrder('publish'));
    const first = canonicalize({ ...whole, steps: whole.steps.slice(0, byEffort(2, 4)) });
    const { shrunk } = await watchSearch(first, SIGNATURE, (each) =>
      text(each) === text(first) ? { signature: SIGNATURE, at: first.steps.length - 1 } : null,
    );
    expect(shrunk.scenario).toEqual(first);
    expect(shrunk.minimal).toBe(true);
  });
});

describe('a search that is stopped early', () => {
  it.each([1, 3, 16])('runs no more candidates than its limit, %i at a time', async (batch) => {
    const answer = failsInOrder('join', 'unsubscribe', 'publish');
    const first = drawFailing(answer);
    for (const limit of [1, 2, 9, 25, 60]) {
      const { shrunk, batches } = await watchSearch(first, SIGNATURE, answer, { limit, batch });
      expect(batches.flat().length).toBeLessThanOrEqual(limit);
      expect(shrunk.calls).toBe(batches.flat().length);
      expect(shrunk.proving).toBeLessThanOrEqual(shrunk.calls);
      expect(shrunk).toMatchObject({ minimal: false, neighbours: [] });
      expect(answer(shrunk.scenario)?.signature).toBe(SIGNATURE);
    }
  });

  it('gives the best so far when it is interrupted, and that fails alike', async () => {
    const { kind, scenario, signature } = await drawPlanted('count-lost-on-unsubscribe');
    const sizes: number[] = [];
    for (const calls of [0, 1, 5, 10, 20]) {
      const interruption = new AbortController();
      let left = calls;
      if (left === 0) interruption.abort();
      const { shrunk } = await watchSearch(
        scenario,
        signature,
        (each) => {
          if (--left <= 0) interruption.abort();
          return failureOf(kind, each);
        },
        { features: kind.features, signal: interruption.signal },
      );
      expect(shrunk.calls).toBeLessThanOrEqual(calls);
      expect(shrunk).toMatchObject({ minimal: false, neighbours: [] });
      expect(scenarioFaults(shrunk.scenario)).toEqual([]);
      expect((await run(kind, shrunk.scenario)).findings[0]?.signature).toBe(signature);
      sizes.push(shrunk.scenario.steps.length);
    }
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes[0]).toBe(scenario.steps.length);
    expect(sizes.at(-1)).toBeLessThan(scenario.steps.length);
  });
});

describe('names that matter', () => {
  const joined = (scenario: Scenario) =>
    scenario.steps.flatMap((step) => (step.kind === 'join' ? [step.orc as string] : []));

  it('are kept where they are hostile', async () => {
    const answer = (scenario: Scenario): Failure =>
      joined(scenario).some((each) => each.startsWith('__proto__@'))
        ? { signature: SIGNATURE, at: 0 }
        : null;
    const { shrunk } = await watchSearch(joins('zoe', '__proto__', 'adam'), SIGNATURE, answer);
    expect(shrunk.naming).toBe('birth');
    expect(joined(shrunk.scenario)).toEqual(['__proto__@n1']);

    const { kind, scenario, signature } = await drawPlanted('lines-in-a-plain-object');
    const real = await shrink(scenario, signature, askOf(kind), { features: kind.features });
    expect(text(real.scenario)).toContain('"<__proto__>"');
    expect(real.scenario.steps).toHaveLength(1);
  });

  it('go where one does not need them', async () => {
    const { shrunk } = await watchSearch(joins('__proto__'), SIGNATURE, failsInOrder('join'));
    expect(joined(shrunk.scenario)).toEqual(['p1@n1']);
  });

  it('keep their order where it matters', async () => {
    // Fails when the second orc that joins sorts before the first one by name.
    const answer = (scenario: Scenario): Failure => {
      const [one, two] = joined(scenario);
      return one && two && two < one ? { signature: SIGNATURE, at: 1 } : null;
    };
    const { shrunk } = await watchSearch(joins('zoe', 'adam'), SIGNATURE, answer);
    expect(shrunk.naming).toBe('rank');
    expect(joined(shrunk.scenario)).toEqual(['p2@n1', 'p1@n1']);
    expect(text(namings.rank(shrunk.scenario))).toBe(text(shrunk.scenario));
    expect(shrunk.minimal).toBe(true);
  });

  it('stay as they came where the very name matters', async () => {
    const answer = (scenario: Scenario): Failure =>
      joined(scenario).some((each) => each.startsWith('zoe@'))
        ? { signature: SIGNATURE, at: 0 }
        : null;
    const { shrunk } = await watchSearch(joins('adam', 'zoe', 'eve'), SIGNATURE, answer);
    expect(shrunk.naming).toBe('given');
    // What no step mentions is dropped under any names.
    expect(shrunk.scenario.topology.orcs).toHaveLength(1);
    expect(shrunk.scenario.topology.pairs).toHaveLength(1);
    expect(joined(shrunk.scenario)).toHaveLength(1);
    expect(joined(shrunk.scenario)[0]).toMatch(/^zoe@/);
    expect(shrunk.minimal).toBe(true);
  });
});
