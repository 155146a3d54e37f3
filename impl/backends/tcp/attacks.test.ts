/**
 * Attacks: what one peer may do to a node, and how far it gets. Each names the attack, and shows by counts that it is bounded, that the
 * operator is told, and that nobody else loses anything.
 */
import type { AddressInfo, Socket } from 'node:net';
import { createServer, connect as dialRaw } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { Event } from '#spec';
import { orcName, PAYLOAD_DEPTH } from '#spec';
import { openLoopback } from '../../testing/startedNodes.ts';
import { Access } from './access.ts';
import { ManualClock } from './clock.ts';
import { encode } from './codec.ts';
import { Dial } from './dial.ts';
import { createEnvironment } from './environment.ts';
import type { TcpNode } from './node.ts';

const { atEnd, startNode, connectClient } = openLoopback();

const [p1, p2] = [orcName('p1@T'), orcName('p2@T')];
/** A pair whose lower end says what it likes, as a client or as a node. */
function attach({ port }: TcpNode, role: 'client' | 'node', token: string, secret?: string) {
  return new Promise<{
    say(body: unknown): void;
    settle(): Promise<void>;
    tellEnded: Dial['tellEnded'];
  }>((resolve, reject) => {
    const credentials = secret === undefined ? {} : { secret };
    const environment = createEnvironment();
    const dial = new Dial({ host: '127.0.0.1', port }, { role, token, credentials }, environment, {
      onUp: () =>
        resolve({
          say: (body) => dial.say(body),
          tellEnded: (orc) => dial.tellEnded(orc),
          settle: () => new Promise((passed) => dial.fence(passed)),
        }),
      onEvent: () => {},
      onTooDeep: () => {},
      onFence: (answer) => answer(),
      onGone: ({ detail }) => reject(new Error(detail)),
    });
    atEnd(() => dial.close());
  });
}

const arp = { token: 'x', port: 1, hordes: [] as string[], nice: 0 };
const join = (orc: string, hordes: string[] = []) => ({
  kind: 'command',
  name: 'x',
  orcName: orc,
  arp: { ...arp, hordes },
  join: true,
});
const connLine = (orc: string, lineId: string) => ({
  kind: ':conn-line',
  orcName: orc,
  lineId,
  arp,
});

/** A payload of so many nested lists. */
function deepPayload(levels: number): Event['payload'] {
  let payload: Event['payload'] = 0;
  for (let level = 0; level < levels; level++) payload = [payload];
  return payload;
}

/** A node above that is wrong: it welcomes everybody, and sends what it likes. */
async function startWrongNode() {
  const eventSockets: Socket[] = [];
  const listen = (onSocket: (socket: Socket) => void) =>
    new Promise<number>((resolve) => {
      const server = createServer((socket) => {
        onSocket(socket.on('error', () => {}));
        atEnd(() => socket.destroy());
      }).listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      atEnd(() => server.close());
    });
  const eventPort = await listen((socket) => {
    eventSockets.push(socket);
    socket.write(encode({ kind: 'attached', port: socket.remotePort }));
  });
  const port = await listen((socket) =>
    socket.write(encode({ kind: 'welcome', token: 'wrong', pair: 'x', eventPort })),
  );
  return { port, write: (bytes: Buffer) => eventSockets.at(-1)?.write(bytes) };
}

/** The bytes of an event whose payload is nested this deep, which `encode` would not write. */
function deepEvent(levels: number): Buffer {
  const payload = '['.repeat(levels) + ']'.repeat(levels);
  const body = Buffer.from(
    `{"kind":"event","body":{"topic":"a<L>","id":"deep","payload":${payload}}}`,
  );
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}

