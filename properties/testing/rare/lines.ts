/**
 * For each rare mutant of lines a scenario that shows it at once, as short as its fault allows.
 */
import type { Scenario } from '#spec';
import {
  hall,
  hallEnds,
  join,
  on,
  orc,
  p1,
  p2,
  publish,
  sketch,
  subscribe,
  times,
  unsubscribe,
} from './sketch.ts';

/** A scenario in which one orc holds the first line, another holds the second, and an event on `asked` is published. */
const sideBySide = (held: string, other: string, asked = held) =>
  sketch([subscribe(p1, 's1', held), subscribe(p2, 's2', other), publish('n1', on(asked))]);

const long = (character: string, end = '') => character.repeat(64) + end;

/** A scenario in which an orc subscribes to one line `count` times. */
const often = (count: number) => sketch([times(count, () => subscribe(p1, 's1', 'l'))]);

export const lineScenarios: Readonly<Record<string, Scenario>> = {
  'lines-fold-case': sideBySide('l', 'L'),
  'lines-by-their-beginning': sideBySide('l', 'l2', 'l2'),
  'lines-cut-at-64': sideBySide(long('x', '1'), long('x', '2')),
  'lines-composed': sideBySide('\u00e9', 'e\u0301'),
  'lines-in-one-byte-units': sideBySide('š', 'a'),
  'lines-without-the-astral': sideBySide('😀', '😁'),
  'lines-trimmed': sideBySide('l', ' l'),
  'lines-are-paths-by-dot': sideBySide('l', 'l.m', 'l.m'),
  'lines-are-paths-by-slash': sideBySide('l', 'l/m', 'l/m'),
  'stars-in-lines-match': sideBySide('l*', 'lm', 'lm'),
  'hash-sign-holds-all': sideBySide('#', 'l', 'l'),
  'lines-end-at-a-bar': sideBySide('l', 'l|m'),
  'lines-in-thirty-two-slots': sideBySide('l1', 'l14'),
  'lines-measured-in-bytes': sketch([subscribe(p1, 's1', 'é'.repeat(129))]),
  'longest-line-refused': sketch([subscribe(p1, 's1', 'x'.repeat(256))]),
  'lines-keyed-across-orcs': sketch([subscribe(p1, 's1', 'a|b'), subscribe(`${p1}|a`, 's2', 'b')]),

  'count-in-a-byte': often(256),
  'count-in-a-signed-byte': often(128),
  'count-stops-at-eight': often(9),
  'count-in-two-bits': sketch([
    times(4, (at) => subscribe(p1, 's1', `l${at}`)),
    times(2, () => subscribe(p1, 's1', 'l1')),
  ]),
  'ninth-line-left-out': sketch([times(9, (at) => subscribe(p1, 's1', `l${at}`))]),
  'seventeenth-line-not-told': sketch(
    [times(17, (at) => subscribe(orc(at % 3), `s${at % 3}`, `l${at}`))],
    { uplinks: 'n1/n2' },
  ),
  'line-of-a-ninth-orc-not-told': sketch([times(9, (at) => subscribe(orc(at), 's1', 'l'))], {
    uplinks: 'n1/n2',
  }),

  'hall-mutes-the-emitter': sketch([
    hall('n1', 'l'),
    subscribe(p1, 'e1', 'l'),
    hallEnds('n1', 'l'),
    publish('n1', on('l')),
  ]),
  'orcs-mute-the-hall': sketch([
    hall('n1', 'l'),
    subscribe(p1, 'e1', 'l'),
    unsubscribe(p1, 'e1', 'l'),
    publish('n1', on('l')),
  ]),
  'two-reasons-leave-one': sketch([
    hall('n1', 'l'),
    subscribe(p1, 'e1', 'l'),
    hallEnds('n1', 'l'),
    unsubscribe(p1, 'e1', 'l'),
    publish('n1', on('l')),
  ]),
  'both-backends-mute-the-socket': sketch([
    subscribe(p1, 's1', 'l'),
    join(p1, 'e1'),
    subscribe(p1, 'e1', 'l'),
    unsubscribe(p1, 'e1', 'l'),
    publish('n1', on('l')),
  ]),
};
