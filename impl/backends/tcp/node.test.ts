/**
 * Nodes and clients on loopback: how pairs come and go, how a node treats a peer that breaks the protocol, and that
 * all of it ends. Time is advanced by hand where it matters; otherwise the tests wait for events only.
 */
import type { Socket } from 'node:net';
import { createServer, connect as dialRaw } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { Event } from '#spec';
import { orcName } from '#spec';
import { openLoopback } from '../../testing/startedNodes.ts';
import { connect } from './client.ts';
import { ManualClock } from './clock.ts';
import { Decoder, encode } from './codec.ts';
import type { TcpNode } from './node.ts';

const { atEnd, startNode, connectClient } = openLoopback();

const [p1, p2] = [orcName('p1@T'), orcName('p2@T')];
const climb = (below: TcpNode, { port }: TcpNode) =>
  new Promise((resolve) => below.climb({ host: '127.0.0.1', port }, resolve));

/** A peer without our library: the frames it received, and its end. */
function openRawPeer(port: number) {
  const socket: Socket = dialRaw({ host: '127.0.0.1', port });
  atEnd(() => socket.destroy());
  const got: { kind: string; [key: string]: unknown }[] = [];
  const decoder = new Decoder(1 << 20);
  socket.on('data', (chunk) => {
    for (const read of decoder.read(chunk))
      if (read.kind === 'frame') got.push(read.frame as never);
  });
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const until = (kind: string) =>
    vi.waitFor(() => {
      const found = got.find((frame) => frame.kind === kind);
      if (!found) throw new Error(`no ${kind} came, but ${JSON.stringify(got)}`);
      return found;
    });
  return { socket, got, closed, until, say: (frame: unknown) => socket.write(encode(frame)) };
}

const hello = { kind: 'hello', partyline: 1, socket: 'command', role: 'client', token: 'raw' };
/** A node above, simulated: welcomes every peer and answers nothing by itself. */
async function rawNode() {
  const got: { kind: string; [key: string]: unknown }[] = [];
  let command: Socket | null = null;
  const listen = async (greet: (socket: Socket) => void) => {
    const server = createServer((socket) => {
      greet(socket);
      atEnd(() => socket.destroy());
    });
    atEnd(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as { port: number }).port;
  };
  const eventPort = await listen((socket) =>
    socket.write(encode({ kind: 'attached', port: socket.remotePort })),
  );
  const port = await listen((socket) => {
    command = socket;
    const decoder = new Decoder(1 << 20);
    socket.on('data', (chunk) => {
      for (const read of decoder.read(chunk))
        if (read.kind === 'frame') got.push(read.frame as never);
    });
    socket.write(encode({ kind: 'welcome', token: 'raw', pair: 'x', eventPort }));
  });
  const until = (kind: string) =>
    vi.waitFor(() => {
      const found = got.find((frame) => frame.kind === kind);
      if (!found) throw new Error(`no ${kind} came`);
      return found;
    });
  return { port, got, until, say: (frame: unknown) => command?.write(encode(frame)) };
}

const event = (topic: string, payload: Event['payload'] = 1) => ({
  topic,
  id: 'e1',
  payload,
});

/** The two sockets of a pair, opened without our library. */
async function rawPair({ port, eventPort }: TcpNode) {
  const command = openRawPeer(port);
  command.say(hello);
  const { pair } = await command.until('welcome');
  const events = openRawPeer(eventPort);
  events.say({ kind: 'hello', partyline: 1, socket: 'event', pair });
  await events.until('attached');
  return { command, events };
}

