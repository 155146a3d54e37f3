/** Scenes of departures: `:delete-route`, an endpoint that ends, a pair that is lost; and `:rename`. */
import type { Scene } from './scene.ts';
import { scene } from './scene.ts';
import {
  at,
  command,
  conn,
  ended,
  from,
  join,
  leave,
  lost,
  open,
  raw,
  rename,
  up,
} from './world.ts';

const u1 = up('u1');
const own = at('s1', join('p1@n1'));
const holding = at('s1', join('p1@n1'), conn('p1@n1', 'a'));
const below = at('m1', join('p5@m1'), conn('p5@m1', 'a'));
const twoOnS1 = at('s1', join('p1@n1'), conn('p1@n1', 'a'), join('p2@n1'), conn('p2@n1', 'a'));
const both = [holding, at('e1', join('p1@n1'), conn('p1@n1', 'b'))];
const nested = [own, at('e1', command('p1@n1'))];

export const leaveScenes: readonly Scene[] = [
  scene(
    'the only orc of its pair: the pair is closed',
    [u1, holding],
    from('s1', leave('p1@n1')),
    'ROUTE-1',
  ),
  scene('… no uplink is up', [holding], from('s1', leave('p1@n1')), 'ROUTE-1', 'HEAL-1'),
  scene(
    'another orc is on the pair: it stays open',
    [u1, twoOnS1],
    from('s1', leave('p1@n1')),
    'ROUTE-1',
    'ROUTE-2',
  ),
  scene(
    'two endpoints: both go, both pairs are closed',
    [u1, both],
    from('s1', leave('p1@n1')),
    'ROUTE-1',
  ),
  scene(
    'with a nested entry: that goes too, its pair stays open',
    [u1, nested],
    from('s1', leave('p1@n1')),
    'ROUTE-1',
    'ROUTE-7',
  ),
  scene(
    'another orc is only nested on the pair: it is closed, and that entry goes',
    [u1, own, at('e1', join('p2@n1')), from('s1', command('p2@n1'))],
    from('s1', leave('p1@n1')),
    'ROUTE-1',
    'ROUTE-7',
  ),
  scene(
    'on the pair of a nested entry: that entry alone',
    [u1, nested],
    from('e1', leave('p1@n1')),
    'SAFE-2',
    'ROUTE-7',
  ),
  scene('unknown orc', [u1, open('s1')], from('s1', leave('p1@n1')), 'ROUTE-3'),
  scene('unknown orc, from below', [u1, open('m1')], from('m1', leave('p5@m1')), 'ROUTE-3'),
  scene(
    'from the lower node of its route: its pair stays',
    [u1, below],
    from('m1', leave('p5@m1')),
    'ROUTE-1',
  ),
  scene(
    'from a lower node that is not on the orc’s route',
    [u1, holding, open('m1')],
    from('m1', leave('p1@n1')),
    'LINE-4',
    'ROUTE-5',
  ),
  scene(
    'on a client’s pair that is no endpoint of the orc',
    [u1, holding, open('s2')],
    from('s2', leave('p1@n1')),
    'SAFE-2',
  ),
  scene('… of an orc that is below', [u1, below, open('s1')], from('s1', leave('p5@m1')), 'SAFE-2'),
  scene(
    'on the older pair, when another has taken the route over',
    [u1, holding, at('s2', join('p1@n1'))],
    from('s1', leave('p1@n1')),
    'SAFE-2',
    'ROUTE-5',
  ),
  scene(
    'on the newer of them',
    [u1, holding, at('s2', join('p1@n1'))],
    from('s2', leave('p1@n1')),
    'ROUTE-1',
  ),
];

