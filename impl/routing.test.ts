/**
 * Small examples of the router alone: messages fill the tables, events read them.
 * Inputs and effects as data; no network, no time.
 */
import { horde, lineId, nodeToken, orcName, pairId } from '#spec';
import type { Arp, Effect, Input, Message, PairId } from '#spec';
import { describe, expect, it } from 'vitest';
import { routerKind } from './index.ts';
import { createRouter } from './router.ts';

const [B, T, U] = [nodeToken('B'), nodeToken('T'), nodeToken('U')];
const [p1, p2] = [orcName('p1@B'), orcName('p2@B')];
const [s1, s2, x1, x2, low] = ['s1', 's2', 'x1', 'x2', 'T/B'].map((id) => pairId(id)) as [
  PairId, PairId, PairId, PairId, PairId,
];
const L = lineId('L');
const arp = (token: string, hordes: string[] = [], nice = 0): Arp => ({
  token, port: 1, hordes: hordes.map(horde), nice,
});
const frame = (pair: PairId, message: unknown): Input => ({ kind: 'frame', pair, frame: message });
const join = (pair: PairId, orc = p1, said = arp(pair)): Input =>
  frame(pair, { kind: 'command', name: 'join', orcName: orc, arp: said, join: true });
const say = (pair: PairId, orc = p1, said = arp(pair)): Input =>
  frame(pair, { kind: 'command', name: 'do', orcName: orc, arp: said });
const conn = (pair: PairId, orc = p1, line = L): Input =>
  frame(pair, { kind: ':conn-line', lineId: line, orcName: orc, arp: arp(pair) });
const disconn = (pair: PairId, orc = p1, line = L): Input =>
  frame(pair, { kind: ':disconn-line', lineId: line, orcName: orc });
const gone = (pair: PairId, orc = p1): Input => frame(pair, { kind: ':delete-route', orcName: orc });
const rename = (pair: PairId, orc: string, to: string): Input =>
  frame(pair, { kind: ':rename', orcName: orc, to });
const publish = (topic: string, forward: string | null = null): Input => ({
  kind: 'publish', topic, id: 'e', payload: null, forward: forward === null ? null : horde(forward),
});

function start() {
  const router = createRouter({ token: B, horde: horde('hb') });
  const does = (...inputs: Input[]): Effect[] => inputs.flatMap((input) => [...router.handle(input)]);
  does(
    { kind: 'uplink up', uplink: U, port: 5 },
    { kind: 'attached', pair: s1, backend: 'ee', port: null, node: null },
    { kind: 'attached', pair: s2, backend: 'ee', port: null, node: null },
    { kind: 'attached', pair: x1, backend: 'axon', port: 1, node: null },
    { kind: 'attached', pair: x2, backend: 'axon', port: 1, node: null },
    { kind: 'attached', pair: low, backend: 'axon', port: 2, node: T },
  );
  const sends = (...inputs: Input[]): string[] =>
    does(...inputs).flatMap((effect) => (effect.kind === 'send' ? [brief(effect.message)] : []));
  const carried = (topic: string, forward: string | null = null): string[] =>
    does(publish(topic, forward)).flatMap((effect) =>
      effect.kind === 'write' ? [...effect.pairs] : effect.kind === 'emit' ? ['emit'] : [],
    );
  const faults = (...inputs: Input[]): string[] =>
    does(...inputs).flatMap((effect) => (effect.kind === 'refuse' ? [effect.fault] : []));
  const routes = () =>
    router.table().routes.filter(({ socket }) => socket !== 'greathall')
      .map(({ backend, orcName, socket, lines }) =>
        [backend, orcName, socket, ...lines.map(({ lineId, count }) => `${lineId}=${count}`)].join(' '));
  return { router, does, sends, carried, faults, routes };
}

const brief = (message: Message): string =>
  [message.kind, 'lineId' in message ? message.lineId : '', message.orcName].filter(Boolean).join(' ');

