/** Scenes of lines: `:conn-line` and `:disconn-line`, and greathall's own subscriptions. */
import type { Scene } from './scene.ts';
import { scene } from './scene.ts';
import {
  at,
  command,
  conn,
  disconn,
  from,
  hallSubscribes,
  hallUnsubscribes,
  join,
  open,
  raw,
  up,
} from './world.ts';

const u1 = up('u1');
const own = at('s1', join('p1@n1'));
const holding = at('s1', join('p1@n1'), conn('p1@n1', 'a'));
const twice = at('s1', join('p1@n1'), conn('p1@n1', 'a'), conn('p1@n1', 'a'));
const below = at('m1', join('p5@m1'));
const belowHolding = at('m1', join('p5@m1'), conn('p5@m1', 'a'));
const nested = [own, at('e1', command('p1@n1'))];

export const connScenes: readonly Scene[] = [
  scene(
    'first of the orc, on its own pair',
    [u1, own],
    from('s1', conn('p1@n1', 'a')),
    'LINE-1',
    'LINE-2',
  ),
  scene('… no uplink is up', [own], from('s1', conn('p1@n1', 'a')), 'LINE-1', 'HEAL-1'),
  scene('… two uplinks', [u1, up('u2'), own], from('s1', conn('p1@n1', 'a')), 'LINE-1'),
  scene('… on `ee`', [u1, at('e1', join('p1@n1'))], from('e1', conn('p1@n1', 'a')), 'LINE-1'),
  scene(
    'again: counted, not passed on',
    [u1, holding],
    from('s1', conn('p1@n1', 'a')),
    'LINE-2',
    'LINE-4',
  ),
  scene(
    'again, with another `nice`: refreshed, not passed on',
    [u1, holding],
    from('s1', conn('p1@n1', 'a', { nice: 2 })),
    'LINE-4',
    'ARP-6',
  ),
  scene(
    'another line of the orc',
    [u1, holding],
    from('s1', conn('p1@n1', 'b')),
    'LINE-8',
    'LINE-1',
  ),
  scene(
    'another orc, the same line: passed on, as it is another orc’s first',
    [u1, holding, at('s2', join('p2@n1'))],
    from('s2', conn('p2@n1', 'a')),
    'LINE-4',
  ),
  scene(
    'on its other endpoint',
    [u1, holding, at('e1', join('p1@n1'))],
    from('e1', conn('p1@n1', 'a')),
    'LINE-2',
    'LINE-4',
  ),
  scene(
    'unknown orc, client’s pair: makes an endpoint',
    [u1, open('s1')],
    from('s1', conn('p1@n1', 'a')),
    'LINE-3',
  ),
  scene(
    'unknown orc, from below: makes a route',
    [u1, open('m1')],
    from('m1', conn('p5@m1', 'a')),
    'LINE-3',
  ),
  scene('from the lower node of its route', [u1, below], from('m1', conn('p5@m1', 'a')), 'LINE-1'),
  scene(
    '… again: no count for a lower node, not passed on',
    [u1, belowHolding],
    from('m1', conn('p5@m1', 'a')),
    'LINE-2',
    'LINE-4',
  ),
  scene(
    '… with other hordes: refreshed all the same',
    [u1, belowHolding],
    from('m1', conn('p5@m1', 'a', { hordes: ['h-m1', 'h-k1'] })),
    'ARP-2',
    'LINE-4',
  ),
  scene(
    'from a lower node that is not on the orc’s route',
    [u1, own, open('m1')],
    from('m1', conn('p1@n1', 'a')),
    'LINE-4',
  ),
  scene(
    'from another lower node',
    [u1, below, open('m2')],
    from('m2', conn('p5@m1', 'a')),
    'LINE-4',
  ),
  scene(
    'on a client’s pair that is no endpoint of the orc',
    [u1, own, open('s2')],
    from('s2', conn('p1@n1', 'a')),
    'SAFE-2',
  ),
  scene(
    '… of an orc that is below',
    [u1, below, open('s1')],
    from('s1', conn('p5@m1', 'a')),
    'SAFE-2',
  ),
  scene('on the pair of a nested entry', [u1, nested], from('e1', conn('p1@n1', 'a')), 'SAFE-2'),
  scene(
    'second endpoint made by it? No: the orc is known, and the pair is another',
    [u1, own, open('e1')],
    from('e1', conn('p1@n1', 'a')),
    'SAFE-2',
  ),
  scene(
    'about greathall',
    [u1, own],
    raw('s1', {
      kind: ':conn-line',
      lineId: 'a',
      orcName: 'greathall',
      arp: { token: 's1', port: 4001, hordes: [], nice: 0 },
    }),
    'LINE-7',
    'SAFE-1',
  ),
  scene(
    'a line called `constructor`',
    [u1, own],
    from('s1', conn('p1@n1', 'constructor')),
    'LINE-1',
  ),
];

