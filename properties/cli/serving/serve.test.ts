/**
 * `partyline serve` and the example as a user runs them: processes that print where they listen or why
 * they cannot, and that end when they are asked to.
 */
import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, connect as dialRaw } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '#impl-tcp';
import { orcName } from '#spec';
import { isRunning } from '../../testing/badAdapter/runningProcess.ts';
import { runCommandLine } from '../../testing/commandLine.ts';
import { isThorough } from '../../testing/effort.ts';
import { PROGRAM } from '../../testing/startedProgram.ts';
import { readAddress, readNodes, readPort } from '../arguments/options.ts';

const example = fileURLToPath(new URL('../../../examples/three-nodes/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);
let children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

/** A started `serve`, with everything it has printed. */
async function serveNode(...argv: string[]) {
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...argv]);
  children.push(child);
  const [out, err]: [string[], string[]] = [[], []];
  createInterface({ input: child.stdout }).on('line', (line) => out.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => err.push(line));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await vi.waitFor(() => expect(out).toHaveLength(1), { timeout: 20_000 });
  return { child, out, err, ended, port: Number(/:(\d+) /.exec(out[0] ?? '')?.[1]) };
}

/**
 * Runs a `serve` that must fail before it listens. It runs in this process, because it needs no sockets and no signals.
 */
async function serveRefused(...argv: string[]) {
  const interrupted = AbortSignal.abort();
  const { exit, out, err } = await runCommandLine(['serve', ...argv], { cwd: '.', interrupted });
  expect(out).toBe('');
  return { exit, err };
}

