/**
 * Small examples of the network: clients, nodes and backends together, step by step.
 * What a client knows and does is tried here; what a router decides is tried in `routes.test.ts` and `events.test.ts`.
 */

import { expect, it } from 'vitest';
import type { Observation, Step, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import { MemoryNetwork } from './network.ts';

const [B, T] = [nodeToken('B'), nodeToken('T')];
const [p1, p2] = [orcName('p1@T'), orcName('p2@T')];
const [e1, x1, b1] = [pairId('e1'), pairId('x1'), pairId('b1')];
const topology: Topology = {
  nodes: [
    { token: B, horde: horde('hb') },
    { token: T, horde: horde('ht') },
  ],
  uplinks: [{ below: T, above: B }],
  orcs: [p1, p2, orcName('q1@T')].map((name, nice) => ({ name, nice })),
  pairs: [
    { id: e1, node: T, backend: 'ee', port: null },
    { id: x1, node: T, backend: 'axon', port: 1 },
    { id: b1, node: B, backend: 'axon', port: 1 },
  ],
};

function start() {
  const network = new MemoryNetwork(topology);
  let index = 0;
  const does = (...steps: Step[]): string[] =>
    steps.flatMap((step) => network.apply(step, index++)).map(brief);
  const orcs = (node = B) => network.table(node).routes.map(({ orcName }) => orcName as string);
  return { network, does, orcs };
}

function brief(seen: Observation): string {
  switch (seen.kind) {
    case 'frame':
      return `frame ${seen.pair} ${seen.event.id}`;
    case 'emission':
      return `emission ${seen.node} ${seen.event.id}`;
    case 'message':
      return `${seen.message.kind} ${seen.message.orcName}`;
    case 'refusal':
      return `refusal ${seen.node} ${seen.fault}`;
    case 'closed':
      return `closed ${seen.pair}`;
    case 'dispatch':
      return `dispatch ${seen.node} ${seen.name} ${seen.routed}`;
    case 'handled':
      return `handled ${seen.orcName} ${seen.pair} ${JSON.stringify(seen.event.payload)}`;
    default:
      return seen satisfies never;
  }
}

const handled = (seen: string[]) => seen.filter((each) => each.startsWith('handled'));
const publish = (
  topic: string,
  payload: Step & { kind: 'publish' } extends { payload?: infer P } ? P : never = 1,
): Step => ({ kind: 'publish', node: B, topic, ...(payload === undefined ? {} : { payload }) });

it('LINE-1: a subscription climbs, an event comes down to the handler', () => {
  const { does } = start();
  expect(does({ kind: 'join', orc: p1, pair: x1 })).toEqual([
    'dispatch T join true',
    'command p1@T',
    'dispatch B join true',
  ]);
  expect(does({ kind: 'subscribe', orc: p1, pair: x1, topic: 'a<L>' })).toEqual([
    ':conn-line p1@T',
  ]);
  expect(does(publish('a<L>'))).toEqual(['frame T/B e2', 'frame x1 e2', 'handled p1@T x1 1']);
  expect(does({ kind: 'unsubscribe', orc: p1, pair: x1, topic: 'a<L>' })).toEqual([
    ':disconn-line p1@T',
  ]);
  expect(does({ kind: 'unsubscribe', orc: p1, pair: x1, topic: 'a<L>' })).toEqual([
    'refusal T NOT_SUBSCRIBED',
  ]);
  expect(does(publish('a<L>'))).toEqual([]);
});

it('EVENT-8 EVENT-11: a handler that spoils its copy or throws costs no other its own', () => {
  const { does } = start();
  for (const pair of [e1, x1])
    for (const orc of [p1, p2])
      does(
        { kind: 'join', orc, pair },
        { kind: 'subscribe', orc, pair, topic: 'a<L>', throws: true },
        { kind: 'subscribe', orc, pair, topic: '*<L>' },
      );
  does({ kind: 'hall subscribe', node: T, topic: 'a<L>' });
  const text = '{"list":[1,{"__proto__":2}],"__proto__":{"x":1}}';
  const seen = handled(does(publish('a<L>', JSON.parse(text))));
  expect(seen).toHaveLength(9);
  expect(seen.every((each) => each.endsWith(text))).toBe(true);
  expect(seen).toContain(`handled greathall greathall ${text}`);
});

it('EVENT-10: only the addressed orc’s handlers run, for the patterns that match', () => {
  const { does } = start();
  does({ kind: 'join', orc: p1, pair: x1 }, { kind: 'join', orc: p2, pair: x1 });
  does(
    { kind: 'subscribe', orc: p1, pair: x1, topic: '*' },
    { kind: 'subscribe', orc: p2, pair: x1, topic: 'a<L>' },
  );
  expect(handled(does(publish('a<L>')))).toEqual(['handled p2@T x1 1']);
  expect(handled(does(publish('p1@T::a.finished')))).toEqual(['handled p1@T x1 1']);
  expect(handled(does(publish('news')))).toEqual(['handled p1@T x1 1']);
});

it('ROUTE-1: leaving speaks on every endpoint and closes the pairs; the pair opens anew', () => {
  const { does, orcs } = start();
  does(
    { kind: 'join', orc: p1, pair: e1 },
    { kind: 'join', orc: p1, pair: x1 },
    { kind: 'subscribe', orc: p1, pair: x1, topic: '<L>' },
  );
  expect(does({ kind: 'leave', orc: p1 }).sort()).toEqual([
    ':delete-route p1@T',
    'closed e1',
    'closed x1',
  ]);
  expect(orcs()).toEqual(['greathall']);
  expect(does({ kind: 'leave', orc: p1 })).toEqual([]);
  does({ kind: 'join', orc: p1, pair: x1 });
  expect(handled(does(publish('<L>')))).toEqual([]);
  expect(orcs()).toEqual(['p1@T', 'greathall']);
});

it('ROUTE-4: a cut socket ends the pair, and what was subscribed there', () => {
  const { does, orcs } = start();
  expect(does({ kind: 'cut', pair: x1, socket: 'event' })).toEqual([]);
  does({ kind: 'subscribe', orc: p1, pair: x1, topic: '<L>' });
  expect(does({ kind: 'cut', pair: x1, socket: 'event' })).toEqual([':delete-route p1@T']);
  expect(orcs()).toEqual(['greathall']);
  expect(does({ kind: 'unsubscribe', orc: p1, pair: x1, topic: '<L>' })).toEqual([
    'refusal T NOT_SUBSCRIBED',
  ]);
});

it('ROUTE-5: the end of a stale attachment deletes nothing', () => {
  const { does, orcs } = start();
  does(
    { kind: 'join', orc: p1, pair: x1 },
    { kind: 'join', orc: p1, pair: b1 },
    { kind: 'subscribe', orc: p1, pair: b1, topic: '<L>' },
  );
  does({ kind: 'cut', pair: x1, socket: 'command' });
  expect(orcs(T)).toEqual(['greathall']);
  expect(does(publish('<L>'))).toEqual(['frame b1 e4', 'handled p1@T b1 1']);
  does({ kind: 'join', orc: p1, pair: x1 });
  expect(does({ kind: 'leave', orc: p1 })).toContain('closed x1');
  expect([orcs(), orcs(T)]).toEqual([['greathall'], ['greathall']]);
});

it('ROUTE-7: the end of one endpoint leaves the other its own', () => {
  const { does } = start();
  for (const pair of [e1, x1])
    does({ kind: 'join', orc: p1, pair }, { kind: 'subscribe', orc: p1, pair, topic: '<L>' });
  expect(does({ kind: 'end', orc: p1, pair: e1 })).toEqual([]);
  expect(handled(does(publish('<L>')))).toEqual(['handled p1@T x1 1']);
});

it('ARP-8: the client moves its subscriptions to the new name unless it was refused', () => {
  const { does } = start();
  const to = orcName('q1@T');
  does(
    { kind: 'subscribe', orc: p1, pair: x1, topic: '<L>' },
    { kind: 'subscribe', orc: p2, pair: x1, topic: '<K>' },
  );
  expect(does({ kind: 'rename', orc: p1, pair: x1, to: p2 })).toEqual(['refusal T NAME_TAKEN']);
  expect(does({ kind: 'rename', orc: p1, pair: x1, to })).toContain('dispatch B orc.renamed true');
  expect(handled(does(publish('<L>')))).toEqual(['handled q1@T x1 1']);
  expect(does({ kind: 'unsubscribe', orc: to, pair: x1, topic: '<L>' })).toEqual([
    ':disconn-line q1@T',
  ]);
});

it('SAFE-1: a raw frame that does not parse is refused and costs nobody anything', () => {
  const { does } = start();
  does({ kind: 'subscribe', orc: p1, pair: x1, topic: '<L>' });
  expect(does({ kind: 'inject', pair: x1, frame: { kind: ':boom' } })).toEqual([
    'refusal T MALFORMED',
  ]);
  expect(handled(does(publish('<L>')))).toEqual(['handled p1@T x1 1']);
});
