/**
 * The channel: what it writes in one turn of the event loop leaves in one write, which only its speed may show; and
 * its two ends share no part of an event.
 */
import type { AddressInfo, Socket } from 'node:net';
import { createServer, connect as dial } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '#spec';
import { horde, nodeToken, orcName } from '#spec';
import { Channel } from './channel.ts';
import { connect } from './client.ts';
import { Decoder } from './codec.ts';
import { createEnvironment } from './environment.ts';
import { TcpNode } from './node.ts';

let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

/** A channel to a server that records what arrives. */
async function openChannel() {
  const frames: unknown[] = [];
  const decoder = new Decoder(1 << 20);
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      for (const read of decoder.read(chunk)) frames.push(read.kind === 'frame' && read.frame);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const socket = await new Promise<Socket>((resolve) => {
    const made = dial((server.address() as AddressInfo).port, '127.0.0.1', () => resolve(made));
  });
  const callbacks = { onFrame: () => {}, onFence: () => {}, onEnded: () => {} };
  const made = new Channel(socket, 'it', createEnvironment(), callbacks);
  closing.push(
    () => socket.destroy(),
    () => server.close(),
  );
  return { frames, socket, made };
}

const message = (body: unknown) => ({ kind: 'message', body }) as const;

describe('a channel', () => {
  it('sends a burst in one write, in order', async () => {
    const { frames, socket, made } = await openChannel();
    const write = vi.spyOn(socket, '_writev' as never);
    for (let body = 0; body < 20; body++) made.send(message(body));
    await vi.waitFor(() => expect(frames).toHaveLength(20));
    expect(frames).toEqual(Array.from({ length: 20 }, (_, body) => message(body)));
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('sends what was said right before its end', async () => {
    const { frames, made } = await openChannel();
    made.send(message('the last word'));
    made.end({ kind: 'closed', detail: 'as it wanted to' });
    await vi.waitFor(() => expect(frames).toEqual([message('the last word')]));
  });

  it('batches no more than the system would take by itself', async () => {
    const { frames, socket, made } = await openChannel();
    for (let body = 0; body < 40; body++) {
      made.send(message('x'.repeat(4096)));
      expect(socket.writableLength).toBeLessThan(1 << 17);
    }
    await vi.waitFor(() => expect(frames).toHaveLength(40));
  });
});

/** A node, and a connection to it that records every event. */
async function attachClient() {
  const node = await TcpNode.start({ token: nodeToken('T'), horde: horde('T') });
  closing.push(() => node.close());
  const watched: Event[] = [];
  const connection = await connect(
    { host: '127.0.0.1', port: node.port },
    { watch: (event) => watched.push(event) },
  );
  return { node, connection, watched };
}

const publish = (node: TcpNode) => node.publish({ topic: 'a<L>', id: 'e', payload: { list: [1] } });

describe('a connection', () => {
  it('EVENT-8: what one handler does to its copy alters no other', async () => {
    const { node, connection } = await attachClient();
    const heard: unknown[] = [];
    const spoil = ({ payload }: Event) => {
      heard.push(structuredClone(payload));
      (payload as { list: number[] }).list.push(2);
    };
    const one = connection.join(orcName('p1@T'));
    one.subscribe('a<L>', spoil);
    one.subscribe('a<*>', spoil);
    await connection.settle();
    publish(node);
    await node.settleBelow();
    expect(heard).toEqual([{ list: [1] }, { list: [1] }]);
    const other = connection.join(orcName('p2@T'));
    other.subscribe('a<L>', spoil);
    one.unsubscribe('a<*>');
    await connection.settle();
    publish(node);
    await node.settleBelow();
    expect(heard).toEqual(Array.from({ length: 4 }, () => ({ list: [1] })));
  });

  it('ROUTE-4: the loss of either socket ends it, and its route', async () => {
    for (const socket of ['command', 'event'] as const) {
      const { node, connection, watched } = await attachClient();
      connection.join(orcName('p1@T')).subscribe('a<L>', () => {});
      await connection.settle();
      publish(node);
      await node.settleBelow();
      expect(watched).toMatchObject([{ id: 'e' }]);
      connection.cut(socket);
      expect((await connection.closed).detail).toMatch(`${socket} socket was cut`);
      await vi.waitFor(() => expect(node.table().routes).toHaveLength(1));
    }
  });
});
