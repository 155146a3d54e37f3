/** A promise that nothing can settle any more fails as a hang, with the call, its step and its scenario. */
import { expect, it } from 'vitest';
import type { Network, NetworkKind } from '#spec';
import { exampleScenario } from '../testing/exampleReport.ts';
import { watchAnswers } from './unanswered.ts';
import { Silence } from './undriven.ts';

const never = new Promise<never>(() => {});
const quiet: Network = {
  apply: () => [],
  table: (node) => ({ node, routes: [] }) as never,
  close: () => {},
};
const kindOf = (network: Network | Promise<Network>): NetworkKind =>
  ({
    level: 'network',
    name: 'made-up',
    version: '1.2.3',
    features: ['axon'],
    quiescence: 'exact',
    create: () => network,
  }) as never;
const { topology, steps } = exampleScenario;
const createdBy = async (network: Network | Promise<Network>) =>
  await (watchAnswers(kindOf(network)) as NetworkKind).create(topology);

/** What is thrown when the event loop of the thread has nothing left to wait for. */
async function thrownAtTheEnd(answer: unknown): Promise<unknown> {
  const caught = Promise.resolve(answer).catch((error: unknown) => error);
  await new Promise((resolve) => setImmediate(resolve));
  process.emit('beforeExit', 0);
  return await caught;
}

it('names the call and the step, and has the scenario so far', async () => {
  const apply: Network['apply'] = (_, index) => (index === 1 ? never : []);
  const network = await createdBy({ ...quiet, apply });
  expect(network.apply(steps[0] as never, 0)).toEqual([]);
  const error = await thrownAtTheEnd(network.apply(steps[1] as never, 1));
  expect(error).toBeInstanceOf(Silence);
  expect(error).toMatchObject({
    message: expect.stringMatching(/^made-up 1\.2\.3 never answers apply\(\) at step 2, p1@T/),
    scenario: { topology, steps: steps.slice(0, 2) },
  });
});

it('names a network that is never created', async () => {
  expect(await thrownAtTheEnd(createdBy(never))).toMatchObject({
    message: expect.stringContaining('never answers create() at the beginning of the scenario'),
  });
});

it('leaves alone what is answered', async () => {
  const later = { ...quiet, apply: async () => await Promise.resolve([]) };
  const network = await createdBy(Promise.resolve(later));
  expect(await network.apply(steps[0] as never, 0)).toEqual([]);
  expect(await thrownAtTheEnd('nothing is awaited')).toBe('nothing is awaited');
});
