/** Scenes of events: what is published here, and what comes down from above. */
import type { Scene } from './scene.ts';
import { scene } from './scene.ts';
import {
  at,
  command,
  conn,
  down,
  event,
  from,
  hallSubscribes,
  join,
  open,
  publish,
  rawEvent,
  up,
} from './world.ts';

const u1 = up('u1');
const own = at('s1', join('p1@n1'));
const holding = at('s1', join('p1@n1'), conn('p1@n1', 'a'));
const onEe = at('e1', join('p2@n1'), conn('p2@n1', 'a'));
const belowHolding = at('m1', join('p5@m1'), conn('p5@m1', 'a'));
const twoOnS1 = at('s1', join('p1@n1'), conn('p1@n1', 'a'), join('p2@n1'), conn('p2@n1', 'a'));
const both = [holding, at('e1', join('p1@n1'))];

export const publishScenes: readonly Scene[] = [
  scene(
    'a line: a client, an orc on `ee` and one below hold it',
    [u1, holding, onEe, belowHolding],
    publish('news<a>', { payload: { score: [2, 1] } }),
    'EVENT-1',
    'EVENT-8',
  ),
  scene(
    'a line that some hold: the others get nothing',
    [u1, holding, at('s2', join('p2@n1')), open('m1')],
    publish('news<a>'),
    'EVENT-1',
    'PRUNE-1',
  ),
  scene(
    'a line that nobody holds: to nobody',
    [u1, own, at('m1', join('p5@m1'))],
    publish('news<a>'),
    'EVENT-2',
    'PRUNE-2',
  ),
  scene('two orcs on one pair hold it: one frame', [u1, twoOnS1], publish('news<a>'), 'EVENT-5'),
  scene(
    'one orc holds it twice: one frame',
    [u1, at('s1', join('p1@n1'), conn('p1@n1', 'a'), conn('p1@n1', 'a'))],
    publish('news<a>'),
    'EVENT-5',
  ),
  scene(
    'two endpoints of an orc, one holds the line: that one only',
    [u1, both],
    publish('news<a>'),
    'EVENT-1',
  ),
  scene(
    'two orcs on `ee` hold it: emitted once',
    [u1, onEe, at('e2', join('p3@n1'), conn('p3@n1', 'a'))],
    publish('news<a>'),
    'EVENT-5',
  ),
  scene('greathall holds it', [u1, hallSubscribes('x<a>')], publish('news<a>'), 'LINE-7'),
  scene(
    'two lines in the topic: the first counts',
    [u1, at('s1', join('p1@n1'), conn('p1@n1', 'a')), at('s2', join('p2@n1'), conn('p2@n1', 'b'))],
    publish('x<b>y<a>'),
    'EVENT-0',
  ),
  scene('a broadcast, nobody is there: emitted for greathall', [u1], publish('news'), 'EVENT-3'),
  scene(
    'a broadcast: once per pair and emitter; a lower node without orcs too',
    [u1, twoOnS1, onEe, open('m1')],
    publish('news'),
    'EVENT-3',
    'EVENT-5',
  ),
  scene(
    '… a client’s pair on which nobody has joined: no frame (one would be free)',
    [u1, own, open('s2')],
    publish('news'),
    'EVENT-3',
  ),
  scene(
    '… a pair with a nested entry alone: no frame (one would be free)',
    [u1, at('e1', join('p2@n1')), open('s1'), from('s1', command('p2@n1'))],
    publish('news'),
    'EVENT-3',
  ),
  scene(
    'a result: to the orc that it names',
    [u1, own, at('s2', join('p2@n1'))],
    publish('p1@n1::save.finished'),
    'EVENT-4',
  ),
  scene('… once at each of its endpoints', [u1, both], publish('p1@n1::save.error'), 'EVENT-4'),
  scene(
    '… that is below',
    [u1, own, at('m1', join('p5@m1')), open('m2')],
    publish('p5@m1::save.finished'),
    'EVENT-4',
    'PRUNE-3',
  ),
  scene(
    '… not to its nested entry',
    [u1, own, at('e1', command('p1@n1'))],
    publish('p1@n1::save.finished'),
    'EVENT-4',
    'ROUTE-7',
  ),
  scene(
    '… though there is a line in it',
    [u1, own, at('s2', join('p2@n1'), conn('p2@n1', 'a'))],
    publish('p1@n1::<a>.finished'),
    'EVENT-0',
    'EVENT-4',
  ),
  scene(
    'a result for an unknown orc: to nobody',
    [u1, own, open('m1')],
    publish('p9@n1::save.finished'),
    'EVENT-6',
    'PRUNE-4',
  ),
  scene(
    'a result for greathall: emitted here',
    [u1, own, open('m1')],
    publish('greathall::save.finished'),
    'EVENT-4',
  ),
  scene('`<>` in the topic', [u1, own], publish('news<>'), 'EVENT-0'),
  scene(
    '… with `forward`, and beside a line',
    [u1, own],
    publish('news<>x<a>', { forward: 'h9' }),
    'EVENT-0',
  ),
  scene('an empty topic', [u1, own], publish(''), 'SAFE-1'),
  scene(
    '`forward` to this node’s own horde: as if there were none',
    [u1, holding, belowHolding],
    publish('news<a>', { forward: 'h1' }),
    'EVENT-9',
  ),
  scene(
    '`forward` to a horde below: one frame, with `forward`',
    [u1, holding, belowHolding],
    publish('news<a>', { forward: 'h-m1' }),
    'EVENT-9',
  ),
  scene(
    '… that two lower nodes know: the newest entry',
    [
      u1,
      at('m1', join('p5@m1', { hordes: ['h-m1', 'h-k1'] })),
      at('m2', join('p6@m2', { hordes: ['h-m2', 'h-k1'] })),
    ],
    publish('news', { forward: 'h-k1' }),
    'EVENT-9',
  ),
  scene(
    '… the older of which was refreshed since, by a command',
    [
      u1,
      at('m1', join('p5@m1', { hordes: ['h-m1', 'h-k1'] })),
      at('m2', join('p6@m2', { hordes: ['h-m2', 'h-k1'] })),
      from('m1', command('p5@m1', 'do', { hordes: ['h-m1', 'h-k1'] })),
    ],
    publish('news', { forward: 'h-k1' }),
    'EVENT-9',
  ),
  scene(
    '… or by a `:conn-line`, even one that is not passed on',
    [
      u1,
      at('m1', conn('p5@m1', 'a', { hordes: ['h-m1', 'h-k1'] })),
      at('m2', join('p6@m2', { hordes: ['h-m2', 'h-k1'] })),
      from('m1', conn('p5@m1', 'a', { hordes: ['h-m1', 'h-k1'] })),
    ],
    publish('news', { forward: 'h-k1' }),
    'EVENT-9',
  ),
  scene(
    '`forward` to a horde that no entry holds',
    [u1, own, belowHolding],
    publish('news', { forward: 'h9' }),
    'EVENT-9',
  ),
  scene(
    '… of a lower node none of whose orcs is known',
    [u1, own, open('m1')],
    publish('news', { forward: 'h-m1' }),
    'EVENT-9',
  ),
  scene(
    '… the horde of a node above',
    [u1, own],
    publish('news', { forward: 'h-u1' }),
    'EVENT-9',
    'LINE-6',
  ),
];

