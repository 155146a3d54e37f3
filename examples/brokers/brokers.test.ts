/**
 * Each broker that is installed: five planted mistakes are found in few steps, under a clause that fits. What each does by itself is
 * for `check:brokers`. PARTYLINE_DEMAND_BROKERS=1 makes a missing broker a failure. Run by
 * `npm run test:brokers`.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../properties/campaign/check.ts';
import { createIntervalJudge } from '../../properties/interval/index.ts';
import { shapes } from '../../properties/scenario/topology.ts';
import type { RunReport } from '../../properties/verdict/verdict.ts';
import { clauses, variantFeatures } from '../../spec/index.ts';
import { aedesSystem } from './aedes.ts';
import { mosquittoSystem } from './mosquitto.ts';
import { natsSystem } from './nats.ts';
import { rabbitSystem } from './rabbitmq.ts';
import { redisSystem } from './redis.ts';
import { brokerKind } from './testbed/brokerNetwork.ts';
import type { BrokerSystem } from './testbed/brokerSystem.ts';
import {
  bridgedTwice,
  lastingSession,
  publishedTwice,
  unfenced,
  wrongCount,
} from './testbed/plants.ts';

const MISSING = 'not installed';
const disposals: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(disposals.map((dispose) => dispose())));

/** How many scenarios are drawn at most until a mistake shows. */
const RUNS = 60;

/** Judges a system on so many nodes at most. */
async function judge(system: BrokerSystem, nodes: number): Promise<RunReport> {
  const kind = brokerKind(system);
  disposals.push(kind.dispose);
  return check([kind], {
    seed: 'brokers',
    runs: RUNS,
    shapes,
    judge: createIntervalJudge(),
    shrink: true,
    bail: 1,
    nodes,
    now: () => 0,
  });
}

interface Broker {
  readonly system: BrokerSystem;
  /** The planted mistakes, each with the clauses under which it may be told, and how many nodes it takes if more than two. */
  readonly plants: Readonly<Record<string, readonly [BrokerSystem, RegExp, nodes?: number]>>;
}

/** Who hears what: the clauses about events, and the halves of others that are judged by hearing. */
const HEARD = /^(EVENT-([1-46]|12)|LINE-[289]|ROUTE-[246])$/;

/** The type of the MQTT packet that carries an event. */
const PUBLISH = 3;

const common = (system: BrokerSystem): Broker['plants'] => ({
  'subscriptions that are counted wrongly': [wrongCount(system), HEARD],
  'no fence': [unfenced(system), /^(EVENT-([1-7]|12)|LINE-[289]|ROUTE-[246])$/],
  'a session that outlives its client': [lastingSession(system), HEARD],
});

const [nats, mosquitto, redis, rabbit, aedes] = [
  natsSystem(),
  mosquittoSystem(),
  redisSystem(),
  rabbitSystem(),
  aedesSystem(),
];

const brokers: Readonly<Record<string, Broker>> = {
  'nats-server': {
    system: nats,
    plants: {
      ...common(nats),
      'interest that does not climb': [natsSystem(', deny_imports: "line.>"'), HEARD],
      'events that cross a link twice': [
        bridgedTwice(nats, (message) => message.toString('latin1', 0, 4) === 'LMSG'),
        /^EVENT-(5|12)$/,
      ],
    },
  },
  mosquitto: {
    system: mosquitto,
    plants: {
      ...common(mosquitto),
      'a bridge without the lines': [mosquittoSystem(['orc/#', 'all']), HEARD],
      'events that cross a bridge twice': [
        bridgedTwice(mosquitto, ([type = 0]) => type >> 4 === PUBLISH),
        /^EVENT-(5|12)$/,
      ],
    },
  },
  redis: {
    system: redis,
    plants: {
      ...common(redis),
      'sharded publishing to plain subscribers': [redisSystem(true), HEARD],
      'publishing that is repeated': [publishedTwice(redis), /^EVENT-5$/],
    },
  },
  'rabbitmq-server': {
    system: rabbit,
    plants: {
      ...common(rabbit),
      'bindings that climb by one link only': [rabbitSystem({ 'max-hops': 1 }), HEARD, 3],
      'publishing that is repeated': [publishedTwice(rabbit), /^EVENT-5$/],
    },
  },
  aedes: {
    system: aedes,
    plants: {
      ...common(aedes),
      // At one broker: a session is where it was left, and three are met by turns.
      'a session that outlives its client': [
        lastingSession({ ...aedes, serversPerNode: 1 }),
        HEARD,
      ],
      'brokers that do not share their emitter': [aedesSystem(false), HEARD],
      'publishing that is repeated': [publishedTwice(aedes), /^EVENT-5$/],
    },
  },
};

describe.each(Object.entries(brokers))('%s', (_, { system, plants }) => {
  const isThere = system.version !== MISSING;
  it('is there', ({ skip }) => {
    if (process.env.PARTYLINE_DEMAND_BROKERS === '1') expect(isThere).toBe(true);
    else if (!isThere) skip('not installed');
  });

  it.runIf(isThere).each(Object.entries(plants))(
    '%s is found',
    async (_, [planted, clauses, nodes = 2]) => {
      // Without outages: all of these show so, and what a broker does otherwise by itself does not. Whoever floods its links is judged
      // by what is heard. Stalls have a test of their own (`slow.test.ts`); here they would only give the same mistake their clause.
      const aside: readonly string[] = ['heal', 'link frames', 'stall'];
      const features = planted.features.filter((each) => !aside.includes(each));
      const report = await judge({ ...planted, features }, nodes);
      const [finding] = report.findings;
      expect(finding?.clause).toMatch(clauses);
      expect(finding?.scenario.steps.length).toBeLessThan(5);
    },
  );
});

describe('nats-server, with one feature left out', () => {
  const isThere = nats.version !== MISSING;
  // Without clients on sockets there is nobody to hear; a variant leaves nothing out, but says which of two laws is meant.
  const kept: readonly string[] = ['axon', ...variantFeatures];
  const leftOut = nats.features.filter((each) => !kept.includes(each));

  it.runIf(isThere).each(leftOut)('is accused of nothing for want of `%s`', async (gone) => {
    const kind = brokerKind({ ...nats, features: nats.features.filter((each) => each !== gone) });
    disposals.push(kind.dispose);
    for (const judge of [createIntervalJudge(), null]) {
      const report = await check([kind], {
        seed: `without ${gone}`,
        runs: 5,
        shapes,
        shrink: false,
        ...(judge ? { judge } : {}),
        now: () => 0,
      });
      expect(report.findings.map(({ signature }) => signature)).toEqual([]);
      expect(report.totals.scenarios).toBe(5);
      for (const { id, verdict } of report.clauses)
        if (clauses[id].needs.includes(gone) && !clauses[id].byHearing)
          expect({ id, verdict }).toEqual({ id, verdict: 'declined' });
    }
  });
});
