/**
 * The lists of goals for one set of declared features: every pair (a situation and a kind of step) and every triple (two
 * situations and a kind of step). A list holds only goals that its own features allow, so a new feature leaves the lists without
 * it unchanged. Goals that cannot occur are left out; `exclusions.ts` gives the reason.
 */
import type { Feature, StepKind } from '#spec';
import { stepFeatures } from '#spec';
import { isExcluded } from './exclusions.ts';
import { situations as registry } from './registry.ts';
import type { Situation } from './situation.ts';

/** The kinds of step that can meet a situation: those about an orc, a line, a pair, a node or a link. */
export const goalKinds = [
  'join',
  'command',
  'subscribe',
  'unsubscribe',
  'leave',
  'end',
  'cut',
  'rename',
  'publish',
  'hall subscribe',
  'hall unsubscribe',
  'inject',
  'uplink down',
  'uplink up',
  'restart',
  'crash',
  'arrive',
  'climb',
  'descend',
  'repeat',
  'reattach',
] as const satisfies readonly StepKind[];

export type GoalKind = (typeof goalKinds)[number];

/** Its situation is a number: an index into `GoalLists.situations`. */
interface PairGoal {
  readonly situation: number;
  readonly kind: GoalKind;
}

interface TripleGoal {
  readonly first: number;
  /** Always greater than `first`. */
  readonly second: number;
  readonly kind: GoalKind;
}

export interface GoalLists {
  readonly situations: readonly Situation[];
  readonly pairs: readonly PairGoal[];
  readonly triples: readonly TripleGoal[];
  /** The index of a pair in `pairs`, or -1 if it is not there. `tripleAt` does the same for triples. */
  readonly pairAt: (situation: number, kind: StepKind) => number;
  readonly tripleAt: (first: number, second: number, kind: StepKind) => number;
}

const cache = new Map<string, GoalLists>();

/** Returns the lists for a set of features; the order of the features does not matter. */
export function goalListsFor(features: Iterable<Feature>): GoalLists {
  const declared = new Set(features);
  const key = [...declared].sort().join();
  let known = cache.get(key);
  if (!known) {
    known = buildLists(declared, registry);
    cache.set(key, known);
  }
  return known;
}

export const pairsFor = (features: Iterable<Feature>) => goalListsFor(features).pairs;
export const triplesFor = (features: Iterable<Feature>) => goalListsFor(features).triples;

/** Builds the lists anew each time, without a cache. `all` is the registry; a test may pass a longer one. */
export function buildLists(declared: ReadonlySet<Feature>, all: readonly Situation[]): GoalLists {
  const situations = all.filter(({ needs }) => needs.every((each) => declared.has(each)));
  const kinds = goalKinds.filter((kind) => stepFeatures[kind].every((each) => declared.has(each)));
  const isLinked = declared.has('nodes');
  const offered = kinds.filter((kind) => isLinked || !isAboutLinks(kind));
  const size = situations.length;
  const pairs: PairGoal[] = [];
  const triples: TripleGoal[] = [];
  const pairPlaces = new Map<StepKind, Int32Array>();
  const triplePlaces = new Map<StepKind, Int32Array>();
  for (const kind of offered) {
    pairPlaces.set(kind, new Int32Array(size).fill(-1));
    triplePlaces.set(kind, new Int32Array(size * size).fill(-1));
  }
  for (const [first, one] of situations.entries())
    for (const kind of offered) {
      if (isExcluded(kind, one)) continue;
      (pairPlaces.get(kind) as Int32Array)[first] = pairs.push({ situation: first, kind }) - 1;
    }
  for (let first = 0; first < size; first++)
    for (let second = first + 1; second < size; second++)
      for (const kind of offered) {
        const [one, other] = [situations[first] as Situation, situations[second] as Situation];
        if (isExcluded(kind, one, other)) continue;
        const place = triples.push({ first, second, kind }) - 1;
        (triplePlaces.get(kind) as Int32Array)[first * size + second] = place;
      }
  return {
    situations,
    pairs,
    triples,
    pairAt: (situation, kind) => pairPlaces.get(kind)?.[situation] ?? -1,
    tripleAt: (first, second, kind) => triplePlaces.get(kind)?.[first * size + second] ?? -1,
  };
}

const isAboutLinks = (kind: GoalKind) =>
  kind === 'climb' ||
  kind === 'descend' ||
  kind === 'repeat' ||
  kind === 'uplink down' ||
  kind === 'uplink up' ||
  kind === 'reattach';
