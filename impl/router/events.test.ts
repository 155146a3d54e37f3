/**
 * Small examples of the router alone: events are routed by the lines that the tables hold. Inputs and effects are
 * data; there is no network and no time.
 */

import { describe, expect, it } from 'vitest';
import type { PairId } from '#spec';
import { nodeToken, orcName, pairId } from '#spec';
import { routerKind } from '../index.ts';
import {
  arp,
  connLine,
  deleteRoute,
  disconnLine,
  join,
  low,
  p1,
  p2,
  publish,
  s1,
  say,
  setUpRouter,
  U,
  x1,
  x2,
} from '../testing/routerFixture.ts';

describe('lines', () => {
  it('LINE-2: a client counts; above only the first and the last are told', () => {
    const { sends, does, routes } = setUpRouter();
    expect(sends(connLine(x1), connLine(x1))).toEqual([':conn-line L p1@B']);
    does(join(x1));
    expect(routes()).toEqual(['axon p1@B x1 L=2']);
    expect(sends(disconnLine(x1))).toEqual([]);
    expect(sends(disconnLine(x1), disconnLine(x1))).toEqual([':disconn-line L p1@B']);
    expect(routes()).toEqual(['axon p1@B x1']);
  });

  it('LINE-2: a lower node sets membership', () => {
    const { sends, routes } = setUpRouter();
    expect(sends(connLine(low), connLine(low), disconnLine(low), disconnLine(low))).toEqual([
      ':conn-line L p1@B',
      ':disconn-line L p1@B',
    ]);
    expect(routes()).toEqual(['axon p1@B T/B']);
  });

  it('LINE-7: greathall’s lines are counted, local, and refused when not held', () => {
    const { does, carried } = setUpRouter();
    expect(does({ kind: 'subscribe', topic: 'a<L>' })).toEqual([]);
    expect(carried('b<L>')).toEqual(['emit']);
    expect(does({ kind: 'unsubscribe', topic: 'b<L>' })).toMatchObject([
      { fault: 'NOT_SUBSCRIBED' },
    ]);
    expect(does({ kind: 'unsubscribe', topic: 'a<L>' })).toEqual([]);
    expect(carried('b<L>')).toEqual([]);
  });
});

