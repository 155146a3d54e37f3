/** Scenes of links: pairs that are attached, uplinks that come and go, and frames that are refused whatever they are about. */
import type { Scene } from './scene.ts';
import { scene } from './scene.ts';
import {
  at,
  command,
  conn,
  down,
  from,
  hallSubscribes,
  join,
  leave,
  lost,
  open,
  raw,
  up,
} from './world.ts';

const u1 = up('u1');
const own = at('s1', join('p1@n1'));
const holding = at('s1', join('p1@n1'), conn('p1@n1', 'a'));
const below = at('m1', join('p5@m1'), conn('p5@m1', 'b'));
const arp = { token: 's1', port: 4001, hordes: [], nice: 0 };

export const attachedScenes: readonly Scene[] = [
  scene('a client’s pair on `axon`', [u1], open('s1'), 'ARP-1'),
  scene('a client’s pair on `ee`', [u1], open('e1'), 'ARP-1'),
  scene('a lower node’s pair', [u1], open('m1'), 'ARP-1'),
  scene(
    'a client’s pair again, after it was lost',
    [u1, holding, lost('s1')],
    open('s1'),
    'ROUTE-6',
    'ROUTE-4',
  ),
  scene(
    'a client’s pair again, after it was closed',
    [u1, holding, from('s1', leave('p1@n1'))],
    open('s1'),
    'ROUTE-6',
    'ROUTE-1',
  ),
  scene(
    'a lower node anew, while its older pair stands: that is ended first',
    [u1, below],
    open('m1'),
    'ROUTE-4',
    'HEAL-1',
  ),
];

export const uplinkScenes: readonly Scene[] = [
  scene('up; nobody is known', [], up('u1'), 'HEAL-1'),
  scene('up; an orc with a line', [holding], up('u1'), 'HEAL-1'),
  scene(
    'up; orcs here and below, in ascending order',
    [below, holding, hallSubscribes('x<c>')],
    up('u1'),
    'HEAL-1',
    'LINE-7',
  ),
  scene(
    'up; an orc with two endpoints: once, with all lines',
    [
      at('s1', join('p1@n1', { nice: 2 }), conn('p1@n1', 'b')),
      at('e1', join('p1@n1', { nice: 2 }), conn('p1@n1', 'a'), conn('p1@n1', 'b')),
    ],
    up('u1'),
    'HEAL-1',
    'ARP-6',
  ),
  scene(
    'up, while the other uplink is up: on the new one alone',
    [u1, holding],
    up('u2'),
    'HEAL-1',
  ),
  scene('up again, after it was down', [u1, holding, down('u1')], up('u1'), 'HEAL-1'),
  scene('up, while it is up (`reattachment`): all again', [u1, holding], up('u1'), 'HEAL-1'),
  scene('down: nothing is sent, the table stays', [u1, holding, below], down('u1'), 'HEAL-1'),
  scene('down; the other uplink stays up', [u1, up('u2'), holding], down('u1'), 'HEAL-1'),
];

export const refusedScenes: readonly Scene[] = [
  scene('a pair that was never attached', [u1, own], from('s2', join('p2@n1')), 'SAFE-1'),
  scene('… and malformed', [u1, own], raw('s2', null), 'SAFE-1'),
  scene(
    'a pair that was lost',
    [u1, own, lost('s1')],
    from('s1', command('p1@n1')),
    'SAFE-1',
    'ROUTE-4',
  ),
  scene(
    'a pair that the router closed',
    [u1, own, from('s1', leave('p1@n1'))],
    from('s1', join('p1@n1')),
    'SAFE-1',
    'ROUTE-1',
  ),
  scene(
    'a lower node’s pair that was lost',
    [u1, below, lost('m1')],
    from('m1', join('p5@m1')),
    'SAFE-1',
  ),
  scene('null', [u1, own], raw('s1', null), 'SAFE-1'),
  scene('a list', [u1, own], raw('s1', [1]), 'SAFE-1'),
  scene('no kind', [u1, own], raw('s1', {}), 'SAFE-1'),
  scene('an unknown kind', [u1, own], raw('s1', { kind: ':delete', orcName: 'p1@n1' }), 'SAFE-1'),
  scene(
    'an orcName without `@`',
    [u1, own],
    raw('s1', { kind: ':delete-route', orcName: 'p1' }),
    'SAFE-1',
  ),
  scene(
    'about greathall',
    [u1, own],
    raw('s1', { kind: ':delete-route', orcName: 'greathall' }),
    'LINE-7',
    'SAFE-1',
  ),
  scene(
    'a command whose name begins with `:`',
    [u1, own],
    raw('s1', { kind: 'command', name: ':do', orcName: 'p1@n1', arp, join: false }),
    'SAFE-1',
  ),
  scene(
    'no `arp`',
    [u1, own],
    raw('s1', { kind: 'command', name: 'do', orcName: 'p1@n1', join: false }),
    'SAFE-1',
  ),
  scene(
    'a port that is none',
    [u1, own],
    raw('s1', {
      kind: 'command',
      name: 'do',
      orcName: 'p1@n1',
      arp: { ...arp, port: 65536 },
      join: false,
    }),
    'SAFE-1',
  ),
  scene(
    'an ill-formed line, about another’s orc: malformed comes first',
    [u1, own, open('s2')],
    raw('s2', { kind: ':conn-line', lineId: 'a<b', orcName: 'p1@n1', arp }),
    'SAFE-1',
    'SAFE-2',
  ),
  scene(
    'no `join`: false',
    [u1, own],
    raw('s1', { kind: 'command', name: 'do', orcName: 'p1@n1', arp }),
    'ARP-2',
  ),
  scene(
    'an unknown field: dropped',
    [u1, own],
    raw('s1', { kind: 'command', name: 'do', orcName: 'p1@n1', arp, join: false, more: 1 }),
    'ARP-2',
  ),
];