export const renameScenes: readonly Scene[] = [
  scene('without lines', [u1, own], from('s1', rename('p1@n1', 'p9@n1')), 'ARP-8'),
  scene(
    'with lines',
    [
      u1,
      at(
        's1',
        join('p1@n1', { nice: 2 }),
        conn('p1@n1', 'b'),
        conn('p1@n1', 'a'),
        conn('p1@n1', 'a'),
      ),
    ],
    from('s1', rename('p1@n1', 'p9@n1')),
    'ARP-8',
    'ARP-6',
  ),
  scene('no uplink is up', [holding], from('s1', rename('p1@n1', 'p9@n1')), 'ARP-8', 'HEAL-1'),
  scene('on `ee`', [u1, at('e1', join('p1@n1'))], from('e1', rename('p1@n1', 'p9@n1')), 'ARP-8'),
  scene(
    'with a nested entry: renamed with it',
    [u1, nested],
    from('s1', rename('p1@n1', 'p9@n1')),
    'ARP-8',
    'ROUTE-7',
  ),
  scene(
    'the name is taken, here',
    [u1, own, at('s2', join('p2@n1'))],
    from('s1', rename('p1@n1', 'p2@n1')),
    'ARP-8',
  ),
  scene(
    'the name is taken, below',
    [u1, own, below],
    from('s1', rename('p1@n1', 'p5@m1')),
    'ARP-8',
  ),
  scene('to its own name: taken', [u1, own], from('s1', rename('p1@n1', 'p1@n1')), 'ARP-8'),
  scene('two endpoints', [u1, both], from('s1', rename('p1@n1', 'p9@n1')), 'ARP-8'),
  scene(
    '… and the name is taken',
    [u1, both, at('s2', join('p2@n1'))],
    from('s1', rename('p1@n1', 'p2@n1')),
    'ARP-8',
  ),
  scene(
    'on a pair that is no endpoint, to a name that is taken',
    [u1, own, at('s2', join('p2@n1'))],
    from('s2', rename('p1@n1', 'p2@n1')),
    'SAFE-2',
  ),
  scene(
    'on the pair of a nested entry',
    [u1, nested],
    from('e1', rename('p1@n1', 'p9@n1')),
    'SAFE-2',
  ),
  scene(
    'from the lower node of its route',
    [u1, below],
    from('m1', rename('p5@m1', 'p9@m1')),
    'SAFE-2',
  ),
  scene('unknown orc', [u1, open('s1')], from('s1', rename('p1@n1', 'p9@n1')), 'SAFE-2'),
  scene(
    'an ill-formed name',
    [u1, own],
    raw('s1', { kind: ':rename', orcName: 'p1@n1', to: 'p9' }),
    'ARP-8',
    'SAFE-1',
  ),
  scene(
    'to `greathall`',
    [u1, own],
    raw('s1', { kind: ':rename', orcName: 'p1@n1', to: 'greathall' }),
    'ARP-8',
    'SAFE-1',
  ),
];

export const lostScenes: readonly Scene[] = [
  scene('a client’s pair, one orc', [u1, holding], lost('s1'), 'ROUTE-4'),
  scene('… its event socket: the same', [u1, holding], lost('s1', 'event'), 'ROUTE-4'),
  scene('… no uplink is up', [holding], lost('s1'), 'ROUTE-4', 'HEAL-1'),
  scene('a client’s pair, several orcs', [u1, twoOnS1], lost('s1'), 'ROUTE-4'),
  scene('nobody is on the pair', [u1, open('s1')], lost('s1'), 'ROUTE-4'),
  scene(
    'the orc has another endpoint: its lines here are withdrawn',
    [u1, both],
    lost('s1'),
    'ROUTE-4',
    'ROUTE-7',
  ),
  scene(
    '… which holds the same line: not withdrawn',
    [u1, holding, at('e1', join('p1@n1'), conn('p1@n1', 'a'))],
    lost('s1'),
    'ROUTE-4',
    'LINE-2',
  ),
  scene(
    'the orc has only a nested entry left: that goes too',
    [u1, nested],
    lost('s1'),
    'ROUTE-4',
    'ROUTE-7',
  ),
  scene('the pair of a nested entry', [u1, nested], lost('e1'), 'ROUTE-4', 'ROUTE-7'),
  scene(
    'a lower node’s pair',
    [u1, at('m1', join('p5@m1'), conn('p5@m1', 'a'), join('p6@m1'))],
    lost('m1'),
    'ROUTE-4',
  ),
  scene(
    'the older pair, when another has taken the route over',
    [u1, holding, at('s2', join('p1@n1'))],
    lost('s1'),
    'ROUTE-5',
  ),
  scene(
    'the older pair of an orc that is below since',
    [u1, holding, at('m1', join('p1@n1'))],
    lost('s1'),
    'ROUTE-5',
  ),
];

export const endedScenes: readonly Scene[] = [
  scene(
    'the orc’s only endpoint: the pair stays open',
    [u1, holding],
    ended('s1', 'p1@n1'),
    'ROUTE-7',
    'ROUTE-4',
  ),
  scene(
    'one of two endpoints: its lines are withdrawn',
    [u1, both],
    ended('s1', 'p1@n1'),
    'ROUTE-7',
  ),
  scene(
    '… the other holds the same line: not withdrawn',
    [u1, holding, at('e1', join('p1@n1'), conn('p1@n1', 'a'))],
    ended('s1', 'p1@n1'),
    'ROUTE-7',
    'LINE-2',
  ),
  scene('another orc on the pair stays', [u1, twoOnS1], ended('s1', 'p1@n1'), 'ROUTE-7', 'ROUTE-2'),
  scene(
    'only a nested entry is left: that goes too',
    [u1, nested],
    ended('s1', 'p1@n1'),
    'ROUTE-7',
  ),
  scene('the orc is unknown, or has left', [u1, open('s1')], ended('s1', 'p1@n1'), 'ROUTE-7'),
  scene(
    'another pair has taken the route over',
    [u1, holding, at('s2', join('p1@n1'))],
    ended('s1', 'p1@n1'),
    'ROUTE-5',
  ),
];
