/** A tiny run of each benchmark, so that none stops working unnoticed. */
import { expect, it } from 'vitest';
import { allMutants } from '#impl';
import { TcpNode } from '#impl-tcp';
import { audience, isInstalled } from '#impl-xcraft';
import { horde, nodeToken } from '#spec';
import { drawPairs, tellPair } from './causes/measure.ts';
import { measureHarnesses } from './commands/harnesses.ts';
import { measureCases, plantedBugs } from './commands/planted.ts';
import { measureShrinking } from './commands/shrink.ts';
import { measureExploration } from './explore/explore.ts';
import { generatePromela, hasSpin, runSpin } from './explore/spin.ts';
import { timeToFind, wrongRouters } from './hunt/compare.ts';
import { measureJobs } from './jobs.ts';
import { measureLockstep } from './lockstep.ts';
import { measureReach } from './reach/measure.ts';
import { findTriples, plantTriples } from './reach/plantedTriples.ts';
import {
  fillTables,
  joinOrc,
  sendDeepFrames,
  sendInSegments,
  WrongNode,
} from './tcp/attacks/attacks.ts';
import { measureDeliveries, openOurNode } from './tcp/deliveries.ts';
import { measureDispatch, preparePublish } from './tcp/dispatch.ts';
import { measureTrace } from './tracelog/measure.ts';

it.each([
  [10, 10],
  [100, 10],
  [100, 100],
])('EVENT-1: of %i clients exactly the %i subscribers are reached', (clients, subscribers) => {
  let clock = 0;
  const figure = measureDispatch(
    preparePublish(clients, subscribers),
    clients,
    subscribers,
    () => clock++,
    4,
  );
  expect(figure).toMatchObject({ clients, subscribers });
  expect(preparePublish(clients, subscribers)()).toBe(subscribers);
});

it('SAFE-3: the lockstep benchmark goes through its scenarios', async () => {
  let clock = 0;
  expect((await measureLockstep(4, 1, () => clock++)).steps).toBeGreaterThan(20);
});

it('SAFE-3: beside fc.commands every step of ours is executed, and of theirs some', async () => {
  let clock = 0;
  const [ours, theirs] = await measureHarnesses(4, 1, [40], () => clock++);
  expect(ours?.steps).toBeGreaterThanOrEqual(ours?.drawn ?? 0);
  expect(theirs?.steps).toBeGreaterThan(0);
  expect(theirs?.steps).toBeLessThan(theirs?.drawn ?? 0);
});

it.each(
  plantedBugs
    .filter(({ isReportedApart }) => isReportedApart)
    .map((bug) => [bug.clause, bug.family, bug] as const),
)('%s: a planted %s is found within the cap', async (_clause, _family, bug) => {
  const [figure] = await measureCases(bug, 2, 60, [10]);
  expect(figure).toMatchObject({ seeds: 2, oursCapped: 0, cap: 60 });
  expect(figure?.theirs).toBeGreaterThan(0);
});

it('EVENT-2: the shrink benchmark ends in one small scenario', async () => {
  const { bugs, splits } = await measureShrinking(2, ['nobody-means-everybody']);
  expect(bugs).toMatchObject([{ clause: 'EVENT-2', distinctFinals: 1, verified: 2, steps: 1 }]);
  expect(splits).toEqual([]);
});

it('EVENT-1: over TCP every subscriber hears each event once', async () => {
  let clock = 0;
  const figure = await measureDeliveries(
    { ours: openOurNode },
    { subscribers: 3, events: 25, burst: 20, rounds: 2, now: () => clock++ },
  );
  expect(figure).toMatchObject({ subscribers: 3, events: 25, rounds: 2, ratios: {} });
  expect(figure.rates.ours).toBe(75_000);
});

it.skipIf(!isInstalled())(
  'EVENT-1: over the published router every subscriber hears each event once',
  async () => {
    let clock = 0;
    const both = { ours: openOurNode, published: audience };
    const figure = await measureDeliveries(both, {
      subscribers: 2,
      events: 5,
      burst: 2,
      rounds: 1,
      now: () => clock++,
    });
    expect(figure.ratios).toEqual({ published: 1 });
  },
);