describe('routes', () => {
  it('ARP-1: a table starts with greathall alone', () => {
    const { router } = start();
    expect(router.table()).toEqual({ node: 'B', routes: [
      { backend: 'ee', orcName: 'greathall', token: 'B', socket: 'greathall', port: null, hordes: ['hb'], nice: 0, lines: [] },
    ] });
  });

  it('ARP-2: a command with join goes on in the name of the node, after its route stands', () => {
    const { router, does } = start();
    const effects = does(join(low, p1, arp('T', ['ht'], 3)));
    expect(effects.map((effect) => effect.kind)).toEqual(['dispatch', 'send']);
    expect(effects[1]).toMatchObject({ uplink: 'U', message: { join: true, arp: { token: 'B', port: 5, hordes: ['hb', 'ht'], nice: 3 } } });
    expect(router.table().routes[0]).toMatchObject({ token: 'T', socket: low, port: 2, hordes: ['ht'], nice: 3 });
  });

  it('ARP-4: ee and axon entries of one orc stand side by side', () => {
    const { sends, routes } = start();
    expect(sends(join(s1), join(x1))).toEqual(['command p1@B', 'command p1@B']);
    expect(routes()).toEqual(['axon p1@B x1', 'ee p1@B s1']);
  });

  it('ARP-5: a join on another socket takes the route over and tells the lines still held', () => {
    const { sends, does, routes } = start();
    does(join(s1), conn(s1), join(x1), conn(x1), conn(x1, p1, lineId('K')));
    expect(sends(join(x2))).toEqual([':delete-route p1@B', 'command p1@B', ':conn-line L p1@B']);
    expect(routes()).toEqual(['axon p1@B x2', 'ee p1@B s1 L=1']);
    expect(sends({ kind: 'lost', pair: x1, socket: 'event' })).toEqual([]);
  });

  it('ARP-5: an announce of a lower node takes over both endpoints; a client may not announce', () => {
    const { sends, does, faults, routes } = start();
    does(join(s1), conn(s1), join(x1), say(x2, p2));
    expect(sends(frame(low, { kind: ':announce', orcName: p1, arp: arp('T') }))).toEqual([
      ':delete-route p1@B', ':announce p1@B',
    ]);
    expect(routes()).toEqual(['axon p1@B T/B']);
    expect(sends(join(s1))).toEqual([':delete-route p1@B', 'command p1@B']);
    expect(faults(frame(x1, { kind: ':announce', orcName: p1, arp: arp('x1') }))).toEqual(['NOT_YOURS']);
  });

  it('ARP-6: nice is equal in both entries', () => {
    const { router, does } = start();
    does(join(s1), join(x1, p1, arp('x1', [], 7)));
    expect(router.table().routes.filter(({ orcName }) => orcName === p1).map(({ nice }) => nice)).toEqual([7, 7]);
  });

  it('ARP-8: a rename moves the entry with its lines and tells the nodes above', () => {
    const { sends, does, faults, routes, carried } = start();
    does(join(x1), conn(x1), join(x1, p2));
    expect(faults(rename(x1, p1, p2), rename(x2, p1, 'n@B'), rename(x1, p1, 'n'))).toEqual(['NAME_TAKEN', 'NOT_YOURS', 'MALFORMED']);
    expect(sends(rename(x1, p1, '__proto__@B'))).toEqual([
      'command __proto__@B', ':conn-line L __proto__@B', ':delete-route p1@B',
    ]);
    expect(routes()).toEqual(['axon __proto__@B x1 L=1', 'axon p2@B x1']);
    expect(carried('p1@B::a.finished')).toEqual([]);
    does(join(s1, p2));
    expect(faults(rename(s1, p2, 'm@B'))).toEqual(['TWO_ENDPOINTS']);
  });

  it('ROUTE-1: the last orc that leaves closes its pairs, on both backends', () => {
    const { does, routes } = start();
    does(join(s1), join(x1), join(x1, p2));
    expect(does(gone(x1)).map((effect) => ('pair' in effect ? effect.pair : effect.kind))).toEqual(['send', s1]);
    expect(routes()).toEqual(['axon p2@B x1']);
    expect(does(gone(x1, p2)).at(-1)).toMatchObject({ kind: 'close', pair: x1 });
  });

  it('ROUTE-3: a second delete-route does nothing', () => {
    const { does } = start();
    does(join(low), gone(low));
    expect(does(gone(low))).toEqual([]);
  });

  it('ROUTE-4: a lost lower node takes along all that was reached through it', () => {
    const { does, sends, routes } = start();
    does(join(low, p2), join(low, p1), conn(low));
    expect(sends({ kind: 'lost', pair: low, socket: 'command' })).toEqual([':delete-route p1@B', ':delete-route p2@B']);
    expect(routes()).toEqual([]);
  });

  it('ROUTE-4: a lower node that is attached anew ends its older pair first', () => {
    const { does, sends, routes } = start();
    does(join(low));
    const anew = { kind: 'attached', pair: pairId('T/B2'), backend: 'axon', port: 3, node: T } as const;
    expect(sends(anew)).toEqual([':delete-route p1@B']);
    expect(routes()).toEqual([]);
  });

  it('ROUTE-7: the end of one of two endpoints withdraws only what the other does not hold', () => {
    const { does, sends, routes } = start();
    does(join(s1), conn(s1), conn(s1, p1, lineId('K')), join(x1), conn(x1));
    expect(sends({ kind: 'ended', pair: s1, orcName: p1 })).toEqual([':disconn-line K p1@B']);
    expect(sends({ kind: 'ended', pair: s1, orcName: p1 })).toEqual([]);
    expect(routes()).toEqual(['axon p1@B x1 L=1']);
  });

  it('ROUTE-7: a nested command leaves an entry only for an orc with an endpoint here, and goes with it', () => {
    const { does, sends, routes, carried, faults } = start();
    expect(sends(say(x1))).toEqual(['command p1@B']);
    expect(routes()).toEqual([]);
    does(join(s1), say(x1));
    expect(routes()).toEqual(['axon p1@B x1', 'ee p1@B s1']);
    expect(carried('p1@B::a.finished')).toEqual(['emit']);
    expect(faults(conn(x1))).toEqual(['NOT_YOURS']);
    expect(sends(gone(x1))).toEqual([]);
    expect(routes()).toEqual(['ee p1@B s1']);
    does(say(x1));
    expect(sends({ kind: 'ended', pair: s1, orcName: p1 })).toEqual([':delete-route p1@B']);
    expect(routes()).toEqual([]);
  });

  it('SAFE-1: malformed and strange frames are refused without a throw', () => {
    const { faults, routes } = start();
    const trap = new Proxy({}, { getOwnPropertyDescriptor: () => { throw new Error('no'); } });
    expect(faults(frame(x1, trap), frame(x1, null), frame(x1, { kind: ':x' }), frame(pairId('no'), {}))).toEqual([
      'MALFORMED', 'MALFORMED', 'MALFORMED', 'UNKNOWN_PAIR',
    ]);
    expect(faults({ kind: 'event', uplink: U, frame: 7 }, frame(x1, { kind: ':delete-route', orcName: 'greathall' }))).toEqual(['MALFORMED', 'MALFORMED']);
    expect(routes()).toEqual([]);
  });

  it('SAFE-2: nobody deletes, renames or mutes another', () => {
    const { does, faults, routes } = start();
    does(join(x1), conn(x1));
    expect(faults(gone(x2), disconn(x2), rename(x2, p1, 'q@B'))).toEqual(['NOT_YOURS', 'NOT_YOURS', 'NOT_YOURS']);
    expect(does(gone(low), disconn(low), conn(low))).toEqual([]);
    expect(routes()).toEqual(['axon p1@B x1 L=1']);
  });
});

