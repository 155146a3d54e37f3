/**
 * Small examples of the router alone: messages change the tables. Inputs and effects are data; there is no network and
 * no time.
 */

import { describe, expect, it } from 'vitest';
import { lineId, pairId } from '#spec';
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
  rename,
  s1,
  say,
  setUpRouter,
  T,
  U,
  x1,
  x2,
} from '../testing/routerFixture.ts';

describe('routes', () => {
  it('ARP-1: a table starts with greathall alone', () => {
    const { router } = setUpRouter();
    expect(router.table()).toEqual({
      node: 'B',
      routes: [
        {
          backend: 'ee',
          orcName: 'greathall',
          token: 'B',
          socket: 'greathall',
          port: null,
          hordes: ['hb'],
          nice: 0,
          lines: [],
        },
      ],
    });
  });

  it('ARP-2: a command with join goes on in the name of the node, after its route stands', () => {
    const { router, does } = setUpRouter();
    const effects = does(join(low, p1, arp('T', ['ht'], 3)));
    expect(effects.map((effect) => effect.kind)).toEqual(['dispatch', 'send']);
    expect(effects[1]).toMatchObject({
      uplink: 'U',
      message: { join: true, arp: { token: 'B', port: 5, hordes: ['hb', 'ht'], nice: 3 } },
    });
    expect(router.table().routes[0]).toMatchObject({
      token: 'T',
      socket: low,
      port: 2,
      hordes: ['ht'],
      nice: 3,
    });
  });

  it('ARP-4: ee and axon entries of one orc stand side by side', () => {
    const { sends, routes } = setUpRouter();
    expect(sends(join(s1), join(x1))).toEqual(['command p1@B', 'command p1@B']);
    expect(routes()).toEqual(['axon p1@B x1', 'ee p1@B s1']);
  });

  it('ARP-5: a join on another socket takes the route over and tells the lines still held', () => {
    const { sends, does, routes } = setUpRouter();
    does(join(s1), connLine(s1), join(x1), connLine(x1), connLine(x1, p1, lineId('K')));
    expect(sends(join(x2))).toEqual([':delete-route p1@B', 'command p1@B', ':conn-line L p1@B']);
    expect(routes()).toEqual(['axon p1@B x2', 'ee p1@B s1 L=1']);
    expect(sends({ kind: 'lost', pair: x1, socket: 'event' })).toEqual([]);
  });

  it('ARP-5: an announce of a lower node takes over both endpoints; a client may not announce', () => {
    const { sends, does, faults, routes } = setUpRouter();
    does(join(s1), connLine(s1), join(x1), say(x2, p2));
    expect(sends(frame(low, { kind: ':announce', orcName: p1, arp: arp('T') }))).toEqual([
      ':delete-route p1@B',
      ':announce p1@B',
    ]);
    expect(routes()).toEqual(['axon p1@B T/B']);
    expect(sends(join(s1))).toEqual([':delete-route p1@B', 'command p1@B']);
    expect(faults(frame(x1, { kind: ':announce', orcName: p1, arp: arp('x1') }))).toEqual([
      'NOT_YOURS',
    ]);
  });

  it('ARP-6: nice is equal in both entries', () => {
    const { router, does } = setUpRouter();
    does(join(s1), join(x1, p1, arp('x1', [], 7)));
    expect(
      router
        .table()
        .routes.filter(({ orcName }) => orcName === p1)
        .map(({ nice }) => nice),
    ).toEqual([7, 7]);
  });

  it('ARP-8: a rename moves the entry with its lines and tells the nodes above', () => {
    const { sends, does, faults, routes, carried } = setUpRouter();
    does(join(x1), connLine(x1), join(x1, p2));
    expect(faults(rename(x1, p1, p2), rename(x2, p1, 'n@B'), rename(x1, p1, 'n'))).toEqual([
      'NAME_TAKEN',
      'NOT_YOURS',
      'MALFORMED',
    ]);
    expect(sends(rename(x1, p1, '__proto__@B'))).toEqual([
      'command __proto__@B',
      ':conn-line L __proto__@B',
      ':delete-route p1@B',
    ]);
    expect(routes()).toEqual(['axon __proto__@B x1 L=1', 'axon p2@B x1']);
    expect(carried('p1@B::a.finished')).toEqual([]);
    does(join(s1, p2));
    expect(faults(rename(s1, p2, 'm@B'))).toEqual(['TWO_ENDPOINTS']);
  });

  it('ROUTE-1: the last orc that leaves closes its pairs, on both backends', () => {
    const { does, routes } = setUpRouter();
    does(join(s1), join(x1), join(x1, p2));
    expect(
      does(deleteRoute(x1)).map((effect) => ('pair' in effect ? effect.pair : effect.kind)),
    ).toEqual(['send', s1]);
    expect(routes()).toEqual(['axon p2@B x1']);
    expect(does(deleteRoute(x1, p2)).at(-1)).toMatchObject({ kind: 'close', pair: x1 });
  });

  it('ROUTE-3: a second delete-route does nothing', () => {
    const { does } = setUpRouter();
    does(join(low), deleteRoute(low));
    expect(does(deleteRoute(low))).toEqual([]);
  });

  it('ROUTE-4: a lost lower node takes along all that was reached through it', () => {
    const { does, sends, routes } = setUpRouter();
    does(join(low, p2), join(low, p1), connLine(low));
    expect(sends({ kind: 'lost', pair: low, socket: 'command' })).toEqual([
      ':delete-route p1@B',
      ':delete-route p2@B',
    ]);
    expect(routes()).toEqual([]);
  });

  it('ROUTE-4: a lower node that is attached anew ends its older pair first', () => {
    const { does, sends, routes } = setUpRouter();
    does(join(low));
    const anew = {
      kind: 'attached',
      pair: pairId('T/B2'),
      backend: 'axon',
      port: 3,
      node: T,
    } as const;
    expect(sends(anew)).toEqual([':delete-route p1@B']);
    expect(routes()).toEqual([]);
  });

  it('ROUTE-7: the end of one of two endpoints withdraws only what the other does not hold', () => {
    const { does, sends, routes } = setUpRouter();
    does(join(s1), connLine(s1), connLine(s1, p1, lineId('K')), join(x1), connLine(x1));
    expect(sends({ kind: 'ended', pair: s1, orcName: p1 })).toEqual([':disconn-line K p1@B']);
    expect(sends({ kind: 'ended', pair: s1, orcName: p1 })).toEqual([]);
    expect(routes()).toEqual(['axon p1@B x1 L=1']);
  });

  it('ROUTE-7: a nested command leaves an entry only for an orc with an endpoint here, and goes with it', () => {
    const { does, sends, routes, carried, faults } = setUpRouter();
    expect(sends(say(x1))).toEqual(['command p1@B']);
    expect(routes()).toEqual([]);
    does(join(s1), say(x1));
    expect(routes()).toEqual(['axon p1@B x1', 'ee p1@B s1']);
    expect(carried('p1@B::a.finished')).toEqual(['emit']);
    expect(faults(connLine(x1))).toEqual(['NOT_YOURS']);
    expect(sends(deleteRoute(x1))).toEqual([]);
    expect(routes()).toEqual(['ee p1@B s1']);
    does(say(x1));
    expect(sends({ kind: 'ended', pair: s1, orcName: p1 })).toEqual([':delete-route p1@B']);
    expect(routes()).toEqual([]);
    does(join(x1), say(s1));
    expect(routes()).toEqual(['axon p1@B x1', 'ee p1@B s1']);
    expect(sends({ kind: 'ended', pair: x1, orcName: p1 })).toEqual([':delete-route p1@B']);
    expect(routes()).toEqual([]);
  });

  it('SAFE-1: malformed and strange frames are refused without a throw', () => {
    const { faults, routes } = setUpRouter();
    const trap = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('no');
        },
      },
    );
    expect(
      faults(frame(x1, trap), frame(x1, null), frame(x1, { kind: ':x' }), frame(pairId('no'), {})),
    ).toEqual(['MALFORMED', 'MALFORMED', 'MALFORMED', 'UNKNOWN_PAIR']);
    expect(
      faults(
        { kind: 'event', uplink: U, frame: 7 },
        frame(x1, { kind: ':delete-route', orcName: 'greathall' }),
      ),
    ).toEqual(['MALFORMED', 'MALFORMED']);
    expect(routes()).toEqual([]);
  });

  it('SAFE-2: nobody deletes, renames or mutes another', () => {
    const { does, faults, routes } = setUpRouter();
    does(join(x1), connLine(x1));
    expect(faults(deleteRoute(x2), disconnLine(x2), rename(x2, p1, 'q@B'))).toEqual([
      'NOT_YOURS',
      'NOT_YOURS',
      'NOT_YOURS',
    ]);
    expect(does(deleteRoute(low), disconnLine(low), connLine(low))).toEqual([]);
    expect(routes()).toEqual(['axon p1@B x1 L=1']);
  });
});
