/**
 * For each rare mutant of routes a scenario that shows it at once, as short as its fault allows.
 */
import type { Scenario } from '#spec';
import {
  cut,
  inject,
  join,
  leave,
  on,
  orc,
  p1,
  p2,
  p3,
  publish,
  rename,
  sketch,
  subscribe,
  times,
} from './sketch.ts';

/** A scenario in which both orcs are attached, and a result for the first one is published. */
const resultBeside = (name: string, other: string) =>
  sketch([join(name, 's1'), join(other, 's2'), publish('n1', `${name}::job.finished`)]);

/** A scenario in which both orcs are behind one pair, and the first one leaves. */
const departureBeside = (name: string, other: string) =>
  sketch([join(name, 's1'), join(other, 's1'), leave(name)]);

const long = (end: string) => `${'x'.repeat(64)}${end}@n1`;
const behindOnePair = (count: number) => times(count, (at) => join(orc(at), 's1'));

export const routeScenarios: Readonly<Record<string, Scenario>> = {
  'orcs-fold-case': resultBeside('p@n1', 'P@n1'),
  'orcs-cut-at-64': resultBeside(long('1'), long('2')),
  'orcs-composed': resultBeside('\u00e9@n1', 'e\u0301@n1'),
  'orcs-without-their-node': resultBeside('p@n1', 'p@n2'),
  'results-by-the-beginning': resultBeside('p@n1', 'p@n12'),
  'departure-by-the-beginning': departureBeside('p@n1', 'p@n12'),
  'departure-folds-case': departureBeside('p@n1', 'P@n1'),
  'orcs-measured-in-bytes': sketch([join(`${'é'.repeat(128)}@n1`, 's1')]),
  'longest-orc-refused': sketch([join(`${'x'.repeat(253)}@n1`, 's1')]),
  'names-measured-in-characters': sketch([
    join(p1, 's1'),
    inject('s1', {
      kind: ':conn-line',
      orcName: p1,
      lineId: '😀'.repeat(200),
      arp: { token: 's1', port: 4001, hordes: [], nice: 0 },
    }),
  ]),

  'ninth-orc-behind-a-pair-left-out': sketch([behindOnePair(9)]),
  'thirty-third-route-left-out': sketch([behindOnePair(32)]),
  'seventeenth-orc-from-below-not-told': sketch([behindOnePair(17)], { uplinks: 'n1/n2 n2/n3' }),
  'loss-ends-eight-routes': sketch([behindOnePair(9), cut('s1')]),
  'crowded-pair-closed': sketch([behindOnePair(9), leave(p1)]),
  'third-move-not-told': sketch([times(4, (at) => join(p1, `s${at}`))], { uplinks: 'n1/n2' }),
  'four-hordes-a-message': sketch([join(p1, 's1')], {
    uplinks: 'n1/n2 n2/n3 n3/n4 n4/n5 n5/n6',
  }),

  'nice-in-a-byte': sketch([join(p1, 's1')], { nice: { [p1]: 128 } }),
  'nice-in-32-bits': sketch([join(p1, 's1')], { nice: { [p1]: 2 ** 31 } }),

  'renamed-orcs-by-port': sketch(
    [join(p1, 's1'), join(p2, 's2'), rename(p2, 's2', p3), publish('n1', `${p3}::job.finished`)],
    { ports: { s1: 4001, s2: 4001 } },
  ),
  'old-name-stays-taken': sketch([
    join(p1, 's1'),
    rename(p1, 's1', p2),
    join(p3, 's2'),
    rename(p3, 's2', p1),
  ]),
  'second-rename-not-told': sketch([join(p1, 's1'), rename(p1, 's1', p2), rename(p2, 's1', p3)], {
    uplinks: 'n1/n2',
  }),
  'rename-tells-three-lines': sketch(
    [times(4, (at) => subscribe(p1, 's1', `l${at}`)), rename(p1, 's1', p2)],
    { uplinks: 'n1/n2' },
  ),
  'lost-lines-come-back': sketch([
    subscribe(p1, 's1', 'l'),
    cut('s1'),
    join(p1, 's2'),
    publish('n1', on('l')),
  ]),
  'reused-name-unheard': sketch([
    join(p1, 's1'),
    leave(p1),
    join(p1, 's2'),
    publish('n1', `${p1}::job.finished`),
  ]),
  'silent-orcs-age': sketch([
    subscribe(p1, 's1', 'l'),
    times(40, () => publish('n1', 'news')),
    publish('n1', on('l')),
  ]),
};
