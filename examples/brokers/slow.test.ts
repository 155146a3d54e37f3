/**
 * A client that stops reading while far more is published than its socket holds: each broker that is installed. Random scenarios carry
 * little, which the system keeps for the client; here the broker itself has to decide what becomes of the rest. Run by
 * `npm run test:brokers`.
 */
import { afterAll, expect, it } from 'vitest';
import { check } from '../../properties/campaign/check.ts';
import { createIntervalJudge } from '../../properties/interval/index.ts';
import { shapes } from '../../properties/scenario/topology.ts';
import type { Observation, Scenario, Step } from '../../spec/index.ts';
import { parseScenario } from '../../spec/index.ts';
import { aedesSystem } from './aedes.ts';
import { mosquittoSystem } from './mosquitto.ts';
import { natsSystem } from './nats.ts';
import { brokerKind } from './testbed/brokerNetwork.ts';
import { keptWaiting } from './testbed/plants.ts';

/** Together 16 MB. */
const EVENTS = 40;
const payload = 'x'.repeat(400_000);

const { topology } = parseScenario({
  version: 1,
  topology: {
    nodes: [{ token: 'T', horde: 'h' }],
    uplinks: [],
    orcs: ['slow@T', 'quick@T'].map((name) => ({ name, nice: 0 })),
    pairs: ['s', 'q'].map((id, at) => ({ id, node: 'T', backend: 'axon', port: 4001 + at })),
  },
  steps: [],
}) as Scenario;

const disposals: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(disposals.map((dispose) => dispose())));

const systems = [natsSystem(), mosquittoSystem(), { ...aedesSystem(), serversPerNode: 1 }].filter(
  ({ version }) => version !== 'not installed',
);

it.each(systems)(
  'EVENT-13: $name keeps nobody waiting for a client that does not read',
  async (system) => {
    const kind = brokerKind(system);
    disposals.push(kind.dispose);
    const network = await kind.create(topology);
    let index = 0;
    const take = async (step: object): Promise<string[]> => {
      const seen: readonly Observation[] = await network.apply(step as Step, index++);
      return seen.flatMap((each) => (each.kind === 'frame' ? `${each.pair} ${each.event.id}` : []));
    };
    const event = { kind: 'publish', node: 'T', topic: 'a<L>', payload };
    try {
      await take({ kind: 'subscribe', orc: 'slow@T', pair: 's', topic: 'a<L>' });
      await take({ kind: 'subscribe', orc: 'quick@T', pair: 'q', topic: 'a<L>' });
      await take({ kind: 'stall', pair: 's' });
      for (let at = 0; at < EVENTS; at++) expect(await take(event)).toEqual([`q e${3 + at}`]);
      // EVENT-14 lets a broker drop; each of these keeps all of so much.
      const came = await take({ kind: 'resume', pair: 's' });
      expect(came).toEqual(Array.from({ length: EVENTS }, (_, at) => `s e${3 + at}`));
      expect((await take(event)).sort()).toEqual(['q e44', 's e44']);
    } finally {
      await network.close();
    }
  },
  60_000,
);

it.each(systems)(
  'EVENT-13: $name behind which one queue serves all clients is found',
  async (system) => {
    const planted = keptWaiting(system);
    const features = planted.features.filter((each) => each !== 'heal' && each !== 'link frames');
    const kind = brokerKind({ ...planted, features });
    disposals.push(kind.dispose);
    const { findings } = await check([kind], {
      seed: 'slow',
      runs: 60,
      shapes,
      judge: createIntervalJudge(),
      shrink: true,
      bail: 1,
      nodes: 1,
      now: () => 0,
    });
    expect(findings[0]?.clause).toBe('EVENT-13');
    expect(findings[0]?.scenario.steps.map(({ kind: each }) => each)).toContain('stall');
  },
  60_000,
);
