/** Uplinks: that they are tried again, ever more rarely and never all at once, and that a second one to a node is none. */
import { createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { horde, nodeToken } from '#spec';
import { ManualClock } from './clock.ts';
import { TcpNode } from './node.ts';
import { backOff } from './uplink.ts';

let nodes: TcpNode[] = [];
afterEach(async () => {
  for (const node of nodes) await node.close();
  nodes = [];
});

async function node(name: string, options = {}): Promise<TcpNode> {
  const made = await TcpNode.start({ token: nodeToken(name), horde: horde(name), ...options });
  nodes.push(made);
  return made;
}

it('waits twice as long after each failure, up to a bound, spread over its upper half', () => {
  expect([0, 1, 2, 3, 50].map((count) => backOff(count, 100, 1000, 1))).toEqual([
    100, 200, 400, 800, 1000,
  ]);
  expect(backOff(2, 100, 1000, 0)).toBe(200);
});

it('tries an uplink again until it is there, and again when it was lost', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = free.address() as { port: number };
  await new Promise((resolve) => free.close(resolve));
  const clock = new ManualClock();
  const lines: string[] = [];
  const limits = { retryMs: 100, retryMostMs: 1000, beatMs: 1e9, helloMs: 1e9 };
  const log = (line: string) => lines.push(line);
  const t = await node('T', { clock, limits, log, random: () => 1 });
  let upCount = 0;
  t.climb({ host: '127.0.0.1', port }, () => upCount++);
  for (const delayMs of [100, 200, 400]) {
    await vi.waitFor(() => expect(clock.due[0]).toBe(delayMs));
    clock.pass(delayMs);
  }
  await vi.waitFor(() => expect(clock.due[0]).toBe(800));
  expect(lines[0]).toMatch(/uplink 127.0.0.1:\d+: down, .*ECONNREFUSED.*; trying again in 100 ms/);
  const b = await node('B', { port });
  clock.pass(800);
  await vi.waitFor(() => expect(upCount).toBe(1));
  await b.close();
  // The count of failures began anew.
  await vi.waitFor(() => expect(clock.due[0]).toBe(100));
  await node('B', { port });
  clock.pass(100);
  await vi.waitFor(() => expect(upCount).toBe(2));
});

it('gives up a second uplink to the same node', async () => {
  const lines: string[] = [];
  const [b, t] = [await node('B'), await node('T', { log: (line: string) => lines.push(line) })];
  const address = { host: '127.0.0.1', port: b.port };
  await new Promise((resolve) => t.climb(address, resolve));
  t.climb(address);
  await vi.waitFor(() => expect(lines.join()).toMatch(/B is an uplink already/));
  expect(t.uplinks).toHaveLength(1);
});
