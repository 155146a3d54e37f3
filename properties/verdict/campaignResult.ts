/**
 * Campaign result: what a campaign, or one shard of it, found out, before any verdict. It is plain data, so that shards can run
 * on several machines and be merged. Counts add up. Of two findings with one id, the one that came again stays, then the
 * one with the shorter scenario; if both are equally short, the one that a run with one job meets first. Merged shards equal one whole run exactly.
 */

import type { Carries, ClauseId, Feature, Quiescence } from '#spec';
import { clauseIds } from '#spec';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import { sumFaults } from '../clauses/faultEffect.ts';
import type { Judge } from '../lockstep/judge.ts';
import type { CorpusFigures } from './corpusFigures.ts';
import type { KindCoverage } from './coverage.ts';
import { joinCoverage } from './coverage.ts';
import type { Finding } from './verdict.ts';

/**
 * Position in a campaign: the phase (corpus, fuzzing, generated scenarios), the kind's index, the index within the
 * phase. A run with one job visits positions in this order.
 */
export type CampaignPosition = readonly [phase: 0 | 1 | 2, kind: number, index: number];

function comesBefore(left: CampaignPosition, right: CampaignPosition): boolean {
  const at = left.findIndex((each, index) => each !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

/** How many raw frames the fuzzer sent to the router, and the result as a sentence. */
export interface FuzzFigures {
  readonly frames: number;
  readonly steps: number;
  readonly scenarios: number;
  readonly breaches: number;
  readonly text: string;
}

/** What a verdict needs to know about one kind of the router. */
export interface KindFacts {
  readonly level: 'router' | 'network';
  readonly name: string;
  readonly version: string;
  readonly features: readonly Feature[];
  /** How it is known that nothing is in flight any more. */
  readonly quiescence: Quiescence;
  /** What it can carry, where that is less than the law allows. */
  readonly carries?: Carries;
  /** How many servers are one of its nodes, where these are not the same. */
  readonly serversPerNode?: number;
}

/** Counts of scenarios for one clause, over the kinds of the router to which the clause applies. */
export interface Tally {
  /**
   * Scenarios that were run to their end. Only of these is it known whether the clause holds in the whole scenario. (Those that a known
   * deviation ended while everyone left count too, for the clauses that are not about departures.)
   */
  readonly trials: number;
  /** Scenarios that ended early, at a finding or at something that the router does not support. */
  readonly early: number;
  /** All scenarios that exercised the clause, and (below) all that showed its witness. */
  readonly scenarios: number;
  readonly witness: number;
  /** How many of the scenarios that exercised the clause were run to their end. */
  readonly wholeScenarios: number;
  readonly wholeWitness: number;
}

export interface PlacedFinding {
  /** The finding. If it was shrunk, its scenario is the smallest one that was found. */
  readonly finding: Finding;
  /** Index of the kind of the router about which the finding is. The key is part of shard documents. */
  readonly of: number;
  /** Position of the scenario that was kept, and its number of steps before shrinking. */
  readonly place: CampaignPosition;
  readonly steps: number;
  /** Position at which the signature was first met. */
  readonly first: CampaignPosition;
  /** Number of generated scenarios that met it. */
  readonly scenarios: number;
}

/** How often runs had to continue past a known deviation, avoid it, or end at it. */
export interface DeviationFigures {
  /** Number of steps at which a run continued past a known deviation. */
  readonly past: number;
  /** Number of steps that were left out to avoid a known deviation. */
  readonly around: number;
  /** Number of scenarios that a known deviation ended nevertheless. */
  readonly short: number;
}

/** Findings of one bug: the smallest scenario that they end in, as JSON, and their ids. */
export interface CauseGroup {
  readonly root: string;
  readonly findings: readonly string[];
}

export interface CampaignResult {
  readonly seed: string;
  readonly kinds: readonly KindFacts[];
  /** The judge of the campaign; null if at least one kind was judged by the model, with tables and messages. */
  readonly judge: Pick<Judge, 'name' | 'by' | 'clauses'> | null;
  /** The clauses that were asked for; null for all clauses. */
  readonly only: readonly ClauseId[] | null;
  readonly tallies: Readonly<Record<ClauseId, Tally>>;
  readonly scenarios: number;
  readonly steps: number;
  readonly faults: FaultCounts;
  /** One for each kind of the router; null where no scenario of the kind was run. */
  readonly coverage: readonly (KindCoverage | null)[];
  readonly seconds: number;
  /** Null when this part did not run the corpus. */
  readonly corpus: CorpusFigures | null;
  /** Null when this part did not run the fuzzer. The key is part of shard documents. */
  readonly siege: FuzzFigures | null;
  /** Null when no deviation is declared, or none occurred. The key is part of shard documents. */
  readonly fence: DeviationFigures | null;
  /** The findings, in the order in which a run with one job meets them. */
  readonly found: readonly PlacedFinding[];
  /** Findings that come from one bug. A finding in no group is a cause of its own. */
  readonly causes: readonly CauseGroup[];
  readonly interrupted: boolean;
}

/** Of two findings with one id, chooses the one whose scenario is kept: rather one that came again, then the shorter one. */
export function chooseFinding(left: PlacedFinding, right: PlacedFinding): PlacedFinding {
  const [stable, other] = [left.finding.reproduced, right.finding.reproduced];
  const shorter = left.steps !== right.steps ? left.steps < right.steps : null;
  const isLeft = stable === other ? (shorter ?? comesBefore(left.place, right.place)) : stable;
  const kept = isLeft ? left : right;
  return {
    ...kept,
    first: comesBefore(left.first, right.first) ? left.first : right.first,
    scenarios: left.scenarios + right.scenarios,
  };
}

/**
 * Merges the parts of one run. There must be at least one, and all must have the same seed, router and options. They ran in
 * parallel, so the longest part gives the time.
 */
export function joinResults(parts: readonly CampaignResult[]): CampaignResult {
  const [first] = parts as readonly [CampaignResult, ...CampaignResult[]];
  const sum = (of: (part: CampaignResult) => number) =>
    parts.reduce((all, part) => all + of(part), 0);
  const found = new Map<string, PlacedFinding>();
  for (const each of parts.flatMap((part) => part.found)) {
    const { id } = each.finding;
    const known = found.get(id);
    found.set(id, known ? chooseFinding(known, each) : each);
  }
  const tallyOf = (id: ClauseId): Tally => ({
    trials: sum(({ tallies }) => tallies[id].trials),
    early: sum(({ tallies }) => tallies[id].early),
    scenarios: sum(({ tallies }) => tallies[id].scenarios),
    witness: sum(({ tallies }) => tallies[id].witness),
    wholeScenarios: sum(({ tallies }) => tallies[id].wholeScenarios),
    wholeWitness: sum(({ tallies }) => tallies[id].wholeWitness),
  });
  return {
    ...first,
    tallies: mapByClause(tallyOf),
    scenarios: sum(({ scenarios }) => scenarios),
    steps: sum(({ steps }) => steps),
    faults: parts.map((part) => part.faults).reduce(sumFaults),
    coverage: first.kinds.map((_, at) => {
      const measured = parts.flatMap(({ coverage }) => coverage[at] ?? []);
      return measured.length > 0 ? measured.reduce(joinCoverage) : null;
    }),
    seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    corpus: parts.find(({ corpus }) => corpus)?.corpus ?? null,
    siege: parts.find(({ siege }) => siege)?.siege ?? null,
    fence: parts.some(({ fence }) => fence)
      ? {
          past: sum(({ fence }) => fence?.past ?? 0),
          around: sum(({ fence }) => fence?.around ?? 0),
          short: sum(({ fence }) => fence?.short ?? 0),
        }
      : null,
    found: [...found.values()].sort((left, right) =>
      comesBefore(left.first, right.first) ? -1 : 1,
    ),
    causes: joinGroups(parts.flatMap(({ causes }) => causes)),
    interrupted: parts.some(({ interrupted }) => interrupted),
  };
}

/** Joins groups that have their root or a finding in common; each finding stays once. */
function joinGroups(groups: readonly CauseGroup[]): readonly CauseGroup[] {
  const joined: CauseGroup[] = [];
  for (const group of groups) {
    const alike = joined.filter(
      ({ root, findings }) =>
        root === group.root || findings.some((id) => group.findings.includes(id)),
    );
    const findings = [...alike, group].flatMap((each) => each.findings);
    const rest = joined.filter((each) => !alike.includes(each));
    joined.splice(0, joined.length, ...rest, {
      root: alike[0]?.root ?? group.root,
      findings: [...new Set(findings)],
    });
  }
  return joined;
}

export function mapByClause<T>(of: (id: ClauseId) => T): Record<ClauseId, T> {
  // The cast is safe: `clauseIds` lists every clause.
  return Object.fromEntries(clauseIds.map((id) => [id, of(id)])) as Record<ClauseId, T>;
}
