/**
 * Explanations: the sentences for the smallest scenarios of planted faults, word for word. What a sentence says about
 * steps and orders is done again here and run, to show that it is true.
 */
import { describe, expect, it } from 'vitest';
import { mutants } from '#impl';
import type { Scenario } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import type { Smallest } from '../campaign/smallestScenario.ts';
import { askOf, failureOf, smallest } from '../campaign/smallestScenario.ts';
import { generate } from '../scenario/draw.ts';
import { missingForScenario } from '../scenario/needs.ts';
import { isThorough, sampleOf } from '../testing/effort.ts';
import { legalize, replaceSteps } from './edit.ts';
import { explainFailure } from './explanation.ts';
import { shrink } from './shrinker.ts';

const kindOf = (id: string) => {
  const kind = mutants.find((each) => each.id === id)?.kind;
  if (!kind) throw new Error(`no mutant ${id}`);
  return kind;
};

/** The smallest scenario of the first failure with the signature, drawn from the given index on. */
function explainFirstFailure(id: string, signature?: string, from = 0) {
  const key = `${id} ${signature}`;
  const known = cache.get(key) ?? findAndExplain(id, signature, from);
  cache.set(key, known);
  return known;
}

/** Cache: each search is made once. */
const cache = new Map<string, ReturnType<typeof findAndExplain>>();

async function findAndExplain(id: string, signature: string | undefined, from: number) {
  const kind = kindOf(id);
  for (let index = from; ; index++) {
    const found = generate('finals', index, { features: kind.features, interleave: 0 });
    const failure = await failureOf(kind, found);
    if (!failure || failure.signature !== (signature ?? failure.signature)) continue;
    const { scenario, explanation: sentences } = await smallest(kind, found, failure.signature);
    return { kind, scenario, sentences, signature: failure.signature };
  }
}

/** The indexes of the steps that a sentence names; it counts from 1. */
const numbers = (sentence: string) =>
  (sentence.split('it ends in')[0] ?? '').match(/\d+/g)?.map((number) => Number(number) - 1) ?? [];

/** Does what the sentences say; returns how many sentences were tried. */
async function verifySentences({
  kind,
  scenario,
  sentences,
  signature,
}: Awaited<ReturnType<typeof explainFirstFailure>>) {
  const { steps } = scenario;
  const without = async (at: number) => {
    const candidate = legalize(replaceSteps(scenario, steps.toSpliced(at, 1)));
    return candidate ? ((await failureOf(kind, candidate))?.signature ?? null) : null;
  };
  let count = 0;
  for (const sentence of sentences) {
    const passes = /^Without (steps?|any one of its steps)\b.* it passes\.$/.exec(sentence);
    const ends = /^Without step (\d+) it ends in (.+)\.$/.exec(sentence);
    const swap = /^Steps (\d+) and (\d+) (may be swapped|must stand in this order)\.$/.exec(
      sentence,
    );
    if (passes) {
      const all = passes[1] === 'any one of its steps';
      for (const at of all ? steps.keys() : numbers(sentence)) expect(await without(at)).toBeNull();
    } else if (ends) expect(await without(Number(ends[1]) - 1)).toBe(ends[2]);
    else if (swap) {
      const [at, next] = [Number(swap[1]) - 1, Number(swap[2]) - 1];
      const turned = steps.with(at, steps[next] as never).with(next, steps[at] as never);
      const failure = await failureOf(kind, replaceSteps(scenario, turned));
      expect(failure?.signature === signature, sentence).toBe(swap[3] === 'may be swapped');
    } else continue;
    count++;
  }
  return count;
}

