/** Scenes of commands: how a route is made, refreshed, taken over, and what a nested command does. */
import type { Scene } from './scene.ts';
import { scene } from './scene.ts';
import { announce, at, command, conn, from, join, open, up } from './world.ts';

const u1 = up('u1');
const own = at('s1', join('p1@n1'));
const holding = at('s1', join('p1@n1'), conn('p1@n1', 'a'));
const below = at('m1', join('p5@m1'));
const both = [own, at('e1', join('p1@n1'))];

export const joinScenes: readonly Scene[] = [
  scene(
    'unknown orc, client’s pair',
    [u1, open('s1')],
    from('s1', join('p1@n1')),
    'ARP-2',
    'ARP-3',
  ),
  scene('no uplink is up', [open('s1')], from('s1', join('p1@n1')), 'ARP-2', 'HEAL-1'),
  scene('two uplinks', [u1, up('u2'), open('s1')], from('s1', join('p1@n1')), 'ARP-2'),
  scene('with `nice`', [u1, open('s1')], from('s1', join('p1@n1', { nice: 3 })), 'ARP-6'),
  scene('on `ee`', [u1, open('e1')], from('e1', join('p1@n1')), 'ARP-2', 'ARP-3'),
  scene(
    '`arp.port` is not the pair’s: the pair’s counts',
    [u1, open('s1')],
    from(
      's1',
      (place) =>
        ({ ...join('p1@n1')(place), arp: { token: 'x', port: 7, hordes: [], nice: 0 } }) as never,
    ),
    'ARP-3',
  ),
  scene(
    'unknown orc of a lower node',
    [u1, open('m1')],
    from('m1', join('p5@m1')),
    'ARP-2',
    'ARP-3',
  ),
  scene(
    'a lower node that knows more hordes',
    [u1, open('m1')],
    from('m1', join('p5@m1', { hordes: ['h-m1', 'h-k1'] })),
    'ARP-3',
  ),
  scene(
    'hordes of another orc’s route are passed on too',
    [u1, below, open('s1')],
    from('s1', join('p1@n1')),
    'ARP-3',
  ),
  scene(
    'again on its own pair: refreshed, the lines stay',
    [u1, holding],
    from('s1', join('p1@n1')),
    'ARP-5',
  ),
  scene(
    'again with another `nice`',
    [u1, holding],
    from('s1', join('p1@n1', { nice: 2 })),
    'ARP-5',
    'ARP-6',
  ),
  scene(
    'again from below: hordes replaced, not merged',
    [u1, at('m1', join('p5@m1', { hordes: ['h-m1', 'h-k1'] }))],
    from('m1', join('p5@m1')),
    'ARP-3',
    'ARP-5',
  ),
  scene('second orc on the same pair', [u1, own], from('s1', join('p2@n1')), 'ARP-2'),
  scene(
    'second endpoint, on the other backend',
    [u1, own, open('e1')],
    from('e1', join('p1@n1')),
    'ARP-4',
  ),
  scene(
    '… which holds a line already',
    [u1, holding, open('e1')],
    from('e1', join('p1@n1')),
    'ARP-4',
  ),
  scene(
    '… with another `nice`: equal in both entries',
    [u1, own, open('e1')],
    from('e1', join('p1@n1', { nice: 4 })),
    'ARP-6',
  ),
  scene(
    'by another pair of the same backend: taken over, without lines',
    [u1, holding, open('s2')],
    from('s2', join('p1@n1')),
    'ARP-5',
  ),
  scene(
    '… while the other backend’s endpoint holds a line: that line is announced anew',
    [u1, own, at('e1', join('p1@n1'), conn('p1@n1', 'b')), open('s2')],
    from('s2', join('p1@n1')),
    'ARP-5',
  ),
  scene(
    'an orc known by a lower node joins here',
    [u1, below, open('s1')],
    from('s1', join('p5@m1')),
    'ARP-4',
    'ARP-5',
  ),
  scene(
    'an orc of this node joins below',
    [u1, holding, open('m1')],
    from('m1', join('p1@n1')),
    'ARP-4',
    'ARP-5',
  ),
  scene(
    '… that had two endpoints here',
    [u1, both, open('m1')],
    from('m1', join('p1@n1')),
    'ARP-4',
    'ARP-5',
  ),
  scene(
    'an orc moves from one lower node to another',
    [u1, at('m1', join('p5@m1'), conn('p5@m1', 'a')), open('m2')],
    from('m2', join('p5@m1')),
    'ARP-5',
  ),
  scene(
    'its nested entry becomes an endpoint',
    [u1, own, at('e1', command('p1@n1'))],
    from('e1', join('p1@n1')),
    'ARP-4',
    'ROUTE-7',
  ),
];