describe('a frame that is nested deep', () => {
  it.each([2047, 5000, 400_000])(
    'SAFE-1: %i levels from above are refused as MALFORMED, told, and end neither node nor uplink',
    async (levels) => {
      const [above, t] = [await startWrongNode(), await startNode('T')];
      await new Promise((up) => t.climb({ host: '127.0.0.1', port: above.port }, up));
      const heard: string[] = [];
      const party = await connectClient(t);
      party.join(p1).subscribe('a<L>', ({ id }) => heard.push(id));
      await vi.waitFor(() => expect(t.table().routes).toHaveLength(2));
      above.write(deepEvent(levels));
      above.write(
        encode({
          kind: 'event',
          body: { topic: 'a<L>', id: 'next', payload: deepPayload(PAYLOAD_DEPTH) },
        }),
      );
      await vi.waitFor(() => expect(heard).toEqual(['next']));
      expect(t.faults).toEqual(['MALFORMED']);
      expect(t.lines.join()).toMatch(/uplink wrong: refused, MALFORMED: .* 2048 levels/);
      expect(t.uplinks).toHaveLength(1);
    },
  );

  it('SAFE-1: is refused at its publisher, and where a client would send it', async () => {
    const t = await startNode('T');
    const deep = deepPayload(3000);
    expect(() => t.publish({ topic: 'a<L>', id: 'e', payload: deep })).toThrow(/2048 levels/);
    const client = await attach(t, 'client', 'x');
    expect(() => client.say(deep)).toThrow(/2048 levels/);
    client.say(join(p1));
    await client.settle();
    expect(t.table().routes).toHaveLength(2);
  });
});

describe('a client that fills the tables', () => {
  const limits = { orcsPerPair: 10, linesPerPair: 20, hordesPerPair: 5 };

  it('SAFE-3: is refused with LIMIT beyond its share; the operator is told, in few lines', async () => {
    const clock = new ManualClock();
    const t = await startNode('T', { limits, clock });
    const greedy = await attach(t, 'client', 'greedy');
    for (let count = 0; count < 1000; count++) {
      greedy.say(join(`o${count}@T`));
      greedy.say(connLine('o0@T', `line ${count}`));
      greedy.say(
        join(
          'o0@T',
          Array.from({ length: 6 }, (_, at) => `h${at}`),
        ),
      );
    }
    await greedy.settle();
    const { routes } = t.table();
    expect(routes).toHaveLength(11);
    expect(routes.flatMap(({ lines }) => lines)).toHaveLength(20);
    expect(t.faults).toEqual(Array.from({ length: 990 + 980 + 1000 }, () => 'LIMIT'));
    expect(t.lines).toHaveLength(20);
    expect(t.lines.join('\n')).toMatch(/pair greedy~.*: refused, LIMIT: .* 5 at most/);
    clock.advance(10_000);
    expect(t.lines.at(-1)).toMatch(/^2950 more lines about peers in the last 10 s are left out/);
    const other = await connectClient(t);
    other.join(p1).subscribe('a<L>', () => {});
    await other.settle();
    expect(t.table().routes).toHaveLength(12);
  });

  it('LINE-2: may give back and take anew, and counts of one line are free', async () => {
    const t = await startNode('T', { limits });
    const client = await attach(t, 'client', 'x');
    for (let count = 0; count < 30; count++) client.say(connLine('p1@T', 'L'));
    for (let count = 0; count < 50; count++) {
      client.say(connLine('p1@T', `line ${count}`));
      client.say({ kind: ':disconn-line', orcName: 'p1@T', lineId: `line ${count}` });
      client.say(join(`o${count}@T`, ['h1', 'h2', 'h3']));
      client.say({ kind: ':delete-route', orcName: `o${count}@T` });
    }
    await client.settle();
    expect(t.faults).toEqual([]);
    expect(t.table().routes[0]?.lines).toEqual([{ lineId: 'L', count: 30 }]);
  });

  it('is never a lower node, which carries everyone below it', async () => {
    const t = await startNode('T', { limits });
    const lower = await attach(t, 'node', 'U');
    for (let count = 0; count < 100; count++) {
      lower.say({ kind: ':announce', orcName: `o${count}@U`, arp });
      lower.say(connLine('o0@U', `line ${count}`));
    }
    await lower.settle();
    expect(t.faults).toEqual([]);
    expect(t.table().routes).toHaveLength(101);
  });

  it('cannot open more connections than the bound', async () => {
    const t = await startNode('T', { limits: { connections: 2 } });
    await attach(t, 'client', 'x');
    await attach(t, 'client', 'y');
    await expect(attach(t, 'client', 'z')).rejects.toThrow();
    expect(t.lines.join()).toMatch(/a connection was dropped: 2 stand/);
  });
});

