/**
 * Odd topics and patterns: every way in which a topic can contain its marks, and patterns with stars anywhere, made of a
 * scenario's lines and orcs. A greedy or careless parser misreads them; the law reads them by EVENT-0 and EVENT-10.
 */
import { TOPIC_LIMIT } from '#spec';

export interface Named {
  /** At least one. */
  readonly lines: readonly string[];
  /** At least one. */
  readonly orcs: readonly string[];
}

const fillTopic = (topic: string, end: string) =>
  `${topic.padEnd(TOPIC_LIMIT - end.length, 'x')}${end}`;

/** The odd topics, keyed by what is odd about them. */
export const oddTopics = {
  'two lines': ({ lines }) => [
    `wh::<${lines[0]}>.<${lines[1] ?? 'other'}>.changed`,
    `wh::<${lines[1] ?? 'other'}>.<${lines[0]}>.changed`,
  ],
  'an empty line beside one': ({ lines }) => [`wh::<${lines[0]}>.<>`, `wh::<>.<${lines[0]}>`],
  'a > before the <': ({ lines }) => [`wh>::<${lines[0]}>.changed`, `>.<${lines[0]}>`],
  'a > after the line': ({ lines }) => [`wh::<${lines[0]}>>.changed`, `wh::<${lines[0]}>.a>b`],
  'two < before the line': ({ lines }) => [`wh::<<${lines[0]}>.changed`],
  'an unclosed <': ({ lines }) => [`wh::<${lines[0]}.changed`, 'wh::<', `>wh<`],
  'a second ::': ({ orcs }) => [
    `${orcs[0]}::job::step.finished`,
    `${orcs[0]}::${orcs[1] ?? 'nobody@T'}::job.error`,
    `::${orcs[0]}::job.finished`,
  ],
  'no orc before ::': () => ['::job.finished', '::.error'],
  'a result on a line': ({ lines, orcs }) => [
    `${orcs[0]}::<${lines[0]}>.error`,
    `wh::<${lines[0]}>.finished`,
  ],
  'marks in the name of a result': ({ lines, orcs }) => [
    `<${lines[0]}>::job.finished`,
    `<${orcs[0]}>::job.finished`,
    `${orcs[0]}$::job.error`,
    `${orcs[0]}:::job.error`,
  ],
  'no result': ({ orcs }) => [
    `${orcs[0]}::job.finished.`,
    `${orcs[0]}::job.Finished`,
    `${orcs[0]}:job.finished`,
    'finished',
    '.finished',
  ],
  'nothing but a line': ({ lines }) => [`<${lines[0]}>`],
  longest: ({ lines, orcs }) => [
    fillTopic(`wh::<${lines[0]}>.`, 'changed'),
    fillTopic(`${orcs[0]}::`, '.finished'),
    fillTopic('news.', 'flash'),
  ],
  'stars in a topic': ({ lines }) => [`wh::<${lines[0]}>.*`, '*'],
} as const satisfies Readonly<Record<string, (named: Named) => readonly string[]>>;

export const oddPatterns = {
  'a leading star': (line) => [`*<${line}>.changed`],
  'a star in the middle': (line) => [`wh::<${line}>.*ed`, `w*<${line}>*d`],
  'a double star': (line) => [`wh::<${line}>.**`, `**<${line}>**`],
  'a star alone': () => ['*', '**'],
  'stars in the line': (line) => [`wh::<${line}*>.changed`, 'wh::<*>.changed'],
  'another case': (line) => [`WH::<${line}>.changed`],
  'characters of other languages of patterns': (line) => [
    `wh::<${line}>.change.`,
    `wh::<${line}>.(changed|deleted)`,
    `wh::<${line}>.[a-z]+`,
    `wh::<${line}>.#`,
    `wh::<${line}>.change?`,
  ],
  longest: (line) => [fillTopic(`wh::<${line}>.`, '*')],
} as const satisfies Readonly<Record<string, (line: string) => readonly string[]>>;