describe('events', () => {
  it('EVENT-1: an event on a line is written once on every pair that carries it, ascending, from a kept list', () => {
    const { does, carried } = setUpRouter();
    does(
      connLine(x2),
      connLine(x1, p2),
      connLine(x1, orcName('p3@B')),
      connLine(low, orcName('c@T')),
      connLine(s1, orcName('e@B')),
    );
    expect(carried('t<L>')).toEqual(['T/B', 'x1', 'x2', 'emit']);
    const lists = [1, 2].map(
      () => does(publish('t<L>')).find((effect) => effect.kind === 'write')?.pairs,
    );
    expect(lists[0]).toBe(lists[1]);
    does(connLine(x1, orcName('p4@B')));
    expect(does(publish('t<L>')).find((effect) => effect.kind === 'write')?.pairs).toBe(lists[0]);
    does(disconnLine(x2));
    expect(lists[0]).toEqual(['T/B', 'x1', 'x2']);
    expect(carried('t<L>')).toEqual(['T/B', 'x1', 'emit']);
  });

  it('EVENT-2: a line that nobody holds goes nowhere', () => {
    const { does, carried } = setUpRouter();
    does(join(x1));
    expect(carried('t<constructor>')).toEqual([]);
  });

  it('EVENT-3: a broadcast goes to every lower node and every pair with somebody present', () => {
    const { does, carried } = setUpRouter();
    expect(carried('news')).toEqual(['T/B', 'emit']);
    does(join(x1));
    expect(carried('news')).toEqual(['T/B', 'x1', 'emit']);
    does({ kind: 'ended', pair: x1, orcName: p1 });
    expect(carried('news')).toEqual(['T/B', 'emit']);
  });

  it('EVENT-3: the list of a broadcast is kept until a pair comes, goes, fills or empties', () => {
    const { does } = setUpRouter();
    const list = () => does(publish('news')).find((effect) => effect.kind === 'write')?.pairs;
    does(join(x1));
    const kept = list();
    does(join(x1, p2), connLine(x1, p2), deleteRoute(x1, p2));
    expect(list()).toBe(kept);
    does(join(x2, p2));
    expect(list()).toEqual(['T/B', 'x1', 'x2']);
    expect(kept).toEqual(['T/B', 'x1']);
  });

  it('EVENT-4: a result is for each endpoint of the orc named, greathall’s for the publishing node', () => {
    const { does, carried } = setUpRouter();
    does(join(s1), join(x1), join(x2, p2));
    expect(carried('p1@B::a<L>.finished')).toEqual(['x1', 'emit']);
    expect(carried('q@B::a.error')).toEqual([]);
    expect(carried('greathall::a.error')).toEqual(['emit']);
    const above = { topic: 'greathall::a.error', id: 'e', payload: 1 };
    expect(does({ kind: 'event', uplink: U, frame: above })).toEqual([]);
  });

  it('EVENT-9: a forwarded event goes by the newest entry, and is handled where it belongs', () => {
    const { router, does, carried, faults } = setUpRouter();
    does({ kind: 'attached', pair: pairId('V/B'), backend: 'axon', port: 2, node: nodeToken('V') });
    does(join(low, p1, arp('T', ['h'])), join(pairId('V/B'), p2, arp('V', ['h'])));
    expect(carried('t', 'h')).toEqual(['V/B']);
    does(say(low, p1, arp('T', ['h'])));
    expect(carried('t', 'h')).toEqual(['T/B']);
    does(deleteRoute(low));
    expect(carried('t', 'h')).toEqual(['V/B']);
    expect(faults(publish('t', 'nowhere'))).toEqual(['NO_HORDE']);
    expect(carried('t', 'nowhere')).toEqual([]);
    expect(faults(publish('t', 'hb'))).toEqual([]);
    expect(does(publish('t', 'hb'))[1]).toEqual({
      kind: 'emit',
      event: { topic: 't', id: 'e', payload: null },
    });
    const lost = { topic: 't', id: 'e', payload: 1, forward: 'nowhere' };
    expect(does({ kind: 'event', uplink: U, frame: lost })).toEqual([]);
    expect(router.droppedCount()).toBe(1);
  });

  it('EVENT-9: of three entries the newest is taken, then the newest that is left', () => {
    const { does, carried } = setUpRouter();
    const pairs = ['V/B', 'W/B'].map((id) => pairId(id)) as [PairId, PairId];
    for (const pair of pairs)
      does({ kind: 'attached', pair, backend: 'axon', port: 2, node: nodeToken(pair.slice(0, 1)) });
    const said = arp('T', ['h']);
    does(join(pairs[1], orcName('a@W'), said), join(pairs[0], orcName('c@V'), said));
    does(join(low, orcName('b@T'), said), say(pairs[1], orcName('a@W'), said));
    expect(carried('t', 'h')).toEqual(['W/B']);
    does(deleteRoute(pairs[1], orcName('a@W')));
    expect(carried('t', 'h')).toEqual(['T/B']);
    does(deleteRoute(pairs[0], orcName('c@V')));
    expect(carried('t', 'h')).toEqual(['T/B']);
    does(deleteRoute(low, orcName('b@T')));
    expect(carried('t', 'h')).toEqual([]);
  });

  it('EVENT-9: what is forwarded to a horde that a client claims goes by its own carrier', () => {
    const { does, carried } = setUpRouter();
    does(join(s1, p1, arp('s1', ['hs'])), join(x1, p2, arp('x1', ['hx'])));
    expect([carried('t', 'hs'), carried('t', 'hx')]).toEqual([['emit'], ['x1']]);
  });

  it('EVENT-0: <> is refused first', () => {
    const { faults } = setUpRouter();
    expect(faults(publish('a<>\u0000'), publish('\u0000'), publish('a<><L>', 'no'))).toEqual([
      'EMPTY_LINE',
      'MALFORMED',
      'EMPTY_LINE',
    ]);
  });

  it('SAFE-3: nothing is left when everyone has gone', () => {
    const { router, does } = setUpRouter();
    const before = router.table();
    does(
      join(low, p2, arp('T', ['h'])),
      connLine(low, p2),
      connLine(s1),
      say(x1, p1, arp('x1', ['k'])),
      deleteRoute(s1),
      deleteRoute(low, p2),
    );
    expect(router.table()).toEqual(before);
    const [last] = does(
      { kind: 'attached', pair: s1, backend: 'ee', port: null, node: null },
      join(s1),
    ).slice(1);
    expect(last).toMatchObject({ message: { arp: { hordes: ['hb'] } } });
  });
});

it('the kind offers all but ways and handlers', () => {
  expect(routerKind.features).toContain('nested');
  expect(routerKind.features).not.toContain('ways');
});
