/**
 * Coverage: how far the scenarios of a campaign went, as plain counts: how large they were in each dimension, which values they
 * carried, and which situations, pairs and triples they met. Counts add up and sets join, so the result is the same however the
 * work was divided over workers and shards. Separate from evidence, which is about clauses; no verdict depends on coverage.
 */
import type { ClauseId, Feature } from '#spec';
import { clauseIds } from '#spec';
import type { ReachCounts, ReachDocument } from '../scenario/reach/reach.ts';
import { Reach } from '../scenario/reach/reach.ts';

/**
 * What is measured of each scenario, over the steps that were really run. Each number is the largest that occurred in the
 * scenario.
 */
export const dimensions = [
  'nodes',
  'depth',
  'orcs',
  'orcs of a pair',
  'carriers of a line at a node',
  'lines',
  'lines of an orc',
  'count of a line',
  'length of a name',
  'length of a topic',
  'steps',
  'publishes at a node',
  'returns of an uplink',
  'frames in flight',
] as const;

export type Dimension = (typeof dimensions)[number];

/** For each size, the number of scenarios. */
export type Histogram = Readonly<Record<number, number>>;

type Counts = Readonly<Record<string, number>>;

/** How far the scenarios of one kind of the router went. */
export interface KindCoverage {
  readonly features: readonly Feature[];
  readonly dimensions: Readonly<Record<Dimension, Histogram>>;
  /** Number of scenarios that carried each kind of payload. */
  readonly payloads: Counts;
  /** Number of scenarios with names of each alphabet. */
  readonly alphabets: Counts;
  readonly reach: ReachDocument;
  /** Number of scenarios that met each situation, in the order of the features' list of situations. */
  readonly situations: readonly number[];
  /** For each exercised clause and each situation: the number of scenarios that exercised the clause and met the situation. */
  readonly exercised: Partial<Readonly<Record<ClauseId, readonly number[]>>>;
}

/** Joins the coverage of two parts of a run; both must be of the same kind of the router. */
export function joinCoverage(left: KindCoverage, right: KindCoverage): KindCoverage {
  const reach = new Reach(left.features, left.reach);
  reach.union(new Reach(right.features, right.reach));
  const exercised: Partial<Record<ClauseId, readonly number[]>> = {};
  for (const id of clauseIds) {
    const [one, other] = [left.exercised[id], right.exercised[id]];
    const both = one && other ? addLists(one, other) : (one ?? other);
    if (both) exercised[id] = both;
  }
  return {
    features: left.features,
    dimensions: mapByDimension((each) => addCounts(left.dimensions[each], right.dimensions[each])),
    payloads: addCounts(left.payloads, right.payloads),
    alphabets: addCounts(left.alphabets, right.alphabets),
    reach: reach.toBase64(),
    situations: addLists(left.situations, right.situations),
    exercised,
  };
}

export function mapByDimension<T>(of: (dimension: Dimension) => T): Record<Dimension, T> {
  // The cast is safe: `dimensions` lists every dimension.
  return Object.fromEntries(dimensions.map((each) => [each, of(each)])) as Record<Dimension, T>;
}

const addLists = (left: readonly number[], right: readonly number[]) =>
  left.map((count, at) => count + (right[at] ?? 0));

/** Adds counts key by key. The keys come in ascending order, so that the order of the parts does not matter. */
function addCounts<Key extends string | number>(
  left: Readonly<Record<Key, number>>,
  right: Readonly<Record<Key, number>>,
): Record<Key, number> {
  const sum: Record<string, number> = {};
  for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort())
    sum[key] = (left[key as Key] ?? 0) + (right[key as Key] ?? 0);
  return sum as Record<Key, number>;
}

/** The sizes that a quarter, half and three quarters of the scenarios do not exceed, and the largest size. */
export interface Spread {
  readonly quartiles: readonly [number, number, number];
  readonly largest: number;
}

/** Coverage as a report shows it. */
export interface Coverage {
  readonly dimensions: Readonly<Record<Dimension, Spread>>;
  readonly payloads: Counts;
  readonly alphabets: Counts;
  /** One for each kind of the router that ran scenarios. Each kind has its own lists of what can be reached. */
  readonly reach: readonly KindReach[];
}

export interface KindReach {
  readonly level: 'router' | 'network';
  readonly reached: ReachCounts;
  readonly reachable: ReachCounts;
  /** In how many scenarios each situation was met; 0 for those that were never met. */
  readonly situations: readonly { readonly id: string; readonly scenarios: number }[];
  /** For each clause: the same numbers, but only over the scenarios that exercised the clause, in the order of `situations`. */
  readonly exercised: KindCoverage['exercised'];
}

/** Returns the coverage for a report; null when nothing was run. */
export function summarizeCoverage(
  kinds: readonly { readonly level: KindReach['level'] }[],
  coverage: readonly (KindCoverage | null)[],
): Coverage | null {
  const measured = coverage.flatMap((each) => each ?? []);
  if (measured.length === 0) return null;
  const join = (of: (each: KindCoverage) => Counts) => measured.map(of).reduce(addCounts);
  return {
    dimensions: mapByDimension((each) => spreadOf(join((kind) => kind.dimensions[each]))),
    payloads: join(({ payloads }) => payloads),
    alphabets: join(({ alphabets }) => alphabets),
    reach: kinds.flatMap(({ level }, at) => {
      const own = coverage[at];
      return own ? [reachOfKind(level, own)] : [];
    }),
  };
}

function reachOfKind(level: KindReach['level'], coverage: KindCoverage): KindReach {
  const { counts, reachable, lists } = new Reach(coverage.features, coverage.reach);
  return {
    level,
    reached: counts,
    reachable,
    situations: lists.situations.map(({ id }, at) => ({
      id,
      scenarios: coverage.situations[at] ?? 0,
    })),
    exercised: coverage.exercised,
  };
}

export function spreadOf(histogram: Histogram): Spread {
  const sizes = Object.keys(histogram)
    .map(Number)
    .sort((one, other) => one - other);
  const total = sizes.reduce((sum, size) => sum + (histogram[size] ?? 0), 0);
  const sizeAt = (share: number) => {
    let seen = 0;
    for (const size of sizes) {
      seen += histogram[size] ?? 0;
      if (seen >= total * share) return size;
    }
    return 0;
  };
  return { quartiles: [sizeAt(0.25), sizeAt(0.5), sizeAt(0.75)], largest: sizes.at(-1) ?? 0 };
}

export const neverMet = (situations: KindReach['situations']): string[] =>
  situations.flatMap(({ id, scenarios }) => (scenarios === 0 ? [id] : []));