describe('lines', () => {
  it('LINE-2: a client counts; above only the first and the last are told', () => {
    const { sends, does, routes } = start();
    expect(sends(conn(x1), conn(x1))).toEqual([':conn-line L p1@B']);
    does(join(x1));
    expect(routes()).toEqual(['axon p1@B x1 L=2']);
    expect(sends(disconn(x1))).toEqual([]);
    expect(sends(disconn(x1), disconn(x1))).toEqual([':disconn-line L p1@B']);
    expect(routes()).toEqual(['axon p1@B x1']);
  });

  it('LINE-2: a lower node sets membership', () => {
    const { sends, routes } = start();
    expect(sends(conn(low), conn(low), disconn(low), disconn(low))).toEqual([':conn-line L p1@B', ':disconn-line L p1@B']);
    expect(routes()).toEqual(['axon p1@B T/B']);
  });

  it('LINE-7: greathall’s lines are counted, local, and refused when not held', () => {
    const { does, carried } = start();
    expect(does({ kind: 'subscribe', topic: 'a<L>' })).toEqual([]);
    expect(carried('b<L>')).toEqual(['emit']);
    expect(does({ kind: 'unsubscribe', topic: 'b<L>' })).toMatchObject([{ fault: 'NOT_SUBSCRIBED' }]);
    expect(does({ kind: 'unsubscribe', topic: 'a<L>' })).toEqual([]);
    expect(carried('b<L>')).toEqual([]);
  });
});