describe('a peer that announces long frames and sends them byte by byte', () => {
  it('SAFE-1: is dropped at the first one that is longer than a hello', async () => {
    const t = await startNode('T');
    const socket = dialRaw({ host: '127.0.0.1', port: t.port });
    socket.write(Buffer.from([0, 0x10, 0, 0]));
    await new Promise((closed) => socket.resume().once('close', closed));
    expect(t.lines.join()).toMatch(/a frame of 1048576 bytes was announced, 8192 at most/);
  });
});

describe('a peer under a foreign name', () => {
  const access = Access.parse(
    JSON.stringify({
      'partyline-access': 1,
      peers: [
        { secret: 'the secret of p1 ', orcs: ['p1@T', 'p1-*'] },
        { secret: 'the secret of all', orcs: ['*'], nodes: ['U'] },
      ],
    }),
  ) as Access;

  it('takes the route of an orc where nobody is asked, as the law allows', async () => {
    const t = await startNode('T');
    const [owner, thief] = [await attach(t, 'client', 'x'), await attach(t, 'client', 'y')];
    owner.say(join('p1@T'));
    await owner.settle();
    thief.say(join('p1@T'));
    await thief.settle();
    expect(t.table().routes[0]?.socket).toMatch(/^y~/);
  });

  it('SAFE-2: may neither join, subscribe, rename, leave nor end for an orc that is not its own', async () => {
    const t = await startNode('T', { access });
    const owner = await attach(t, 'client', 'x', 'the secret of all');
    owner.say(join('p2@T'));
    await owner.settle();
    const { routes } = t.table();
    const other = await attach(t, 'client', 'y', 'the secret of p1 ');
    other.say(join('p2@T'));
    other.say(connLine('p2@T', 'L'));
    other.say({ kind: ':delete-route', orcName: 'p2@T' });
    other.tellEnded(p2);
    other.say(join('p1@T'));
    other.say({ kind: ':rename', orcName: 'p1@T', to: 'p3@T' });
    other.say({ kind: ':rename', orcName: 'p1@T', to: 'p1-2@T' });
    await other.settle();
    expect(t.faults).toEqual(Array.from({ length: 5 }, () => 'NOT_YOURS'));
    expect(t.lines.join()).toMatch(/pair y~.*: refused, NOT_YOURS: it may not speak for p2@T/);
    expect(t.table().routes.map((each) => each.orcName)).toEqual(['p1-2@T', 'p2@T', 'greathall']);
    expect(t.table().routes[1]).toEqual(routes[0]);
  });

  it.each([
    ['a client without a secret', 'client', 'x', undefined, /brings no secret and no certificate/],
    ['a client with another secret', 'client', 'x', 'the secret of p1', /brings no secret/],
    [
      'a node with the secret of a client',
      'node',
      'U',
      'the secret of p1 ',
      /may not attach as node U/,
    ],
    ['a node under another name', 'node', 'V', 'the secret of all', /may not attach as node V/],
  ] as const)('ROUTE-4: %s is refused, and told', async (_, role, token, secret, reason) => {
    const t = await startNode('T', { access });
    await expect(attach(t, role, token, secret)).rejects.toThrow(reason);
    expect(t.counters.refused).toBe(1);
    expect(t.lines.join()).toMatch(reason);
  });

  it('attaches as the node that it is, and carries every orc below it', async () => {
    const t = await startNode('T', { access });
    const below = await startNode('U', { credentials: { secret: 'the secret of all' } });
    await new Promise((up) => below.climb({ host: '127.0.0.1', port: t.port }, up));
    const party = await connectClient(below);
    party.join(p2);
    await party.settle();
    expect(t.table().routes.map(({ orcName }) => orcName)).toEqual(['p2@T', 'greathall']);
  });
});
