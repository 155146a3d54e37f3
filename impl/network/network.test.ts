/**
 * Small examples of the network: clients, nodes and backends together, step by step. They test what a client knows and
 * does; what a router decides is tested in `impl/router/routes.test.ts` and `impl/router/events.test.ts`.
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
    steps.flatMap((step) => network.apply(step, index++)).map(formatObservation);
  const orcs = (node = B) => network.table(node).routes.map(({ orcName }) => orcName as string);
  return { network, does, orcs };
}

function formatObservation(seen: Observation): string {
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

const keepHandled = (seen: string[]) => seen.filter((each) => each.startsWith('handled'));
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
  const seen = keepHandled(does(publish('a<L>', JSON.parse(text))));
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
  expect(keepHandled(does(publish('a<L>')))).toEqual(['handled p2@T x1 1']);
  expect(keepHandled(does(publish('p1@T::a.finished')))).toEqual(['handled p1@T x1 1']);
  expect(keepHandled(does(publish('news')))).toEqual(['handled p1@T x1 1']);
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
  expect(keepHandled(does(publish('<L>')))).toEqual([]);
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
  expect(keepHandled(does(publish('<L>')))).toEqual(['handled p1@T x1 1']);
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
  expect(keepHandled(does(publish('<L>')))).toEqual(['handled q1@T x1 1']);
  expect(does({ kind: 'unsubscribe', orc: to, pair: x1, topic: '<L>' })).toEqual([
    ':disconn-line q1@T',
  ]);
});

it('ARP-8: under its new name an orc keeps its nice, and what waited for that name on the pair', () => {
  const { network, does } = start();
  const fresh = orcName('fresh@T');
  const news: Step = { kind: 'publish', node: B, topic: 'news' };
  const nices = () => network.table(B).routes.map(({ orcName, nice }) => `${orcName} ${nice}`);
  does({ kind: 'join', orc: p2, pair: x1 }, { kind: 'rename', orc: p2, pair: x1, to: fresh });
  does({ kind: 'command', orc: fresh, pair: x1, name: 'job.start' });
  expect(nices()).toEqual(['fresh@T 1', 'greathall 0']);
  does({ kind: 'subscribe', orc: p2, pair: x1, topic: '*' });
  expect(keepHandled(does(news))).toEqual([]);
  does({ kind: 'rename', orc: fresh, pair: x1, to: p2 });
  expect(keepHandled(does(news))).toEqual(['handled p2@T x1 null']);
});

it('ARP-8: an orc that is not on the pair cannot be renamed by it', () => {
  const { does, orcs } = start();
  does({ kind: 'join', orc: p1, pair: x1 });
  expect(does({ kind: 'rename', orc: p1, pair: e1, to: p2 })).toEqual([]);
  expect(does({ kind: 'rename', orc: p2, pair: x1, to: p1 })).toEqual([]);
  expect(orcs()).toEqual(['p1@T', 'greathall']);
});

it('EVENT-3: who has not joined, or has left, hears no broadcast on a pair that others hold', () => {
  const { does } = start();
  const news = () => keepHandled(does({ kind: 'publish', node: B, topic: 'news' }));
  const waits: Step = { kind: 'subscribe', orc: p2, pair: x1, topic: '*' };
  does({ kind: 'join', orc: p1, pair: x1 }, waits);
  expect(news()).toEqual([]);
  does({ kind: 'join', orc: p2, pair: x1 });
  expect(news()).toEqual(['handled p2@T x1 null']);
  does({ kind: 'leave', orc: p2 }, waits);
  expect(news()).toEqual([]);
});

it('ROUTE-6: an orc that leaves forgets what it subscribed to on every pair, joined or not', () => {
  const { does } = start();
  does({ kind: 'subscribe', orc: p1, pair: e1, topic: '*' }, { kind: 'join', orc: p1, pair: x1 });
  expect(does({ kind: 'leave', orc: p1 })).toEqual([':delete-route p1@T', 'closed x1']);
  does({ kind: 'join', orc: p1, pair: e1 });
  expect(keepHandled(does({ kind: 'publish', node: B, topic: 'news' }))).toEqual([]);
});

it('ROUTE-4: an orc sends nothing more on a pair that it lost, though others opened it anew', () => {
  const { does, orcs } = start();
  does({ kind: 'join', orc: p1, pair: x1 }, { kind: 'cut', pair: x1, socket: 'command' });
  does({ kind: 'join', orc: p2, pair: x1 }, { kind: 'join', orc: p1, pair: e1 });
  expect(does({ kind: 'leave', orc: p1 })).toEqual([':delete-route p1@T', 'closed e1']);
  expect(orcs()).toEqual(['p2@T', 'greathall']);
});

it('LINE-2: a subscription without a line sends nothing, when it is made or when it ends', () => {
  const { does } = start();
  does({ kind: 'join', orc: p1, pair: x1 });
  expect(does({ kind: 'subscribe', orc: p1, pair: x1, topic: '*' })).toEqual([]);
  expect(does({ kind: 'unsubscribe', orc: p1, pair: x1, topic: '*' })).toEqual([]);
});

it('EVENT-10: an unsubscribe that matches none is refused, and the refusal names orc and pair', () => {
  const { network, does } = start();
  does({ kind: 'join', orc: p1, pair: x1 });
  const [refusal] = network.apply({ kind: 'unsubscribe', orc: p1, pair: x1, topic: '*' }, 1);
  expect(refusal).toMatchObject({ node: T, fault: 'NOT_SUBSCRIBED' });
  expect(refusal).toHaveProperty('detail', expect.stringMatching(/^p1@T .* pair x1$/));
});

it('ROUTE-7: the end of an endpoint that never was changes nothing, on a pair that is open or not', () => {
  const { does } = start();
  does({ kind: 'join', orc: p1, pair: x1 });
  expect(does({ kind: 'end', orc: p2, pair: x1 }, { kind: 'end', orc: p1, pair: e1 })).toEqual([]);
});

it('ROUTE-7: a command of an orc that joined nowhere is handled, and leaves no route', () => {
  const { does, orcs } = start();
  expect(does({ kind: 'command', orc: p1, pair: x1, name: 'job.start' })).toEqual([
    'dispatch T job.start false',
    'command p1@T',
    'dispatch B job.start false',
  ]);
  expect(orcs()).toEqual(['greathall']);
});

it('SAFE-1: a malformed frame is refused by the node at the end of its bus, and by either end when the link is down', () => {
  const { does } = start();
  const garble = (bus: 'command' | 'event'): Step => ({
    kind: 'garble',
    below: T,
    above: B,
    bus,
    frame: 7,
  });
  expect(does(garble('command'))).toEqual(['refusal B MALFORMED']);
  expect(does(garble('event'))).toEqual(['refusal T MALFORMED']);
  const down: Step = { kind: 'uplink down', below: T, above: B };
  expect(does(down, down, garble('command'), garble('event'))).toEqual([
    'refusal B UNKNOWN_PAIR',
    'refusal T UNKNOWN_PAIR',
  ]);
});

it('SAFE-1: a pair that nobody joined may be used and lost', () => {
  const { does } = start();
  does({ kind: 'inject', pair: x1, frame: 7 });
  expect(does({ kind: 'cut', pair: x1, socket: 'event' })).toEqual([]);
});

it('"reattach" is refused with the feature it lacks', () => {
  const { network } = start();
  expect(() => network.apply({ kind: 'reattach', below: T, above: B }, 0)).toThrow(
    '"reattach": this network does not offer "reattachment"',
  );
});

const undeliverable: Step[] = [
  { kind: 'hold' },
  { kind: 'settle' },
  { kind: 'arrive', pair: x1 },
  { kind: 'climb', below: T, above: B },
  { kind: 'descend', below: T, above: B },
  { kind: 'repeat', below: T, above: B },
  { kind: 'crash', node: T },
];

it.each(undeliverable)(
  '"$kind" is refused by a network that delivers by itself, with the feature it lacks',
  (step) => {
    const { network } = start();
    expect(() => network.apply(step, 0)).toThrow(
      `"${step.kind}": this network delivers by itself and does not offer "interleaving"`,
    );
  },
);

it('what the topology does not declare is named, and where to declare it', () => {
  const { network } = start();
  const [pair, node] = [pairId('zz'), nodeToken('Z')];
  const lost = (step: Step) => () => network.apply(step, 0);
  expect(lost({ kind: 'join', orc: p1, pair })).toThrow('pair zz is not declared in the topology');
  expect(lost({ kind: 'end', orc: p1, pair })).toThrow('pair zz is not declared in the topology');
  expect(lost({ kind: 'publish', node, topic: 'a' })).toThrow(
    'node Z is not declared in the topology; declare it there',
  );
  expect(() => network.table(node)).toThrow('node Z is not declared');
});

it('a network that is closed has no node any more, and nobody hears of it', () => {
  const { network, does } = start();
  does({ kind: 'subscribe', orc: p1, pair: e1, topic: '<L>' });
  network.close();
  expect(() => network.table(B)).toThrow('node B');
  expect(does({ kind: 'cut', pair: e1, socket: 'command' })).toEqual([]);
});

it('SAFE-1: a raw frame that does not parse is refused and costs nobody anything', () => {
  const { does } = start();
  does({ kind: 'subscribe', orc: p1, pair: x1, topic: '<L>' });
  expect(does({ kind: 'inject', pair: x1, frame: { kind: ':boom' } })).toEqual([
    'refusal T MALFORMED',
  ]);
  expect(keepHandled(does(publish('<L>')))).toEqual(['handled p1@T x1 1']);
});