describe('events', () => {
  it('EVENT-1: an event on a line is written once on every pair that carries it, ascending, from a kept list', () => {
    const { does, carried } = start();
    does(conn(x2), conn(x1, p2), conn(x1, orcName('p3@B')), conn(low, orcName('c@T')), conn(s1, orcName('e@B')));
    expect(carried('t<L>')).toEqual(['T/B', 'x1', 'x2', 'emit']);
    const lists = [1, 2].map(() => does(publish('t<L>')).find((effect) => effect.kind === 'write')?.pairs);
    expect(lists[0]).toBe(lists[1]);
    does(disconn(x2));
    expect(lists[0]).toEqual(['T/B', 'x1', 'x2']);
    expect(carried('t<L>')).toEqual(['T/B', 'x1', 'emit']);
  });

  it('EVENT-2: a line that nobody holds goes nowhere', () => {
    const { does, carried } = start();
    does(join(x1));
    expect(carried('t<constructor>')).toEqual([]);
  });

  it('EVENT-3: a broadcast goes to every lower node and every pair with somebody present', () => {
    const { does, carried } = start();
    expect(carried('news')).toEqual(['T/B', 'emit']);
    does(join(x1));
    expect(carried('news')).toEqual(['T/B', 'x1', 'emit']);
    does({ kind: 'ended', pair: x1, orcName: p1 });
    expect(carried('news')).toEqual(['T/B', 'emit']);
  });

  it('EVENT-4: a result is for each endpoint of the orc named, greathall’s for the publishing node', () => {
    const { does, carried } = start();
    does(join(s1), join(x1), join(x2, p2));
    expect(carried('p1@B::a<L>.finished')).toEqual(['x1', 'emit']);
    expect(carried('q@B::a.error')).toEqual([]);
    expect(carried('greathall::a.error')).toEqual(['emit']);
    const above = { topic: 'greathall::a.error', id: 'e', payload: 1 };
    expect(does({ kind: 'event', uplink: U, frame: above })).toEqual([]);
  });

  it('EVENT-9: a forwarded event goes by the newest entry, and is handled where it belongs', () => {
    const { router, does, carried, faults } = start();
    does({ kind: 'attached', pair: pairId('V/B'), backend: 'axon', port: 2, node: nodeToken('V') });
    does(join(low, p1, arp('T', ['h'])), join(pairId('V/B'), p2, arp('V', ['h'])));
    expect(carried('t', 'h')).toEqual(['V/B']);
    does(say(low, p1, arp('T', ['h'])));
    expect(carried('t', 'h')).toEqual(['T/B']);
    does(gone(low));
    expect(carried('t', 'h')).toEqual(['V/B']);
    expect(faults(publish('t', 'nowhere'))).toEqual(['NO_HORDE']);
    expect(does(publish('t', 'hb'))[1]).toEqual({ kind: 'emit', event: { topic: 't', id: 'e', payload: null } });
    const lost = { topic: 't', id: 'e', payload: 1, forward: 'nowhere' };
    expect(does({ kind: 'event', uplink: U, frame: lost })).toEqual([]);
    expect(router.droppedCount()).toBe(1);
  });

  it('EVENT-0: <> is refused first', () => {
    const { faults } = start();
    expect(faults(publish('a<>\u0000'), publish('\u0000'), publish('a<><L>', 'no'))).toEqual(['EMPTY_LINE', 'MALFORMED', 'EMPTY_LINE']);
  });

  it('SAFE-3: nothing is left when everyone has gone', () => {
    const { router, does } = start();
    const before = router.table();
    does(join(low, p2, arp('T', ['h'])), conn(low, p2), conn(s1), say(x1, p1, arp('x1', ['k'])), gone(s1), gone(low, p2));
    expect(router.table()).toEqual(before);
    const [last] = does({ kind: 'attached', pair: s1, backend: 'ee', port: null, node: null }, join(s1)).slice(1);
    expect(last).toMatchObject({ message: { arp: { hordes: ['hb'] } } });
  });
});

it('the kind offers all but heal, ways and handlers', () => {
  expect(routerKind.features).toContain('nested');
  expect(routerKind.features).not.toContain('heal');
});