describe('a network of nodes over sockets', () => {
  it('LINE-1: a subscription climbs two uplinks, an event comes down to both orcs of a pair', async () => {
    const [c, b, t] = [await startNode('C'), await startNode('B'), await startNode('T')];
    await climb(b, c);
    await climb(t, b);
    const party = await connectClient(t);
    const heard: string[] = [];
    for (const orc of [p1, p2])
      party.join(orc).subscribe('a<L>.*', ({ payload }) => heard.push(`${orc} ${payload}`));
    await party.settle();
    expect(c.table().routes.map(({ orcName }) => orcName)).toEqual([p1, p2, 'greathall']);
    c.publish({ topic: 'a<L>.x', id: 'e1', payload: 'hi' });
    c.publish({ topic: 'a<other>.x', id: 'e2', payload: 'no' });
    await c.settleBelow();
    expect(heard).toEqual(['p1@T hi', 'p2@T hi']);
  });

  it('ARP-7: the port in the table is the event port of the very pair, as its lower end was told', async () => {
    const t = await startNode('T');
    const { command, events } = await rawPair(t);
    const arp = { token: 'raw', port: events.socket.localPort, hordes: [], nice: 0 };
    command.say({
      kind: 'message',
      body: { kind: 'command', name: 'x', orcName: p1, arp, join: true },
    });
    command.say({ kind: 'fence', mark: 7 });
    expect(await command.until('fenced')).toMatchObject({ mark: 7 });
    expect(events.got[0]).toEqual({ kind: 'attached', port: events.socket.localPort });
    expect(t.table().routes[0]).toMatchObject({ orcName: p1, port: events.socket.localPort });
  });

  it('ROUTE-1: the node closes the pair of the last orc that leaves', async () => {
    const t = await startNode('T');
    const party = await connectClient(t);
    const [one, two] = [party.join(p1), party.join(p2)];
    one.leave();
    await party.settle();
    two.leave();
    expect(await party.closed).toMatchObject({ kind: 'lost' });
    expect(t.table().routes).toHaveLength(1);
  });

  it.each(['command', 'events'] as const)(
    'ROUTE-4: the loss of the %s socket ends the pair',
    async (lost) => {
      const t = await startNode('T');
      const pair = await rawPair(t);
      pair[lost].socket.destroy();
      await pair.command.closed;
      await pair.events.closed;
      expect(t.counters.lost).toBe(1);
    },
  );

  it('ROUTE-4, HEAL-1: a lower node that is gone takes its orcs along, and brings them back by itself', async () => {
    const [b, t] = [await startNode('B'), await startNode('T', { limits: { retryMs: 300 } })];
    let upCount = 0;
    const uplink = t.climb({ host: '127.0.0.1', port: b.port }, () => upCount++);
    await vi.waitFor(() => expect(upCount).toBe(1));
    const party = await connectClient(t);
    party.join(p1);
    await party.settle();
    expect(b.table().routes).toHaveLength(2);
    uplink.cut();
    await vi.waitFor(() => expect(b.table().routes).toHaveLength(1));
    await vi.waitFor(() => expect(upCount).toBe(2));
    await vi.waitFor(() => expect(b.table().routes).toHaveLength(2));
    expect(t.uplinks.map(({ node }) => node)).toEqual(['B']);
  });

  it('frees its ports and leaves nothing open', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((each) => /^TCP/.test(each));
    const { length: before } = sockets();
    const [b, t] = [await startNode('B'), await startNode('T')];
    await climb(t, b);
    const party = await connectClient(t);
    party.join(p1);
    await party.settle();
    const { port, eventPort } = t;
    await t.close();
    await b.close();
    await party.closed;
    const again = await startNode('T', { port, eventPort });
    expect(again.port).toBe(port);
    await again.close();
    await vi.waitFor(() => expect(sockets().length).toBeLessThanOrEqual(before));
  });
});

