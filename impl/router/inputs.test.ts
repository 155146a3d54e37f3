/**
 * Small examples of the router alone: inputs from the transport and from its own node, in every state it may be in.
 * What messages do to the tables is tested in `routes.test.ts`, what events do in `events.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import type { Input } from '#spec';
import { horde, lineId, nodeToken, orcName, pairId } from '#spec';
import {
  arp,
  connLine,
  deleteRoute,
  disconnLine,
  frame,
  join,
  low,
  p1,
  p2,
  publish,
  rename,
  s1,
  say,
  setUpRouter,
  T,
  U,
  x1,
  x2,
} from '../testing/routerFixture.ts';

const [no, V] = [pairId('no'), nodeToken('V')];
const attach = (pair = low, node: typeof T | null = T, backend: 'ee' | 'axon' = 'axon'): Input => ({
  kind: 'attached',
  pair,
  backend,
  port: 3,
  node,
});
const subscribe = (topic: string): Input => ({ kind: 'subscribe', topic });
const unsubscribe = (topic: string): Input => ({ kind: 'unsubscribe', topic });

describe('pairs', () => {
  it('ROUTE-4: a lower node’s older pair is closed when it is attached by another, not by the same', () => {
    const { does, carried } = setUpRouter();
    does(join(low));
    const [close] = does(attach(pairId('T/B2')));
    expect(close).toMatchObject({ kind: 'close', pair: low });
    expect(does(attach(pairId('T/B2')))).toEqual([]);
    expect(carried('news')).toEqual(['T/B2', 'emit']);
  });

  it('ROUTE-4: a lower node whose pair was lost comes back by another, and nothing is left to close', () => {
    const { does, carried } = setUpRouter();
    does({ kind: 'lost', pair: low, socket: 'event' });
    expect(does(attach(pairId('T/B2')))).toEqual([]);
    expect(carried('news')).toEqual(['T/B2', 'emit']);
  });

  it('ROUTE-4: a client’s pair that is attached once more is a new one, without its orcs', () => {
    const { does, sends, routes, carried } = setUpRouter();
    does(join(x1), connLine(x1));
    expect(sends(attach(x1, null))).toEqual([':delete-route p1@B']);
    expect([routes(), carried('<L>')]).toEqual([[], []]);
  });

  it('ARP-3: on ee there is no port, whatever the transport says', () => {
    const { router, does } = setUpRouter();
    does(attach(no, null, 'ee'), join(no));
    expect(router.table().routes).toContainEqual(
      expect.objectContaining({ orcName: p1, socket: no, port: null }),
    );
  });

  it('a lower node on ee is refused: uplinks are over axon', () => {
    const { faults, carried } = setUpRouter();
    expect(faults(attach(no, V, 'ee'), join(no))).toEqual(['MALFORMED', 'UNKNOWN_PAIR']);
    expect(carried('news')).toEqual(['T/B', 'emit']);
  });

  it('the end of what is not there changes nothing', () => {
    const { does, routes } = setUpRouter();
    does(join(x1));
    expect(
      does(
        { kind: 'lost', pair: no, socket: 'command' },
        { kind: 'ended', pair: no, orcName: p1 },
        { kind: 'ended', pair: x1, orcName: p2 },
        { kind: 'uplink down', uplink: V },
      ),
    ).toEqual([]);
    expect(routes()).toEqual(['axon p1@B x1']);
  });
});

describe('events from outside', () => {
  it('an event from a node above that is not up is refused, whoever else is', () => {
    const { does, faults } = setUpRouter();
    const above = { topic: 'news', id: 'e', payload: null };
    const from = (uplink: typeof U): Input => ({ kind: 'event', uplink, frame: above });
    expect(faults(from(V))).toEqual(['UNKNOWN_PAIR']);
    expect(faults(from(U))).toEqual([]);
    does({ kind: 'uplink down', uplink: U });
    expect(does(from(U))).toMatchObject([{ kind: 'refuse', fault: 'UNKNOWN_PAIR' }]);
  });

  it('SAFE-1: a topic that is no text is refused where it is published', () => {
    const { does } = setUpRouter();
    // A program without type checking may publish anything.
    const strange = { ...publish('t'), topic: 7 } as unknown as Input;
    expect(does(strange)).toMatchObject([{ kind: 'refuse', fault: 'MALFORMED' }]);
  });
});

describe('greathall', () => {
  it('LINE-7: a topic that is none, or whose line is no name, is refused and holds nothing', () => {
    const { faults, carried } = setUpRouter();
    expect(faults(subscribe(''), subscribe('a\u0000'), subscribe('a<b:c>'))).toEqual([
      'MALFORMED',
      'MALFORMED',
      'MALFORMED',
    ]);
    expect(carried('a<b:c>')).toEqual([]);
    expect(faults(unsubscribe('a<b:c>'))).toEqual(['NOT_SUBSCRIBED']);
    expect(faults(subscribe('a'), subscribe('a<b>'))).toEqual([]);
  });

  it('LINE-7: each subscription of one pattern ends with one unsubscribe, with a line or without', () => {
    for (const topic of ['a<L>', 'a']) {
      const { faults, does } = setUpRouter();
      does(subscribe(topic), subscribe(topic), subscribe(topic));
      const four = [1, 2, 3, 4].map(() => unsubscribe(topic));
      expect(faults(...four)).toEqual(['NOT_SUBSCRIBED']);
    }
  });
});

it('every refusal and closing says what it is about, so that a reader finds it', () => {
  const { does } = setUpRouter();
  const trap = new Proxy(
    {},
    {
      getOwnPropertyDescriptor: () => {
        throw new Error('no');
      },
    },
  );
  does(join(x1), join(x1, p2), join(s1, p2));
  const words = (...inputs: Input[]) =>
    does(...inputs).flatMap((effect) =>
      effect.kind === 'refuse' ? [effect.detail] : effect.kind === 'close' ? [effect.reason] : [],
    );
  expect(words(say(no))).toEqual([expect.stringContaining('pair no ')]);
  expect(words(frame(x1, trap))).toEqual([expect.stringContaining('frame')]);
  expect(words(disconnLine(x2))).toEqual([expect.stringMatching(/p1@B.* pair x2.*join/)]);
  expect(words(frame(x1, { kind: ':announce', orcName: p1, arp: arp('x1') }))).toEqual([
    expect.stringContaining('join'),
  ]);
  expect(words(rename(x2, p1, 'n@B'))).toEqual([expect.stringMatching(/p1@B.* pair x2/)]);
  expect(words(rename(s1, p2, 'n@B'))).toEqual([expect.stringMatching(/p2@B.*two endpoints/)]);
  expect(words(rename(x1, p1, p2))).toEqual([expect.stringContaining('p2@B is known')]);
  expect(words(publish('a<>'))).toEqual([expect.stringContaining('<>')]);
  expect(words(publish('a', 'away'))).toEqual([expect.stringContaining('horde away')]);
  expect(words(attach(no, V, 'ee'))).toEqual([expect.stringMatching(/node V .*axon/)]);
  expect(words({ kind: 'event', uplink: V, frame: null })).toEqual([
    expect.stringContaining('uplink V '),
  ]);
  expect(words(subscribe('a<b:c>'))).toEqual([expect.stringContaining('topic')]);
  expect(words(unsubscribe('a'))).toEqual([expect.stringContaining('greathall')]);
  expect(words(attach(no, T))).toEqual([expect.stringContaining('node T ')]);
  expect(words(deleteRoute(x1))).toEqual([]);
  expect(words(deleteRoute(x1, p2))).toEqual([
    expect.stringContaining('last orc'),
    expect.stringContaining('last orc'),
  ]);
});

describe('the order of entries and messages', () => {
  it('ARP-3: a table reads ascending by backend, orc, horde and line, in whatever order they came', () => {
    const { router, does, routes } = setUpRouter();
    does(
      connLine(x1, p2),
      connLine(x1, p1, lineId('m')),
      connLine(x1, p1, lineId('a')),
      connLine(s1, p2),
    );
    does(join(low, orcName('a@T'), arp('T', ['hz', 'ht', 'hz', 'ha'])));
    expect(routes()).toEqual(['axon a@T T/B', 'axon p1@B x1 a=1 m=1', 'axon p2@B x1 L=1']);
    expect(router.table().routes[0]?.hordes).toEqual(['ha', 'ht', 'hz']);
  });

  it('ROUTE-7: lines are withdrawn in ascending order', () => {
    const { does, sends } = setUpRouter();
    does(
      join(s1),
      join(x1),
      connLine(x1, p1, lineId('m')),
      connLine(x1),
      connLine(x1, p1, lineId('a')),
    );
    expect(sends({ kind: 'ended', pair: x1, orcName: p1 })).toEqual([
      ':disconn-line L p1@B',
      ':disconn-line a p1@B',
      ':disconn-line m p1@B',
    ]);
  });

  it('ARP-3: a command about an unknown orc is passed up with every horde, known here or not, ascending', () => {
    const { router, does } = setUpRouter();
    does(join(low, p2, arp('T', ['ht'])));
    expect(does(say(low, p1, arp('T', ['ht', 'ha', 'hz'])))[1]).toMatchObject({
      uplink: U,
      message: { arp: { hordes: ['ha', 'hb', 'ht', 'hz'] } },
    });
    expect(router.table().routes[0]?.hordes).toEqual([horde('ht')]);
    expect(does(say(low, p2, arp('T', ['ht'])))[1]).toMatchObject({
      message: { arp: { hordes: ['hb', 'ht'] } },
    });
  });
});