export const eventScenes: readonly Scene[] = [
  scene(
    'a line that some hold',
    [u1, holding, onEe, belowHolding],
    event('u1', 'news<a>'),
    'EVENT-1',
  ),
  scene('a line that nobody holds', [u1, own, open('m1')], event('u1', 'news<a>'), 'EVENT-2'),
  scene(
    'a line that greathall holds',
    [u1, hallSubscribes('x<a>')],
    event('u1', 'news<a>'),
    'LINE-7',
  ),
  scene('a broadcast', [u1, own, open('m1')], event('u1', 'news'), 'EVENT-3'),
  scene('a result for an orc here', [u1, own], event('u1', 'p1@n1::save.finished'), 'EVENT-4'),
  scene(
    'a result for an orc below',
    [u1, at('m1', join('p5@m1'))],
    event('u1', 'p5@m1::save.finished'),
    'EVENT-4',
  ),
  scene('a result for an unknown orc', [u1, own], event('u1', 'p9@n1::save.finished'), 'EVENT-6'),
  scene(
    'a result for greathall: it is another node’s',
    [u1, own],
    event('u1', 'greathall::save.finished'),
    'EVENT-4',
  ),
  scene(
    '`forward` to this node’s horde: handled as published here, without `forward`',
    [u1, holding],
    event('u1', 'news<a>', 'h1'),
    'EVENT-9',
  ),
  scene(
    '… a result for greathall: it is this node’s',
    [u1],
    event('u1', 'greathall::save.finished', 'h1'),
    'EVENT-9',
    'EVENT-4',
  ),
  scene(
    '`forward` to a horde below',
    [u1, holding, belowHolding],
    event('u1', 'news<a>', 'h-m1'),
    'EVENT-9',
  ),
  scene(
    '`forward` to a horde that no entry holds: dropped',
    [u1, holding],
    event('u1', 'news<a>', 'h9'),
    'EVENT-9',
  ),
  scene(
    'nothing of it goes up, to the other uplink neither',
    [u1, up('u2'), holding],
    event('u1', 'news<a>'),
    'LINE-6',
  ),
  scene(
    'an unknown field: dropped',
    [u1, holding],
    rawEvent('u1', { topic: 'news<a>', id: 'e1', payload: 1, more: 2 }),
    'EVENT-8',
  ),
  scene('no payload', [u1, holding], rawEvent('u1', { topic: 'news<a>', id: 'e1' }), 'SAFE-1'),
  scene(
    '`forward` is null',
    [u1, holding],
    rawEvent('u1', { topic: 'news<a>', id: 'e1', payload: 1, forward: null }),
    'SAFE-1',
  ),
  scene('`<>` in the topic', [u1, holding], event('u1', 'news<>'), 'EVENT-0', 'SAFE-1'),
  scene('no object', [u1, holding], rawEvent('u1', [1]), 'SAFE-1'),
  scene('from an uplink that was never up', [u1, holding], event('u2', 'news<a>'), 'SAFE-1'),
  scene('from an uplink that is down', [u1, holding, down('u1')], event('u1', 'news<a>'), 'SAFE-1'),
  scene('… and malformed', [holding], rawEvent('u1', null), 'SAFE-1'),
];
