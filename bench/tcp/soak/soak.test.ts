/**
 * A tiny soak with few clients and rounds; it is too short to judge heaps, so it makes no claim about
 * them. The ledger and the claims are also tested on made-up figures, to show that they can fail.
 */
import { describe, expect, it } from 'vitest';
import type { Event, PairId, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import { claimsOf, formatSoak } from './claims.ts';
import { DeliveryLedger } from './deliveryLedger.ts';
import { readFlags } from './options.ts';
import type { SoakResult } from './soak.ts';
import { soak } from './soak.ts';

const seed = process.env.PARTYLINE_SEED ?? 'partyline';
/** Each round has twelve settled events. */
const thorough = process.env.PARTYLINE_THOROUGH === '1';
const ROUNDS = thorough ? 25 : 10;

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the soak', () => {
  const options = {
    clients: 12,
    nodes: thorough ? 3 : 2,
    seed,
    hasNextRound: (rounds: number) => rounds < ROUNDS,
    measuresHeapAfter: () => false,
  };
  /** Time limit of a test in ms. It is long, because starting processes is slow on a busy machine. */
  const timeout = 300_000;
  let first: SoakResult;
  let pids: readonly number[] = [];
  const started = (now: readonly number[]) => {
    pids = now;
  };

  it(
    'SAFE-3: clients come, go and are cut, each event reaches its audience, and nothing is left',
    async () => {
      first = await soak({ ...options, started });
      const claims = claimsOf(first, false);
      expect(claims.filter(({ holds }) => !holds)).toEqual([]);
      expect(first).toMatchObject({ rounds: ROUNDS, settled: { events: 12 * ROUNDS } });
      expect(first.settled.expected).toBeGreaterThan(2 * ROUNDS);
      const { arrive, leave, killed, subscribe, ...others } = first.tally;
      expect(Math.min(arrive, subscribe)).toBeGreaterThan(0);
      expect(leave + killed + others['command socket cut']).toBeGreaterThan(0);
      expect(first.heaps.every(({ finalBytes }) => finalBytes > 1 << 20)).toBe(true);
      expect(pids).toHaveLength(options.nodes);
      expect(pids.filter(isAlive)).toEqual([]);
      expect(formatSoak(first, claims)).toContain('every table is as at the start');
    },
    timeout,
  );

  it.runIf(thorough)(
    'SAFE-3: one seed makes the clients do the same again',
    async () => {
      const again = await soak(options);
      expect(again.tally).toEqual(first.tally);
      expect(again.settled).toEqual({ ...first.settled, free: again.settled.free });
    },
    timeout,
  );

  it.runIf(thorough)(
    'ends with an error when it is interrupted, and leaves no process',
    async () => {
      const interrupting = new AbortController();
      const interrupted = soak({
        clients: 4,
        nodes: 2,
        seed,
        hasNextRound: (rounds) => {
          if (rounds === 2) interrupting.abort();
          return true;
        },
        measuresHeapAfter: () => false,
        interrupted: interrupting.signal,
        started,
      });
      await expect(interrupted).rejects.toThrow(/process of a node/);
      expect(pids).toHaveLength(2);
      expect(pids.filter(isAlive)).toEqual([]);
    },
    timeout,
  );
});

const T = nodeToken('T');
const topology: Topology = {
  nodes: [{ token: T, horde: horde('h') }],
  uplinks: [],
  orcs: [],
  pairs: ['s1', 's2'].map((id) => ({ id: pairId(id), node: T, backend: 'axon', port: 4000 })),
};
const [s1, s2] = [pairId('s1'), pairId('s2')];
const topic = 'a<L>.b';

/** Returns a ledger in which p1 on pair s1 has subscribed to a line and p2 on pair s2 has not. */
function makeLedger(): DeliveryLedger {
  const made = new DeliveryLedger(topology);
  for (const [orc, pair] of [
    [orcName('p1@T'), s1],
    [orcName('p2@T'), s2],
  ] as const)
    made.note({ kind: 'join', orc, pair });
  made.note({ kind: 'subscribe', orc: orcName('p1@T'), pair: s1, topic });
  return made;
}

const event: Event = { topic, id: 'e0', payload: null };
const deliverFrames = (made: DeliveryLedger, ...pairs: readonly PairId[]) => {
  for (const pair of pairs) made.noteArrival({ kind: 'frame', node: T, pair, event });
};