export const commandScenes: readonly Scene[] = [
  scene(
    'on the orc’s own pair: refreshed',
    [u1, holding],
    from('s1', command('p1@n1')),
    'ARP-2',
    'ARP-5',
  ),
  scene('… no uplink is up', [own], from('s1', command('p1@n1')), 'ARP-2', 'HEAL-1'),
  scene(
    '… with another `nice`',
    [u1, own],
    from('s1', command('p1@n1', 'do', { nice: 5 })),
    'ARP-6',
  ),
  scene(
    'from the lower node of its route',
    [u1, below],
    from('m1', command('p5@m1')),
    'ARP-2',
    'ARP-5',
  ),
  scene(
    '… with other hordes: replaced',
    [u1, at('m1', join('p5@m1', { hordes: ['h-m1', 'h-k1'] }))],
    from('m1', command('p5@m1')),
    'ARP-3',
  ),
  scene(
    'unknown orc, client’s pair: passed up, no entry',
    [u1, open('s1')],
    from('s1', command('p1@n1')),
    'ROUTE-7',
  ),
  scene(
    'unknown orc, from below: passed up, no entry',
    [u1, open('m1')],
    from('m1', command('p5@m1')),
    'ROUTE-7',
  ),
  scene(
    'nested: another client’s pair of the same backend',
    [u1, own, open('s2')],
    from('s2', command('p1@n1')),
    'ARP-5',
    'ROUTE-7',
  ),
  scene(
    'nested: a pair of a backend where the orc has no entry',
    [u1, own, open('e1')],
    from('e1', command('p1@n1')),
    'ROUTE-7',
  ),
  scene(
    '… again, on that pair',
    [u1, own, at('e1', command('p1@n1'))],
    from('e1', command('p1@n1')),
    'ROUTE-7',
  ),
  scene(
    'nested: the orc is known by a lower node alone',
    [u1, below, open('s1')],
    from('s1', command('p5@m1')),
    'ROUTE-7',
    'ARP-4',
  ),
  scene(
    'from a lower node that is not on the orc’s route',
    [u1, own, open('m1')],
    from('m1', command('p1@n1')),
    'ARP-5',
  ),
  scene('from another lower node', [u1, below, open('m2')], from('m2', command('p5@m1')), 'ARP-5'),
];

export const announceScenes: readonly Scene[] = [
  scene(
    'unknown orc, from below: like a command, but not dispatched',
    [u1, open('m1')],
    from('m1', announce('p5@m1')),
    'HEAL-1',
    'ARP-2',
  ),
  scene(
    'known by that lower node: the lines stay',
    [u1, at('m1', join('p5@m1'), conn('p5@m1', 'a'))],
    from('m1', announce('p5@m1')),
    'ARP-5',
  ),
  scene(
    'known by another lower node: taken over',
    [u1, at('m1', join('p5@m1'), conn('p5@m1', 'a')), open('m2')],
    from('m2', announce('p5@m1')),
    'ARP-5',
  ),
  scene(
    'an orc of this node: taken over',
    [u1, holding, open('m1')],
    from('m1', announce('p1@n1')),
    'ARP-5',
  ),
  scene('on a client’s pair', [u1, own], from('s1', announce('p1@n1')), 'SAFE-2', 'ARP-5'),
];
