/**
 * Our router over real sockets: a few scenarios with its nodes in this process, and two with a process for each node.
 * The whole of it is `npm run check:tcp`. What the sockets themselves do is tried in `impl/backends/tcp`.
 */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { tcpKind } from '#impl-tcp';
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

describe('the network over sockets', () => {
  it('SAFE-3: goes through scenarios in one process without a difference', async () => {
    const report = await check([tcpKind({ processes: false })], { ...options, runs: 5 });
    expect(report.findings).toEqual([]);
    expect(report.totals.scenarios).toBe(5);
  });

  it('SAFE-3: goes through scenarios over processes, used again, killed or not, and leaves none', async () => {
    const report = await check([children], { ...options, runs: 2 });
    expect(report.findings).toEqual([]);
    const pids = children.pids();
    expect(pids.length).toBeGreaterThanOrEqual(2);
    expect(pids.length).toBeLessThanOrEqual(3);
    expect(pids.every(alive)).toBe(true);
    const [first] = pids as [number];
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(children.pids()).not.toContain(first));
    const again = await check([children], { ...options, runs: 2 });
    expect(again.findings).toEqual([]);
    pids.push(...children.pids());
    await children.dispose();
    expect(pids.filter(alive)).toEqual([]);
  });
});
