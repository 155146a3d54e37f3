/**
 * A campaign has exactly the same findings however it is split over threads or machines. Shards that do not make up one
 * whole campaign are refused.
 */

import { describe, expect, it } from 'vitest';
import { mutants, networkKind, routerKind } from '#impl';
import type { AnyRouterKind } from '#spec';
import { shapes } from '../scenario/topology.ts';
import { byEffort } from '../testing/effort.ts';
import { exampleScenario } from '../testing/exampleReport.ts';
import type { CampaignResult } from '../verdict/campaignResult.ts';
import { reportOf } from '../verdict/runReport.ts';
import { check } from './check.ts';
import type { GatherOptions } from './gather.ts';
import { gather } from './gather.ts';
import { Performer } from './performer.ts';
import type { ShardDocument } from './shardDocument.ts';
import { buildShardDocument, parseShard } from './shardDocument.ts';
import type { NamedShard } from './shardMerge.ts';
import { mergeShards, shardFaults } from './shardMerge.ts';
import type { Workers } from './task.ts';

const seed = process.env.PARTYLINE_SEED ?? 'partyline';
const options: GatherOptions = {
  seed,
  runs: 12,
  hostile: 100,
  corpus: [exampleScenario, { ...exampleScenario, steps: exampleScenario.steps.slice(0, 1) }],
  shapes,
  shrink: true,
  now: () => 0,
};
const kindsOf = (id: string): readonly AnyRouterKind[] =>
  mutants.flatMap((mutant) => (mutant.id === id ? [mutant.kind, networkKind] : []));
/**
 * Two routers: a mutant with a single finding, whose scenario is small from the start, and a mutant with many findings.
 */
const simpleKinds = kindsOf('nobody-means-everybody');
const richKinds = kindsOf('departure-not-passed-on');

/** Returns three workers whose answers come in another order than their tasks. */
function createUnrulyWorkers(kinds: readonly AnyRouterKind[]): Workers {
  const three = [0, 1, 2].map(() => new Performer(kinds, options));
  let asked = 0;
  return {
    atOnce: 3,
    async perform(task) {
      const worker = three.shift() as Performer;
      for (let turns = (asked++ * 7) % 5; turns > 0; turns--)
        await new Promise((resume) => setImmediate(resume));
      const answer = await worker.perform(task);
      three.push(worker);
      return answer;
    },
    shrink: (sighted) => new Performer(kinds, options).shrink(sighted),
    groupByCause: (findings, kindIndex) =>
      new Performer(kinds, options).groupByCause(findings, kindIndex),
  };
}

async function runShard(
  kinds: readonly AnyRouterKind[],
  index: number,
  count: number,
): Promise<NamedShard> {
  const gathered = await gather(kinds, { ...options, shard: { index, count } });
  const written = buildDocument(gathered, index, count);
  const read = parseShard(JSON.parse(JSON.stringify(written)), '1');
  if (typeof read === 'string') throw new Error(read);
  return { name: `shard ${index}`, document: read };
}

function buildDocument(gathered: CampaignResult, index = 1, count = 2, run = { seed }) {
  const { scenarios } = gathered;
  const rest = { router: 'ours', replay: '--router ours', deviations: [], traces: {} };
  return buildShardDocument({ shard: { index, count }, run, gathered, ...rest }, scenarios, '1');
}

describe('a run whose findings may be shrunk for a given time only', () => {
  it('marks what it cut short, and joins none of that into causes', async () => {
    let nowMs = 0;
    // Each look at the clock takes a millisecond.
    const now = () => nowMs++;
    const kinds = [richKinds[0] as AnyRouterKind];
    const run = async (shrinkMs: number) =>
      reportOf(await gather(kinds, { ...options, now, runs: byEffort(12, 40), shrinkMs }));
    const none = await run(1);
    expect(none.findings.length).toBeGreaterThan(1);
    expect(none.findings.map(({ cutShort, certificate }) => [cutShort, certificate])).toEqual(
      none.findings.map(() => [true, undefined]),
    );
    expect(none.causes.every(({ findings }) => findings.length === 1)).toBe(true);
    const all = await run(1e9);
    expect(all.findings.some(({ cutShort }) => cutShort)).toBe(false);
    expect(all.causes.length).toBeLessThan(none.causes.length);
  });

  it('tells which of them it shrinks, and how many steps are left', async () => {
    const told: number[][] = [];
    await gather([simpleKinds[0] as AnyRouterKind], {
      ...options,
      onShrinking: ({ number, count, steps }) => told.push([number, count, steps]),
    });
    const [first = [], ...others] = told;
    const last = others.at(-1) as number[];
    expect(first.slice(0, 2)).toEqual([1, last[1]]);
    expect(last[2]).toBeLessThan(first[2] as number);
  });
});

it('tells at which scenario each finding came first, in how many it came, and of each at once that it is there', async () => {
  const [kind] = richKinds as [AnyRouterKind];
  const met: [corpus: boolean, signatures: readonly string[]][] = [];
  const told: string[] = [];
  const report = await check([kind], {
    ...options,
    ...{ runs: 24, hostile: 0, shrink: false, observe: true },
    onFinding: ({ signature }) => told.push(signature),
    onObservation: ({ how_generated, metadata }) => {
      const findings = metadata.findings as readonly { signature: string }[];
      const isOfCorpus = how_generated.startsWith('corpus');
      met.push([isOfCorpus, findings.map(({ signature }) => signature)]);
    },
  });
  expect(told).toEqual(report.findings.map(({ signature }) => signature));
  for (const { signature, seen } of report.findings) {
    const first = met.findIndex(([, signatures]) => signatures.includes(signature));
    const [isOfCorpus] = met[first] as [boolean, unknown];
    const count = met.filter(([corpus, all]) => !corpus && all.includes(signature)).length;
    const number = isOfCorpus ? first + 1 : first + 1 - met.filter(([corpus]) => corpus).length;
    const where = isOfCorpus ? 'corpus' : 'generated';
    expect(seen).toEqual({ in: where, number, scenarios: count, of: 24 });
  }
  expect(report.findings.some(({ seen }) => (seen?.scenarios ?? 0) > 1)).toBe(true);
});

