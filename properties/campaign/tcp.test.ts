/**
 * Our router over real sockets: a few scenarios with all nodes in this process, and some with a process per node,
 * where links are cut and processes killed. `npm run check:tcp` runs many more; the sockets themselves are tested in
 * `impl/backends/tcp`.
 */
import { connect } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { tcpKind } from '#impl-tcp';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { isThorough } from '../testing/effort.ts';
import { check } from './check.ts';

const seed = process.env.PARTYLINE_SEED ?? 'partyline';
const shapes = ['chain', 'tree', 'roots'] as const;
const options = { seed, shapes, nodes: 3, shrink: false, now: () => 0 };
const children = tcpKind({ processes: true });

afterAll(() => children.dispose());

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Whether the port refuses connections. */
const refuses = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.destroy());
    socket.on('error', () => resolve(true));
    socket.on('close', () => resolve(false));
  });

const uplink = (below: string, above: string) => ({ below, above });
const says = (orc: string, pair: string) => ({
  kind: 'subscribe',
  orc,
  pair,
  topic: 'news<l1>.flash',
});
const publish = { kind: 'publish', node: 'top', topic: 'news<l1>.flash' };

/** A tree of four nodes. The middle node, then the top node is killed: before, during and after the loss of a link. */
const faults = parseScenario({
  version: 1,
  topology: {
    nodes: ['one', 'two', 'mid', 'top'].map((token) => ({ token, horde: `h-${token}` })),
    uplinks: [uplink('one', 'mid'), uplink('two', 'mid'), uplink('mid', 'top')],
    orcs: ['p@one', 'q@two', 'r@mid', 's@mid'].map((name) => ({ name, nice: 0 })),
    pairs: [
      ...['one', 'two', 'mid'].map((node) => ({
        id: `s-${node}`,
        node,
        backend: 'axon',
        port: 4001,
      })),
      { id: 'e-mid', node: 'mid', backend: 'ee', port: null },
    ],
  },
  steps: [
    says('p@one', 's-one'),
    says('q@two', 's-two'),
    says('r@mid', 's-mid'),
    says('s@mid', 'e-mid'),
    { kind: 'restart', node: 'mid' },
    publish,
    { kind: 'uplink down', ...uplink('one', 'mid') },
    { kind: 'restart', node: 'mid' },
    publish,
    says('r@mid', 's-mid'),
    { kind: 'uplink down', ...uplink('mid', 'top') },
    { kind: 'restart', node: 'mid' },
    { kind: 'uplink up', ...uplink('one', 'mid') },
    { kind: 'restart', node: 'top' },
    publish,
    { kind: 'uplink up', ...uplink('mid', 'top') },
    { kind: 'restart', node: 'one' },
    publish,
  ],
}) as Scenario;

describe('the network over sockets', () => {
  it('SAFE-3: goes through scenarios in one process without a difference', async () => {
    const here = tcpKind({ processes: false });
    const report = await check([here], { ...options, corpus: [faults], runs: 5 });
    expect(report.findings).toEqual([]);
    expect(report.totals.scenarios).toBe(5);
    expect(report.corpus).toEqual({ replayed: 1, documents: 1 });
    expect((await Promise.all([...here.resourceLog.ports].map(refuses))).every(Boolean)).toBe(true);
  });

  it.runIf(isThorough)(
    'SAFE-3: goes through scenarios over processes, used again, killed or not, and leaves none',
    async () => {
      const report = await check([children], { ...options, runs: 2 });
      expect(report.findings).toEqual([]);
      const [first] = children.pids() as [number];
      process.kill(first, 'SIGKILL');
      await vi.waitFor(() => expect(children.pids()).not.toContain(first));
      const again = await check([children], { ...options, runs: 1 });
      expect(again.findings).toEqual([]);
      const pids = children.pids();
      expect(pids.length).toBeGreaterThanOrEqual(2);
      expect(pids.every(alive)).toBe(true);
    },
  );

  it.runIf(isThorough)(
    'HEAL-1, HEAL-2: cut links and killed processes come back, and no process or port is left',
    async () => {
      const { resourceLog } = children;
      const before = { ...resourceLog, processCount: resourceLog.pids.size };
      const report = await check([children], { ...options, corpus: [faults], runs: 0 });
      expect(report.findings).toEqual([]);
      expect(resourceLog.killCount - before.killCount).toBeGreaterThanOrEqual(5);
      expect(resourceLog.cutCount - before.cutCount).toBeGreaterThanOrEqual(2);
      // Each process that was killed has been replaced by another.
      expect(resourceLog.pids.size - before.processCount).toBeGreaterThanOrEqual(5);
      await children.dispose();
      expect([...resourceLog.pids].filter(alive)).toEqual([]);
      expect((await Promise.all([...resourceLog.ports].map(refuses))).every(Boolean)).toBe(true);
    },
  );
});
