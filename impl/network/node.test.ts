/**
 * The node as a program uses it: its own handlers, its links and uplinks, and what remains after it is closed. What
 * the router decides is tested in `impl/router/routes.test.ts` and `impl/router/events.test.ts`.
 */
import { expect, it } from 'vitest';
import type { Message, Observation, PairId } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import type { Link } from '../backends/link.ts';
import { Node } from './node.ts';

const [B, T, U] = [nodeToken('B'), nodeToken('T'), nodeToken('U')];
const [x1, low, anew] = [pairId('x1'), pairId('T/B'), pairId('T/B2')];
const arp = { token: 'x1', port: 1, hordes: [], nice: 0 };
const commandOf = (name: string): Message => ({
  kind: 'command',
  name,
  orcName: orcName('p1@B'),
  arp,
  join: name === 'join',
});

function start({ observed = true } = {}) {
  const seen: Observation[] = [];
  const watching = observed ? { observe: (each: Observation) => seen.push(each) } : {};
  const node = new Node({ token: B, horde: horde('hb'), ...watching });
  const up: string[] = [];
  node.climb(U, 5, (message) => up.push(message.kind));
  const written: string[] = [];
  const closed: PairId[] = [];
  const attach = (pair: PairId, below: Link['node'] = null) =>
    node.attach({
      pair,
      backend: 'axon',
      port: 1,
      node: below,
      write: (event) => written.push(`${pair} ${event.id}`),
      close: () => closed.push(pair),
    });
  return { node, seen, up, written, closed, attach };
}

it('EVENT-7: what a handler publishes is heard by all after what made it run', () => {
  const { node } = start();
  const heard: string[] = [];
  node.subscribe('a', () => node.publish({ topic: 'b', id: 'e2', payload: null }));
  node.subscribe('*', ({ topic }) => heard.push(topic));
  node.publish({ topic: 'a', id: 'e1', payload: null });
  expect(heard).toEqual(['a', 'b']);
});

it('LINE-7: a subscription of greathall that was refused hears nothing', () => {
  const { node, seen } = start();
  const heard: string[] = [];
  const pattern = 'greathall::<a:b>.finished';
  node.subscribe(pattern, ({ topic }) => heard.push(topic));
  expect(seen).toMatchObject([{ kind: 'refusal', node: B, fault: 'MALFORMED' }]);
  node.publish({ topic: pattern, id: 'e1', payload: null });
  expect(heard).toEqual([]);
  node.subscribe('greathall::*', ({ topic }) => heard.push(topic));
  node.publish({ topic: pattern, id: 'e2', payload: null });
  expect(heard).toEqual([pattern]);
});

it('works the same when nobody observes it', () => {
  const { node, up, written, attach } = start({ observed: false });
  attach(x1);
  node.receive(x1, commandOf('join'));
  node.receive(x1, { kind: ':boom' });
  node.publish({ topic: 'news', id: 'e1', payload: null });
  expect([up, written]).toEqual([['command'], ['x1 e1']]);
  expect(node.table().routes).toHaveLength(2);
});

it('ROUTE-1: closing a client’s pair is observed, closing a lower node’s older one is not', () => {
  const { node, seen, closed, attach } = start();
  attach(low, T);
  attach(anew, T);
  expect(closed).toEqual([low]);
  attach(x1);
  node.receive(x1, commandOf('join'));
  node.receive(x1, { kind: ':delete-route', orcName: orcName('p1@B') });
  expect(closed).toEqual([low, x1]);
  expect(seen.filter(({ kind }) => kind === 'closed')).toEqual([
    { kind: 'closed', node: B, pair: x1 },
  ]);
});

it('a closed node has closed its links, and writes and says nothing any more, whatever still arrives', () => {
  const { node, up, written, closed, attach } = start();
  const heard: string[] = [];
  attach(x1);
  attach(low, T);
  node.receive(x1, commandOf('join'));
  node.subscribe('*', ({ topic }) => heard.push(topic));
  node.close();
  expect(closed).toEqual([x1, low]);
  node.receive(x1, commandOf('job.start'));
  node.publish({ topic: 'news', id: 'e1', payload: null });
  node.receive(x1, { kind: ':delete-route', orcName: orcName('p1@B') });
  node.close();
  expect({ up, written, heard, closed }).toEqual({
    up: ['command'],
    written: [],
    heard: [],
    closed: [x1, low],
  });
});