describe('a run that was split into shards or over workers', () => {
  it('finds what one run finds, with four shards or three workers: scenarios, verdicts, shrunk findings', async () => {
    const kinds = byEffort(simpleKinds, richKinds);
    const one = await check(kinds, options);
    expect(one.findings.map(({ certificate }) => certificate !== undefined)).toContain(true);
    expect(one).toMatchObject({ totals: { scenarios: 12 }, corpus: { documents: 2, replayed: 2 } });
    expect(one.hostile?.frames).toBe(100);
    expect(one.coverage?.dimensions.steps.largest).toBeGreaterThan(0);
    expect(one.coverage?.reach.map(({ reached }) => reached.triples > 0)).toEqual([true, true]);
    const shards: NamedShard[] = [];
    for (const index of [3, 1, 4, 2]) shards.push(await runShard(kinds, index, 4));
    expect(shards.map(({ document: { gathered } }) => gathered.scenarios)).toEqual([2, 4, 2, 4]);
    expect(shardFaults(shards)).toEqual([]);
    expect(reportOf(mergeShards(shards))).toEqual(one);
    expect(await check(kinds, { ...options, workers: createUnrulyWorkers(kinds) })).toEqual(one);
  });

  it('keeps of every signature the shortest scenario, and stops at the same one with many workers', async () => {
    const unshrunk = { ...options, runs: 24, shrink: false };
    const one = await check(richKinds, unshrunk);
    expect(one.findings.length).toBeGreaterThan(2);
    expect(
      await check(richKinds, { ...unshrunk, workers: createUnrulyWorkers(richKinds) }),
    ).toEqual(one);
    const bailed = { ...unshrunk, bail: 2 };
    const two = await check(richKinds, bailed);
    expect(two.findings).toHaveLength(2);
    expect(await check(richKinds, { ...bailed, workers: createUnrulyWorkers(richKinds) })).toEqual(
      two,
    );
  });

  it('tests witnesses over all shards together: a part alone has seen too little', async () => {
    const few = { ...options, runs: 8, hostile: 0 };
    const parts: CampaignResult[] = [];
    for (const index of [1, 2])
      parts.push(await gather([routerKind], { ...few, shard: { index, count: 2 } }));
    const [left, right] = parts.map((part) => part.tallies['LINE-2'].witness);
    const shards = parts.map((gathered, at) => ({
      name: `${at + 1}`,
      document: parseShard(buildDocument(gathered, at + 1), '1') as ShardDocument,
    }));
    expect(mergeShards(shards).tallies['LINE-2'].witness).toBe((left ?? 0) + (right ?? 0));
    expect(reportOf(mergeShards(shards))).toEqual(await check([routerKind], few));
  });
});

describe('shards that do not make one whole run', async () => {
  const gathered = await gather([routerKind], { ...options, runs: 2, hostile: 0, shrink: false });
  const shard = (index: number, count = 2, run = { seed }): NamedShard => ({
    name: `s${index}`,
    document: parseShard(buildDocument(gathered, index, count, run), '1') as ShardDocument,
  });
  const written = buildDocument(gathered);

  it.each<[string, NamedShard[], RegExp]>([
    ['none', [], /no shard\. Give the folders/],
    ['one missing', [shard(1)], /^Shard 2\/2 is missing\. Run `partyline check --shard 2\/2`/],
    [
      'one twice',
      [shard(1), shard(2), shard(2)],
      /^Shard 2\/2 is there 2 times: s2, s2\. Give each/,
    ],
    ['of other counts', [shard(1), shard(2, 3)], /two runs: number of shards 2 here, 3 there/],
    [
      'of two seeds',
      [shard(1), shard(2, 2, { seed: 'x' })],
      /seed partyline here, x there\. Run all/,
    ],
  ])('%s: refused', (_, shards, said) =>
    expect(shardFaults(shards).join('\n').replaceAll(seed, 'partyline')).toMatch(said),
  );

  it.each<[string, unknown, RegExp]>([
    ['no document', 7, /no report of a shard/],
    ['a report', { partyline: '1', clauses: [] }, /no report of a shard \(format/],
    ['another version', { ...written, partyline: '0.9' }, /by partyline 0\.9, and this is 1/],
    [
      'interrupted',
      buildDocument({ ...gathered, interrupted: true }),
      /no closing record.*interrupted/,
    ],
    ['altered', { ...written, router: 'another' }, /not what the shard wrote/],
    ['cut short', shortened(), /tells of 2 scenarios where 9 were to be run/],
  ])('%s: refused', (_, value, said) => expect(parseShard(value, '1')).toMatch(said));

  function shortened() {
    const { closing: _, ...body } = { closing: null, ...written };
    const { shard, run, router, replay, deviations, traces } = body;
    return buildShardDocument({ shard, run, router, replay, deviations, gathered, traces }, 9, '1');
  }
});
