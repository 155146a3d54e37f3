/**
 * Uplinks: they are dialled again, less and less often and never all at once, whatever listens in place of a node;
 * they can be held; and a second uplink to the same node is refused.
 */
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { horde, nodeToken } from '#spec';
import { ManualClock } from './clock.ts';
import { encode } from './codec.ts';
import { TcpNode } from './node.ts';
import { backOffMs } from './uplink.ts';

let nodes: TcpNode[] = [];
let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const node of nodes) await node.close();
  for (const end of ends) end();
  [nodes, ends] = [[], []];
});

async function startNode(name: string, options = {}): Promise<TcpNode> {
  const made = await TcpNode.start({ token: nodeToken(name), horde: horde(name), ...options });
  nodes.push(made);
  return made;
}

it('waits twice as long after each failure, up to a bound, spread over its upper half', () => {
  expect([0, 1, 2, 3, 50].map((count) => backOffMs(count, 100, 1000, 1))).toEqual([
    100, 200, 400, 800, 1000,
  ]);
  expect(backOffMs(2, 100, 1000, 0)).toBe(200);
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
  const t = await startNode('T', { clock, limits, log, random: () => 1 });
  let upCount = 0;
  t.climb({ host: '127.0.0.1', port }, () => upCount++);
  for (const delayMs of [100, 200, 400]) {
    await vi.waitFor(() => expect(clock.dueDelaysMs[0]).toBe(delayMs));
    clock.advance(delayMs);
  }
  await vi.waitFor(() => expect(clock.dueDelaysMs[0]).toBe(800));
  expect(lines[0]).toMatch(/uplink 127.0.0.1:\d+: down, .*ECONNREFUSED.*; trying again in 100 ms/);
  const b = await startNode('B', { port });
  clock.advance(800);
  await vi.waitFor(() => expect(upCount).toBe(1));
  await b.close();
  // 100 ms is the first wait: the count of failures began anew.
  await vi.waitFor(() => expect(clock.dueDelaysMs[0]).toBe(100));
  await startNode('B', { port });
  clock.advance(100);
  await vi.waitFor(() => expect(upCount).toBe(2));
});

/** A server that is not a node; `greet` says what it does with each connection. */
async function listenAsStranger(greet: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    ends.push(() => socket.destroy());
    greet(socket);
  });
  ends.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

const refusal = { kind: 'refused', reason: 'it speaks wire version 1; expected 9' };

it.each([
  [
    'speaks garbage',
    (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    /is this a peer/,
  ],
  ['speaks another version', (socket) => socket.end(encode(refusal)), /it refuses: .*expected 9/],
  [
    'answers out of turn',
    (socket) => socket.write(encode({ kind: 'fence', mark: 1 })),
    /out of turn/,
  ],
  ['closes at once', (socket) => socket.end(), /the other side closed it/],
] as [string, (socket: Socket) => void, RegExp][])(
  'SAFE-1: where the node above %s, that is told, it is tried again, and the node lives',
  async (_, greet, reason) => {
    const port = await listenAsStranger(greet);
    const lines: string[] = [];
    const limits = { retryMs: 10, retryMostMs: 20 };
    const t = await startNode('T', { limits, log: (line: string) => lines.push(line) });
    t.climb({ host: '127.0.0.1', port });
    const downs = () => lines.filter((line) => /down, .*; trying again in \d+ ms/.test(line));
    await vi.waitFor(() => expect(downs().length).toBeGreaterThan(1));
    expect(downs()[0]).toMatch(reason);
    const below = await startNode('S');
    await new Promise((up) => below.climb({ host: '127.0.0.1', port: t.port }, up));
  },
);

it('a host that cannot be resolved is told, and tried again', async () => {
  const lines: string[] = [];
  const limits = { retryMs: 10, retryMostMs: 20 };
  const t = await startNode('T', { limits, log: (line: string) => lines.push(line) });
  t.climb({ host: 'nowhere.invalid', port: 4000 });
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(3), { timeout: 20_000 });
  expect(lines.join('\n')).toMatch(
    /nowhere.invalid:4000: down, .*nowhere.invalid; trying again in/,
  );
});

it('HEAL-1: a link that is half open is noticed from below as well, and dialled again', async () => {
  const clock = new ManualClock();
  const limits = { beatMs: 100, silentBeats: 3, retryMs: 50, helloMs: 1e9 };
  // The clock above never advances, so no sign of life comes from there.
  const b = await startNode('B', { clock: new ManualClock() });
  const t = await startNode('T', { clock, limits });
  let upCount = 0;
  t.climb({ host: '127.0.0.1', port: b.port }, () => upCount++);
  await vi.waitFor(() => expect(upCount).toBe(1));
  clock.advance(400);
  expect(t.uplinks).toEqual([]);
  expect(t.counters.silent).toBe(1);
  clock.advance(50);
  await vi.waitFor(() => expect(upCount).toBe(2));
});

it.each(['command', 'event'] as const)(
  'HEAL-1: an uplink whose %s socket is cut while it is held comes back when it is released',
  async (socket) => {
    const clock = new ManualClock();
    const limits = { retryMs: 100, beatMs: 1e9, helloMs: 1e9 };
    const b = await startNode('B');
    const t = await startNode('T', { clock, limits, random: () => 1 });
    let upCount = 0;
    const uplink = t.climb({ host: '127.0.0.1', port: b.port }, () => upCount++);
    await vi.waitFor(() => expect(upCount).toBe(1));
    uplink.hold();
    expect(t.uplinks).toHaveLength(1);
    uplink.cut(socket);
    expect(t.uplinks).toEqual([]);
    await vi.waitFor(() => expect(b.counters.lost).toBe(1));
    clock.advance(1e6);
    expect(clock.dueDelaysMs).toEqual([]);
    uplink.release();
    await vi.waitFor(() => expect(upCount).toBe(2));
  },
);

it('gives up a second uplink to the same node', async () => {
  const lines: string[] = [];
  const [b, t] = [
    await startNode('B'),
    await startNode('T', { log: (line: string) => lines.push(line) }),
  ];
  const address = { host: '127.0.0.1', port: b.port };
  await new Promise((resolve) => t.climb(address, resolve));
  t.climb(address);
  await vi.waitFor(() => expect(lines.join()).toMatch(/B is an uplink already/));
  expect(t.uplinks).toHaveLength(1);
});
