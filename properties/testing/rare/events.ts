/**
 * For each rare mutant of events a scenario that shows it at once, as short as its fault allows.
 */
import type { Json, Scenario } from '#spec';
import { forward, join, on, orc, p1, p2, p3, publish, sketch, subscribe, times } from './sketch.ts';

/** A scenario in which one orc holds the line `l` when an event on it carries the payload. */
const carrying = (payload: Json) =>
  sketch([subscribe(p1, 's1', 'l'), publish('n1', on('l'), payload)]);

/** A scenario in which one orc holds the line `l` and another holds `m` when an event of this topic is published. */
const about = (topic: string) =>
  sketch([subscribe(p1, 's1', 'l'), subscribe(p2, 's2', 'm'), publish('n1', topic)]);

/** A scenario in which an orc of this name is attached when a result for it is published. */
const resultFor = (name: string, end = 'job.finished') =>
  sketch([join(name, 's1'), join(p2, 's2'), publish('n1', `${name}::${end}`)]);

/** A scenario in which `count` orcs, each behind its own pair, hold the line when an event on it is published. */
const holders = (count: number, letter = 's') =>
  sketch([times(count, (at) => subscribe(orc(at), `${letter}${at}`, 'l')), publish('n1', on('l'))]);

const deep = (levels: number): Json => (levels === 0 ? 'deep' : [deep(levels - 1)]);

/** A scenario in which one orc subscribes to the pattern, and an event is published that matches it. */
const matching = (pattern: string, topic = 'news<l>.flash.today') =>
  sketch([subscribe(p1, 's1', 'l', pattern), publish('n1', topic)]);

export const eventScenarios: Readonly<Record<string, Scenario>> = {
  'line-to-the-last-bracket': about('w<l>x<m>'),
  'last-line-counts': about('w<l>x<m>'),
  'unclosed-line-read': about('w<l'),
  'closing-bracket-first': about('a>b<l>x'),
  'line-without-an-opening': about('l>x'),
  'second-line-may-be-empty': about('w<l>x<>'),
  'addressee-to-the-last-colons': resultFor(p1, 'job::part.finished'),
  'addressee-to-the-first-dot': resultFor('p.1@n1'),
  'addressee-of-word-characters': resultFor('p|1@n1'),

  'falsy-payload-dropped': carrying(0),
  'text-in-one-byte-units': carrying('š'),
  'text-without-the-astral': carrying('a😀'),
  'text-composed': carrying('e\u0301'),
  'text-escaped-twice': carrying('a"b'),
  'long-text-cut': carrying('x'.repeat(40_000)),
  'numbers-in-32-bits': carrying(2 ** 31),
  'numbers-in-single-precision': carrying(0.1),
  'true-is-one': carrying(true),
  'empty-object-is-a-list': carrying({}),
  'one-field-an-object': carrying({ a: 1, b: 2 }),
  'null-fields-left-out': carrying({ a: null }),
  'deep-payload-flattened': carrying(deep(20)),
  'large-events-lost': carrying('x'.repeat(20_000)),

  'fourth-carrier-left-out': holders(4),
  'seventeen-carriers-overflow': holders(17),
  'third-carrier-comes-too-late': sketch([
    times(2, (at) => subscribe(orc(at), `s${at}`, 'l')),
    publish('n1', on('l')),
    subscribe(p3, 's3', 'l'),
    publish('n1', on('l')),
  ]),
  'ninth-broadcast-pair-left-out': sketch([
    times(9, (at) => join(orc(at), `s${at}`)),
    publish('n1', 'news'),
  ]),
  'fifth-lower-node-left-out': sketch([publish('n1', 'news')], {
    uplinks: 'n2/n1 n3/n1 n4/n1 n5/n1 n6/n1',
  }),
  'crowded-emitter-silent': sketch([
    times(10, (at) => subscribe(orc(at), 'e1', 'l')),
    publish('n1', on('l')),
  ]),
  'deaf-after-three-unheard': sketch([
    times(3, () => publish('n1', on('l'))),
    subscribe(p1, 's1', 'l'),
    publish('n1', on('l')),
  ]),
  'deaf-after-twenty-unheard': sketch([
    times(20, (at) => publish('n1', on(`m${at}`))),
    subscribe(p1, 's1', 'l'),
    publish('n1', on('l')),
  ]),
  'seventeenth-event-lost': sketch([
    subscribe(p1, 's1', 'l'),
    times(17, () => publish('n1', on('l'))),
  ]),
  'twentieth-broadcast-lost': sketch([join(p1, 's1'), times(20, () => publish('n1', 'news'))]),
  'ids-of-three-characters': sketch([
    subscribe(p1, 's1', 'l'),
    times(100, () => publish('n1', on('l'))),
  ]),

  'inherited-hordes-known': sketch([forward('n1', 'news', 'toString')]),

  'stars-at-the-end-only': matching('news<l>.*.today'),
  'leading-star-literal': matching('*<l>.flash.today'),
  'one-star-a-pattern': matching('*<l>.*'),
  'stars-stop-at-a-dot': matching('news<l>.*'),
};