export const disconnScenes: readonly Scene[] = [
  scene('the orc’s only subscription', [u1, holding], from('s1', disconn('p1@n1', 'a')), 'LINE-2'),
  scene('… no uplink is up', [holding], from('s1', disconn('p1@n1', 'a')), 'LINE-2', 'HEAL-1'),
  scene('one of two', [u1, twice], from('s1', disconn('p1@n1', 'a')), 'LINE-2', 'LINE-4'),
  scene(
    'its other endpoint holds the line still',
    [u1, holding, at('e1', join('p1@n1'), conn('p1@n1', 'a'))],
    from('s1', disconn('p1@n1', 'a')),
    'LINE-2',
    'LINE-4',
  ),
  scene(
    'another orc holds the line still: passed on all the same',
    [u1, holding, at('s2', join('p2@n1'), conn('p2@n1', 'a'))],
    from('s1', disconn('p1@n1', 'a')),
    'LINE-4',
  ),
  scene(
    'it holds another line',
    [u1, at('s1', join('p1@n1'), conn('p1@n1', 'a'), conn('p1@n1', 'b'))],
    from('s1', disconn('p1@n1', 'a')),
    'LINE-8',
  ),
  scene('a line that it does not hold', [u1, holding], from('s1', disconn('p1@n1', 'b')), 'LINE-5'),
  scene(
    'held by its other endpoint alone',
    [u1, holding, at('e1', join('p1@n1'))],
    from('e1', disconn('p1@n1', 'a')),
    'LINE-2',
    'LINE-5',
  ),
  scene('unknown orc', [u1, open('s1')], from('s1', disconn('p1@n1', 'a')), 'LINE-5'),
  scene(
    'from the lower node of its route',
    [u1, belowHolding],
    from('m1', disconn('p5@m1', 'a')),
    'LINE-2',
  ),
  scene('… a line that it does not hold', [u1, below], from('m1', disconn('p5@m1', 'a')), 'LINE-5'),
  scene(
    'from a lower node that is not on the orc’s route',
    [u1, holding, open('m1')],
    from('m1', disconn('p1@n1', 'a')),
    'LINE-4',
  ),
  scene(
    'on a client’s pair that is no endpoint of the orc',
    [u1, holding, open('s2')],
    from('s2', disconn('p1@n1', 'a')),
    'SAFE-2',
  ),
  scene(
    'on the pair of a nested entry',
    [u1, holding, at('e1', command('p1@n1'))],
    from('e1', disconn('p1@n1', 'a')),
    'SAFE-2',
  ),
];

export const hallScenes: readonly Scene[] = [
  scene('subscribes: nothing goes up', [u1], hallSubscribes('x<a>'), 'LINE-7'),
  scene('again: counted', [u1, hallSubscribes('x<a>')], hallSubscribes('x<a>'), 'LINE-7', 'LINE-2'),
  scene(
    'another pattern on the line: counted',
    [u1, hallSubscribes('x<a>')],
    hallSubscribes('y*<a>'),
    'LINE-7',
    'LINE-2',
  ),
  scene('a pattern without a line', [u1], hallSubscribes('news*'), 'LINE-7'),
  scene(
    'unsubscribes, one of two',
    [u1, hallSubscribes('x<a>'), hallSubscribes('x<a>')],
    hallUnsubscribes('x<a>'),
    'LINE-7',
    'LINE-2',
  ),
  scene(
    'unsubscribes, the last',
    [u1, hallSubscribes('x<a>')],
    hallUnsubscribes('x<a>'),
    'LINE-7',
    'LINE-2',
  ),
  scene(
    '… while an orc on `ee` holds the line',
    [u1, at('e1', join('p1@n1'), conn('p1@n1', 'a')), hallSubscribes('x<a>')],
    hallUnsubscribes('x<a>'),
    'LINE-7',
    'LINE-8',
  ),
];