/** Returns the bytes of the frame on the wire. */
function encodeFrame(frame: unknown): Buffer {
  const body = Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

/** Connects as a peer, sends the bytes, and resolves when the node drops the connection. */
function sendWords(port: number, words: string | Buffer): Promise<unknown> {
  const socket = dialRaw(port, '127.0.0.1', () => socket.write(words));
  socket.resume();
  return new Promise((resolve) => socket.once('close', resolve));
}

describe('partyline serve', () => {
  it('lives on when peers speak garbage or another version or uplinks are not there, and ends when it is asked to', async () => {
    const absent = ['--uplink', '127.0.0.1:1', '--uplink', 'nowhere.invalid:4000'];
    const node = await serveNode('--node', 'T', ...absent, '--publish');
    expect(node.out[0]).toMatch(/^node T listens on 127\.0\.0\.1:\d+ \(events on \d+\)$/);
    const newer = { kind: 'hello', partyline: 2, socket: 'command', role: 'client', token: 'x' };
    for (const words of [
      'GET / HTTP/1.1\r\n\r\n',
      encodeFrame('{"kind":"event"}'),
      encodeFrame(newer),
    ])
      await sendWords(node.port, words);
    await vi.waitFor(
      () => {
        const told = node.err.join('\n');
        expect(told).toMatch(/uplink 127\.0\.0\.1:1: down, .*REFUSED.*; trying again in/);
        expect(told).toMatch(
          /uplink nowhere.invalid:4000: down, .*nowhere.invalid; trying again in/,
        );
        expect(told).toMatch(/dropped, a frame of \d+ bytes was announced/);
        expect(told).toMatch(/dropped, expected a hello/);
        expect(told).toMatch(/dropped, it speaks wire version 2; expected 1/);
      },
      { timeout: 20_000 },
    );
    const heard: unknown[] = [];
    const party = await connect({ host: '127.0.0.1', port: node.port });
    party.join(orcName('p1@T')).subscribe('a<L>', ({ payload }) => heard.push(payload));
    await party.settle();
    node.child.stdin.write('nonsense\n{"topic":"a<L>","payload":[1]}\n');
    await vi.waitFor(() => expect(heard).toEqual([[1]]));
    expect(node.err.join('\n')).toMatch(/not published: expected a line/);
    node.child.kill('SIGTERM');
    expect(await node.ended).toBe(0);
    expect((await party.closed).kind).toBe('lost');
  });

  it.runIf(isThorough)(
    'ends with its stdin where that is asked for, and not otherwise',
    async () => {
      const [bound, free] = [
        await serveNode('--node', 'T', '--until-stdin-ends'),
        await serveNode('--node', 'U', '--publish'),
      ];
      bound.child.stdin.end();
      free.child.stdin.end();
      expect(await bound.ended).toBe(0);
      expect(free.child.exitCode).toBeNull();
      free.child.kill('SIGHUP');
      expect(await free.ended).toBe(0);
    },
  );

  it('says that its port is in use, and ends with exit code 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { exit, err } = await serveRefused('--node', 'T', '--port', `${port}`);
    taken.close();
    expect(exit).toBe(2);
    expect(err).toBe(
      `error: The node cannot listen on 127.0.0.1: port ${port} is in use. Choose another, or 0 for any that is free.\n`,
    );
  });

  it('says that it cannot listen where no such host is, and ends with exit code 2', async () => {
    const { exit, err } = await serveRefused(
      '--node',
      'T',
      '--host',
      'nowhere.invalid',
      '--insecure',
    );
    expect(exit).toBe(2);
    expect(err).toMatch(
      /^error: The node cannot listen on nowhere.invalid: .*nowhere.invalid\.\n$/,
    );
  });

  it('refuses a token or an uplink that is none, with exit code 2', async () => {
    const { exit, err } = await serveRefused('--node', 'a<b');
    expect(exit).toBe(2);
    expect(err).toMatch(/"a<b" is no node token\. Expected 1 to 256/);
    const other = await serveRefused('--node', 'T', '--uplink', 'here');
    expect(other.exit).toBe(2);
    expect(other.err).toMatch(/Expected host:port of the node above/);
  });

  it('reads ports and addresses, and says what it expected', () => {
    expect(readPort('0')).toBe(0);
    expect(readNodes('6')).toBe(6);
    expect(() => readNodes('1')).toThrow(/from 2 to 12/);
    expect(readAddress('[::1]:4000')).toEqual([{ host: '::1', port: 4000 }]);
    expect(readAddress('4000')).toEqual([{ host: '127.0.0.1', port: 4000 }]);
    expect(() => readPort('65536')).toThrow(/port from 0 to 65535/);
    for (const wrong of ['host', 'host:', 'a b:1', 'h:0', 'h:99999', ''])
      expect(() => readAddress(wrong)).toThrow(/host:port/);
  });
});

describe('the example', () => {
  const signals = ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const;
  it.runIf(isThorough).each(signals)(
    'leaves none of its three nodes running when it is ended by %s',
    async (signal) => {
      const tsx = import.meta.resolve?.('tsx') ?? 'tsx';
      const child = spawn(process.execPath, ['--import', tsx, example], { cwd: root });
      children.push(child);
      let out = '';
      child.stdout.on('data', (text: Buffer) => {
        out += text;
      });
      await vi.waitFor(() => expect(out).toMatch(/P2@T hears/), { timeout: 60_000 });
      const below = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
      const nodes = below.trim().split(' ').map(Number);
      expect(nodes.length).toBeGreaterThanOrEqual(3);
      child.kill(signal);
      await vi.waitFor(() => expect(nodes.filter(isRunning)).toEqual([]), { timeout: 10_000 });
    },
  );

  it.runIf(isThorough)(
    'LINE-1: what is published at C is heard by both orcs at T, and everybody leaves',
    async () => {
      const tsx = import.meta.resolve?.('tsx') ?? 'tsx';
      const { stdout } = await run(process.execPath, ['--import', tsx, example, '--once']);
      expect(stdout).toMatch(
        /P1@T hears party<room-1>\.music: \{"volume":11\}\nP2@T hears .*\nall gone\n$/,
      );
      // The test starts four programs, one after the other, which is slow on a busy machine.
    },
    90_000,
  );
});