describe('a peer that does not keep to the protocol', () => {
  it.each([
    ['another version', { ...hello, partyline: 2 }, 'version', /wire version 2; expected 1/],
    ['no hello', { kind: 'message', body: {} }, 'malformed', /expected a hello/],
    ['an ill-formed token', { ...hello, token: 'a<b' }, 'malformed', /token: expected a name/],
    ['the node’s own token', { ...hello, role: 'node', token: 'T' }, 'refused', /T itself/],
    ['a fence too early', { kind: 'fence', mark: 1 }, 'malformed', /expected a hello/],
  ] as const)('SAFE-1: %s is told why, dropped and counted', async (_, frame, kind, reason) => {
    const t = await startNode('T');
    const stranger = openRawPeer(t.port);
    stranger.say(frame);
    await stranger.closed;
    expect(stranger.got).toEqual([{ kind: 'refused', reason: expect.stringMatching(reason) }]);
    expect(t.counters[kind]).toBe(1);
    expect(t.lines.join()).toMatch(reason);
    await connectClient(t);
  });

  it('SAFE-1: garbage ends its pair alone; the others lose nothing', async () => {
    const t = await startNode('T');
    const heard: unknown[] = [];
    const party = await connectClient(t);
    party.join(p1).subscribe('a<L>', ({ payload }) => heard.push(payload));
    const { command, events } = await rawPair(t);
    command.socket.write('GET / HTTP/1.1\r\n\r\n');
    await command.closed;
    await events.closed;
    await party.settle();
    t.publish(event('a<L>'));
    await t.settleBelow();
    expect(heard).toEqual([1]);
    expect(t.counters).toMatchObject({ malformed: 1 });
  });

  it.each([
    ['an event socket without a pair', { kind: 'hello', partyline: 1, socket: 'event', pair: 'x' }],
  ])('%s is refused', async (_, frame) => {
    const t = await startNode('T');
    const stranger = openRawPeer(t.eventPort);
    stranger.say(frame);
    await stranger.closed;
    expect(stranger.got[0]).toMatchObject({ kind: 'refused' });
  });

  it('a message before the pair stands is refused', async () => {
    const t = await startNode('T');
    const hasty = openRawPeer(t.port);
    hasty.say(hello);
    hasty.say({ kind: 'message', body: {} });
    await hasty.closed;
    expect(hasty.got.map(({ kind }) => kind)).toEqual(['welcome', 'refused']);
  });

  it('a client of another version is told so', async () => {
    const server = createServer((socket) => {
      socket.end(encode({ kind: 'refused', reason: 'it speaks wire version 1; expected 9' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    atEnd(() => server.close());
    const { port } = server.address() as { port: number };
    await expect(connect({ host: '127.0.0.1', port })).rejects.toThrow(/expected 9/);
  });
});

describe('fences', () => {
  it('come back up only when every node above has handled what went before', async () => {
    const above = await rawNode();
    const t = await startNode('T');
    await new Promise((resolve) => t.climb({ host: '127.0.0.1', port: above.port }, resolve));
    const party = await connectClient(t);
    party.join(p1);
    let settled = false;
    const settling = party.settle().then(() => {
      settled = true;
    });
    const { mark } = await above.until('fence');
    expect(above.got.map(({ kind }) => kind)).toEqual(['hello', 'message', 'fence']);
    await connectClient(t);
    expect(settled).toBe(false);
    above.say({ kind: 'fenced', mark });
    await settling;
  });

  it('come back down only when every node and client below has', async () => {
    const [b, t] = [await startNode('B'), await startNode('T')];
    await climb(t, b);
    const { events } = await rawPair(t);
    let settled = false;
    const settling = b.settleBelow().then(() => {
      settled = true;
    });
    const { mark } = await events.until('fence');
    await connectClient(t);
    expect(settled).toBe(false);
    events.say({ kind: 'fenced', mark });
    await settling;
  });

  it('are answered when whoever owes the answer is gone', async () => {
    const t = await startNode('T');
    const { events } = await rawPair(t);
    const settling = t.settleBelow();
    await events.until('fence');
    events.socket.destroy();
    await settling;
  });
});

describe('the bounds of time and memory', () => {
  it('a half-open link is closed after so many beats without a sign of life', async () => {
    const clock = new ManualClock();
    const t = await startNode('T', { clock, limits: { beatMs: 100, silentBeats: 3 } });
    const { command } = await rawPair(t);
    clock.advance(300);
    expect(t.counters.silent).toBe(0);
    command.say({ kind: 'ping' });
    command.say({ kind: 'fence', mark: 1 });
    await command.until('fenced');
    clock.advance(100);
    expect(t.counters.silent).toBe(1);
    await command.closed;
    expect(t.lines.join()).toMatch(/event socket .* no sign of life for 300 ms/);
  });

  it('SAFE-1: an event that no frame can hold is refused at its publisher', async () => {
    const t = await startNode('T', { limits: { frameBytes: 1000 } });
    const heard: unknown[] = [];
    const party = await connectClient(t);
    party.join(p1).subscribe('a<L>', ({ payload }) => heard.push(payload));
    await party.settle();
    expect(() => t.publish(event('a<L>', 'x'.repeat(1000)))).toThrow(/too long: \d+ bytes/);
    t.publish(event('a<L>'));
    await t.settleBelow();
    expect(heard).toEqual([1]);
  });

  it('a peer that sends nothing, or opens no event socket, is dropped', async () => {
    const clock = new ManualClock();
    const t = await startNode('T', { clock, limits: { helloMs: 50 } });
    const [mute, single] = [openRawPeer(t.port), openRawPeer(t.port)];
    single.say(hello);
    await single.until('welcome');
    await vi.waitFor(() => expect(clock.dueDelaysMs.filter((ms) => ms === 50)).toHaveLength(2));
    clock.advance(50);
    await mute.closed;
    await single.closed;
    expect(t.counters.silent).toBe(2);
  });

  it('ROUTE-4: a receiver that takes nothing in is closed at the bound; the others get their copy', async () => {
    const t = await startNode('T', { limits: { queuedBytes: 300_000 } });
    const heard: string[] = [];
    const party = await connectClient(t);
    party.join(p2).subscribe('a<L>', ({ id }) => heard.push(id));
    const slow = await rawPair(t);
    slow.events.socket.pause();
    const arp = { token: 'raw', port: 1, hordes: [], nice: 0 };
    slow.command.say({
      kind: 'message',
      body: { kind: ':conn-line', lineId: 'L', orcName: p1, arp },
    });
    slow.command.say({ kind: 'fence', mark: 1 });
    await slow.command.until('fenced');
    await party.settle();
    const payload = 'x'.repeat(100_000);
    let count = 0;
    while (t.counters.overflowed === 0 && count < 1000) {
      t.publish({ topic: 'a<L>', id: `e${count++}`, payload });
      await new Promise((resume) => setImmediate(resume));
    }
    await slow.command.closed;
    await t.settleBelow();
    expect(t.counters.overflowed).toBe(1);
    expect(heard).toHaveLength(count);
    expect(t.table().routes.map(({ orcName }) => orcName)).toEqual([p2, 'greathall']);
  });
});
