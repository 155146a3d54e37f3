/**
 * Vocabulary: the patterns, topics, names and raw frames that a random scenario uses. They are few, so that steps collide, and
 * some are odd (`values/`).
 */

import type { Bounds } from '#model';
import { stepKinds } from '#model';
import type { Carries, Feature, Json, StepKind, Topology } from '#spec';
import { HORDES_LIMIT, lineOf, NAME_LIMIT, stepFeatures, TOPIC_LIMIT } from '#spec';
import { topicNeeds } from './needs.ts';
import { stepWeights } from './steps/stepWeights.ts';
import type { Limits } from './topology.ts';
import type { Chance } from './values/chance.ts';
import { oneOf, percent } from './values/chance.ts';
import type { Naming } from './values/naming.ts';
import { oddPatterns, oddTopics } from './values/oddTopics.ts';
import { fitsAlphabet } from './values/styles.ts';

const LONG_NAME = 'x'.repeat(257);
const ARP = { token: 's', port: 1, hordes: [], nice: 0 };
/** In ordinary scenarios: percent that have odd topics, and percent that have odd patterns. */
const ODD_PERCENT = 20;

const MALFORMED: readonly Json[] = [
  null,
  'conn-line',
  [],
  {},
  { kind: ':no-such-command', orcName: 'p1@T' },
  { kind: ':delete-route' },
  { kind: ':delete-route', orcName: '__proto__' },
  { kind: ':delete-route', orcName: { toString: 'p1@T' } },
  { kind: ':delete-route', orcName: 'greathall' },
  { kind: ':conn-line', orcName: 'p1@T', lineId: 'l1' },
  {
    kind: ':conn-line',
    orcName: 'p1@T',
    lineId: '',
    arp: ARP,
  },
  {
    kind: ':conn-line',
    orcName: 'p1@T',
    lineId: LONG_NAME,
    arp: ARP,
  },
  { kind: ':disconn-line', orcName: 'p1@T@B', lineId: 'l1' },
  // A surrogate without its other half, and a name of 258 units that has only 129 characters.
  { kind: ':disconn-line', orcName: 'p1@T', lineId: 'l\ud83d' },
  { kind: ':conn-line', orcName: 'p1@T', lineId: '😀'.repeat(129), arp: ARP },
  { kind: ':announce', orcName: '\udc00@T', arp: ARP },
  {
    kind: ':conn-line',
    orcName: 'p1@T',
    lineId: 'l1',
    arp: { ...ARP, hordes: Array.from({ length: HORDES_LIMIT + 1 }, (_, at) => `h${at}`) },
  },
  { kind: ':conn-line', orcName: 'p1@T', lineId: 'l1', arp: { ...ARP, nice: 2 ** 53 } },
  { kind: ':conn-line', orcName: 'p1@T', lineId: 'l1', arp: { ...ARP, nice: 0.5 } },
  {
    kind: 'command',
    name: ':conn-line',
    orcName: 'p1@T',
    arp: ARP,
  },
  {
    kind: 'command',
    name: 'job',
    orcName: `${LONG_NAME}@T`,
    arp: ARP,
  },
  {
    kind: 'command',
    name: 'job',
    orcName: 'p1@T',
    join: true,
    arp: { token: 's', port: '1', hordes: 'T', nice: 0 },
  },
  {
    kind: 'command',
    name: 'job',
    orcName: 'p1@T',
    join: 'yes',
    arp: ARP,
  },
];

export interface VocabularyOptions {
  readonly features: ReadonlySet<Feature>;
  readonly limits: Limits;
  readonly naming: Naming;
  readonly carries: Carries;
  /** Replaces the drawn number of lines. */
  readonly lineCount?: number;
  /** Percent of the scenarios that have odd topics, and percent that have odd patterns. */
  readonly oddPercent?: number;
}