it('LINE-2: the explore benchmark counts what the formula counts, and fewer with symmetry', () => {
  let clock = 0;
  const size = { orcs: 2, lines: 2, countCap: 1 };
  expect(measureExploration(size, false, () => clock++)).toMatchObject({
    states: 25,
    transitions: 180,
  });
  expect(measureExploration(size, true, () => clock++).states).toBeLessThan(25);
});

it.skipIf(!hasSpin() || !process.env.PARTYLINE_THOROUGH)('LINE-2: SPIN counts as many', () => {
  expect(runSpin(generatePromela(2, 2, 1, 2)).map(({ states }) => states)).toEqual([25, 25]);
});

it('the jobs benchmark runs one and two jobs in the order 1 2 2 1, a size at a time', () => {
  const asked: string[] = [];
  const [small, large] = measureJobs([10, 20], (runs, jobs) => {
    asked.push(`${runs}/${jobs}`);
    return (asked.length * runs) / jobs;
  });
  expect(asked).toEqual(['10/1', '10/2', '10/2', '10/1', '20/1', '20/2', '20/2', '20/1']);
  expect(small).toEqual({ runs: 10, oneJobSeconds: [10, 40], twoJobsSeconds: [10, 15], ratio: 2 });
  expect(large).toMatchObject({ oneJobSeconds: [100, 160], twoJobsSeconds: [60, 70], ratio: 2 });
});

it('SAFE-1: the attacks on a node go through, and leave it as it should be', async () => {
  const [token, name] = [nodeToken('T'), horde('T')];
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const limits = { orcsPerPair: 5, linesPerPair: 10 };
  const node = await TcpNode.start({ token, horde: name, limits, log });
  const above = await WrongNode.start();
  node.climb({ host: '127.0.0.1', port: above.port });
  await joinOrc(node);
  await above.sendDeepEvents(2, 5000);
  const ends = [await sendInSegments(node, 2, 20), await sendDeepFrames(node, 2, 5000)];
  ends.push(await fillTables(node, 12, 9));
  expect(node.table().routes).toHaveLength(7);
  expect(lines.filter((line) => line.includes('MALFORMED'))).toHaveLength(4);
  expect(lines.filter((line) => line.includes('LIMIT'))).toHaveLength(2 + 5);
  for (const end of ends) end();
  above.close();
  await node.close();
});

it('SAFE-3: the trace benchmark judges one log at several lengths', async () => {
  let clock = 0;
  const figures = await measureTrace('quiet', [1, 2], () => clock++);
  expect(figures.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted']);
  expect(figures[1]?.records).toBe(2 * (figures[0]?.records ?? 0));
});

it('SAFE-3: goals reach triples that drawing without them does not, in as many scenarios', () => {
  const [plain, steered] = [false, true].map((goals) => measureReach('smoke', 120, goals).reach);
  expect(plain?.counts.triples).toBeGreaterThan(2000);
  expect(steered?.counts.triples).toBeGreaterThan(plain?.counts.triples ?? 0);
});

it('SAFE-3: of the routers that err at one triple some are found within a few scenarios', async () => {
  const found = await findTriples(plantTriples('smoke', 40), 'smoke', 40, true);
  expect(found.filter((each) => each !== null).length).toBeGreaterThan(3);
});

it.each(['hunt', 'check'] as const)(
  'LINE-2: the bench of hunts runs the arm %s until it finds the mutant or its time is up',
  async (arm) => {
    const shallow = allMutants.find(({ id }) => id === 'count-once');
    if (!shallow) throw new Error('count-once is no mutant any more');
    let clock = 0;
    const search = { seed: 'smoke', limitMs: 2000, now: () => clock++ };
    expect(await timeToFind(arm, shallow, search)).toBeGreaterThan(0);
    clock = 0;
    expect(await timeToFind(arm, shallow, { ...search, limitMs: 0 })).toBeNull();
    expect(wrongRouters).toHaveLength(20);
  },
);

it('of two planted bugs, it is measured which are told', async () => {
  const [pair] = await drawPairs(1, 1, 0);
  const { ids, told } = await tellPair(pair as never, 2);
  expect(new Set(ids).size).toBe(2);
  for (const id of told) expect(ids).toContain(id);
});