describe('an explanation', () => {
  it('LINE-2: an unsubscribe that ends two needs two subscriptions, in any order', async () => {
    const signature = 'LINE-2|message surplus|unsubscribe';
    const explained = await explainFirstFailure('count-lost-on-unsubscribe', signature, 63);
    expect(explained.scenario.steps.map(({ kind }) => kind)).toEqual([
      'subscribe',
      'subscribe',
      'unsubscribe',
    ]);
    expect(explained.sentences).toEqual([
      'Without any one of its steps it passes.',
      'Steps 1 and 2 may be swapped.',
      'What does not matter: the backend of s1 and nice.',
      "The router's table of n1 and n2 leaves the model's at step 3.",
      expect.stringMatching(
        /^The first thing wrong outside the tables comes at step 4: .*published at n2 \(epilogue\): p1@n1 at n1 on s1 should have heard it and did not/,
      ),
    ]);
    expect(await verifySentences(explained)).toBe(2);
  });

  it('ARP-7: pairs that are found by number hang on equal ports', async () => {
    const explained = await explainFirstFailure(
      'ports-by-number',
      'EVENT-1|hearing missing|publish',
      97,
    );
    expect(explained.sentences).toEqual([
      'Without any one of its steps it passes.',
      'Steps 1 and 2 may be swapped.',
      'What matters: the backend of s1, the backend of s2 and the equal ports.',
      'What does not matter: nice.',
    ]);
    expect(await verifySentences(explained)).toBe(2);
  });

  it.runIf(isThorough)(
    'ROUTE-5: the loss of a stale socket matters after the route has moved, whichever is lost',
    async () => {
      const explained = await explainFirstFailure(
        'stale-loss-deletes',
        'ROUTE-5|route missing|cut',
        86,
      );
      expect(explained.sentences).toEqual([
        'Without any one of its steps it passes.',
        'Steps 1 and 2 must stand in this order.',
        'What does not matter: the backend of s1, the backend of s2, nice and which socket step 3 loses.',
        "The router's table of n1 leaves the model's at step 3.",
        'No delivery goes wrong by it in this scenario and what follows it.',
      ]);
      expect(await verifySentences(explained)).toBe(2);
    },
  );

  it.runIf(isThorough)(
    'ROUTE-4: the loss of an event socket that is ignored shows another failure where nobody has moved',
    async () => {
      const explained = await explainFirstFailure(
        'event-socket-ignored',
        'ROUTE-7|route surplus|cut',
      );
      expect(explained.sentences.slice(0, 4)).toEqual([
        'Without step 2 or 3 it passes.',
        'Without step 1 it ends in ROUTE-4|route surplus|cut.',
        'Steps 1 and 2 must stand in this order.',
        'What matters: which socket step 3 loses.',
      ]);
      expect(await verifySentences(explained)).toBe(3);
    },
  );

  const planted = [
    'every-command-joins',
    'nice-not-passed',
    'departure-takes-all',
    'anybody-deletes',
  ];
  it.each(sampleOf(planted, 1))('is true in every sentence about steps: %s', async (id) => {
    const explained = await explainFirstFailure(id);
    expect(await verifySentences(explained)).toBeGreaterThan(0);
  });
});

describe('what an explanation tries', () => {
  const [token, pair, orc] = [nodeToken('n1'), pairId('s1'), orcName('zoe@n1')];
  const join: Scenario = {
    version: 1,
    topology: {
      nodes: [{ token, horde: horde('h-n1') }],
      uplinks: [],
      orcs: [{ name: orc, nice: 0 }],
      pairs: [{ id: pair, node: token, backend: 'axon', port: 4001 }],
    },
    steps: [{ kind: 'join', orc, pair }],
  };
  const fails = { signature: 'made up', at: 0 };

  it('is nothing that the router does not declare', async () => {
    const asked: Scenario[] = [];
    const features = ['tables', 'axon'] as const;
    const ask = async (candidates: readonly Scenario[]) => {
      asked.push(...candidates);
      return candidates.map(({ steps }) => (steps[0]?.kind === 'join' ? fails : null));
    };
    const shrunk = await shrink(join, 'made up', ask, { features });
    expect(await explainFailure(shrunk, 'made up', ask)).toEqual(['Without step 1 it passes.']);
    for (const each of asked) expect(missingForScenario(each, { features } as never)).toEqual([]);
  });

  it('says where the names matter', async () => {
    const named = async (candidates: readonly Scenario[]) =>
      candidates.map((each) => (JSON.stringify(each).includes('zoe@n1') ? fails : null));
    const shrunk = await shrink(join, 'made up', named);
    expect(shrunk.naming).toBe('given');
    expect((await explainFailure(shrunk, 'made up', named)).at(-1)).toBe(
      'The names matter: under plainer ones it does not come back.',
    );
  });

  it('is nothing where the search was stopped', async () => {
    const { kind, scenario, signature } = await explainFirstFailure('departure-takes-all');
    const early: Smallest = await smallest(kind, scenario, signature, { limit: 1 });
    expect(early).toMatchObject({ certificate: null, explanation: [] });
    const ask = askOf(kind);
    expect((await ask([early.scenario]))[0]?.signature).toBe(signature);
  });
});