/** Draws what a scenario on this topology may use. In half the cases whole kinds of step are left out (swarm testing). */
export function drawBounds(
  chance: Chance,
  topology: Topology,
  { features, limits, naming, carries, lineCount, oddPercent = ODD_PERCENT }: VocabularyOptions,
): Bounds & { readonly lines: readonly string[] } {
  const count = lineCount ?? 1 + chance.below(limits.lines);
  const lines = Array.from({ length: count }, (_, index) => naming.line(index));
  const orderedLines = percent(chance, 50) ? lines : lines.toReversed();
  const orcNames = topology.orcs.map((orc) => orc.name);
  const isSwarm = percent(chance, 50);
  const isKept = (kind: StepKind) =>
    !isSwarm || stepWeights[kind].swarm === 'always' || percent(chance, 60);
  const [wh, news, job] = ['wh', 'news', 'job'].map((stem, at) => naming.word(at, stem));
  const { alphabet = 'unicode', nameUnits = NAME_LIMIT, topicUnits = TOPIC_LIMIT } = carries;
  const isCarried = (topic: string) =>
    topic.length <= topicUnits &&
    (lineOf(topic)?.length ?? 0) <= nameUnits &&
    fitsAlphabet(alphabet, topic.replace(MARKS, '')) &&
    topicNeeds(topic).every((each) => features.has(each));
  const kinds = stepKinds.filter((kind) => isWeighed(kind, features)).filter(isKept);
  const patterns = [
    ...orderedLines.map((line) => `${wh}::<${line}>.changed`),
    ...orderedLines.map((line) => `${wh}::<${line}>.*`),
    `${news}.*`,
  ];
  const topics = [
    ...orderedLines.map((line) => `${wh}::<${line}>.changed`),
    `${news}.flash`,
    ...orderedLines.map((line) => `${wh}::<${line}>.deleted`),
    ...orcNames.map((name) => `${name}::${job}.finished`),
    'wh::<nobody>.changed',
    'nobody@T::job.error',
    'greathall::job.finished',
    `${orcNames[0]}::<${orderedLines[0]}>.error`,
    `wh.<${orderedLines[0]}>.finished`,
    'wh::<>.changed',
  ];
  return {
    features,
    lines: orderedLines,
    kinds,
    patterns: [...drawOdd(chance, oddPercent, oddPatternsOf(orderedLines)), ...patterns].filter(
      isCarried,
    ),
    topics: [
      ...drawOdd(chance, oddPercent, oddTopicsOf({ lines: orderedLines, orcs: orcNames })),
      ...topics,
    ].filter(isCarried),
    hordes: [...topology.nodes.map((node) => node.horde), 'nowhere' as never],
    frames: MALFORMED,
    commands: [`${job}.start`, naming.word(1, 'constructor')],
    illNames: ['', 'no-at', 'two@at@T', '<l1>@T', 'greathall', '\ud83d@T'],
    countCap: 3,
  };
}

/** The marks to which the law gives a meaning, and the dots between words. A system that carries topics carries all of them. */
const MARKS = /[<>:@.*]/g;

/** Draws odd topics or patterns, most often none. The odd ones come first in the list, so that they are used often. */
function drawOdd(
  chance: Chance,
  oddPercent: number,
  sorts: readonly (readonly string[])[],
): string[] {
  if (!percent(chance, oddPercent)) return [];
  return [1, 2, 3].map(() => oneOf(chance, oneOf(chance, sorts)));
}

const oddTopicsOf = (named: Parameters<(typeof oddTopics)['two lines']>[0]) =>
  Object.values(oddTopics).map((make: (each: typeof named) => readonly string[]) => make(named));

const oddPatternsOf = ([line = 'l1', other = line]: readonly string[]) =>
  Object.values(oddPatterns).map((make: (each: string) => readonly string[]) => [
    ...make(line),
    ...make(other),
  ]);

/**
 * A kind of step that needs an undeclared feature gets no weight at all. So a new feature does not change what existing seeds
 * draw without it.
 */
function isWeighed(kind: StepKind, features: ReadonlySet<Feature>): boolean {
  if (stepWeights[kind].swarm === 'never') return false;
  const needed: readonly Feature[] = stepFeatures[kind];
  return !needed.includes('heal') || features.has('heal');
}