describe("the soak's ledger", () => {
  it.each([
    [[s1], []],
    [[], [/not heard by p1@T/]],
    [[s1, s1], [/heard 2 times/]],
    [[s1, s2], [/came on s2, for nobody there/]],
  ])('EVENT-1: at rest, frames on %j are judged', (pairs, faults) => {
    const made = makeLedger();
    made.expectSettled('e0', { kind: 'publish', node: T, topic });
    deliverFrames(made, ...pairs);
    made.closeSettled();
    expect(made.faults).toEqual(faults.map((fault) => expect.stringMatching(fault)));
    expect(made.faultCount).toBe(faults.length);
    expect(made.settled.expected).toBe(1);
  });

  it.each([
    [[s1], []],
    [[], [/p1@T on s1 kept still and did not hear it/]],
    [[s1, s1], [/came 2 times on s1/]],
    [[s1, s2], [/came on s2, where nobody asked for it/]],
  ])('EVENT-1: in the churn, frames on %j are judged', (pairs, faults) => {
    const made = makeLedger();
    made.beginRound(() => true);
    made.expectUnsettled('e0', { kind: 'publish', node: T, topic });
    deliverFrames(made, ...pairs);
    made.closeUnsettled();
    expect(made.faults).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });

  it('EVENT-1: during churn nothing is required for an orc that a fault touches', () => {
    const made = makeLedger();
    made.beginRound(({ pair }) => pair !== s1);
    made.expectUnsettled('e0', { kind: 'publish', node: T, topic });
    made.closeUnsettled();
    expect(made.unsettled).toMatchObject({ events: 1, expected: 0 });
    expect(made.faults).toEqual([]);
  });
});

describe("the soak's claims", () => {
  const held = { table: { node: T, routes: [] }, sockets: 3, counters: {} };
  const good: SoakResult = {
    rounds: 1,
    tally: {} as SoakResult['tally'],
    settled: { events: 1, expected: 2, heard: 2, free: 0 },
    unsettled: { events: 0, expected: 0, heard: 0, free: 0 },
    handled: { expected: 2, heard: 2 },
    faultCount: 0,
    faults: [],
    nodes: [T],
    heaps: [{ measuredBytes: [100, 109], finalBytes: 90 }],
    start: [held],
    end: [held],
  };
  const route = {
    orcName: orcName('p1@T'),
  } as SoakResult['end'][number]['table']['routes'][number];

  it.each([
    ['nothing', good, []],
    [
      'a heap that grew',
      { ...good, heaps: [{ measuredBytes: [100, 111], finalBytes: 90 }] },
      ['the heap of'],
    ],
    [
      'a heap that was not emptied',
      { ...good, heaps: [{ measuredBytes: [100, 100], finalBytes: 111 }] },
      ['the heap'],
    ],
    [
      'a heap with one mark',
      { ...good, heaps: [{ measuredBytes: [100], finalBytes: 90 }] },
      ['the heap of'],
    ],
    [
      'a route left',
      { ...good, end: [{ ...held, table: { node: T, routes: [route] } }] },
      ['every table'],
    ],
    ['a socket left', { ...good, end: [{ ...held, sockets: 4 }] }, ['every node has as many']],
    ['a fault', { ...good, faultCount: 1, faults: ['x'] }, ['deliveries are']],
    [
      'no delivery at all',
      { ...good, settled: { ...good.settled, expected: 0, heard: 0 } },
      ['deliveries are'],
    ],
    [
      'a handler that did not run',
      { ...good, handled: { expected: 2, heard: 1 } },
      ['every handler'],
    ],
  ] as const)('%s makes the claims fail that are about it', (_, soaked, failing) => {
    const failed = claimsOf(soaked, true).filter(({ holds }) => !holds);
    expect(failed.map(({ claim }) => claim)).toEqual(
      failing.map((start) => expect.stringMatching(`^${start}`)),
    );
  });

  it('flags are read, or refused with what was expected', () => {
    expect(readFlags([])).toEqual({
      minutes: 5,
      clients: 200,
      nodes: 3,
      seed: 'partyline',
      json: null,
    });
    expect(readFlags(['--minutes', '0.5', '--nodes', '1'])).toMatchObject({
      minutes: 0.5,
      nodes: 1,
    });
    for (const [flag, value] of [
      ['--minutes', '0'],
      ['--clients', '1e3'],
      ['--nodes', '7'],
    ] as const)
      expect(readFlags([flag, value])).toMatch(`${flag} ${value}: expected`);
    expect(readFlags(['--what'])).toMatch("Unknown option '--what'");
  });
});
