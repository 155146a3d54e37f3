/**
 * Gathered: all that a run, or a part of one, found out before anybody gives a verdict. Plain data, so that parts can
 * be carried from machine to machine and joined: counts add up, and of two findings with one signature the shorter
 * stays, or the one that a run with one job meets first. Joined parts are what one run gathers, to the letter.
 */

import type { ClauseId, Feature, Quiescence } from '#spec';
import { clauseIds } from '#spec';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import { sumFaults } from '../clauses/faultEffect.ts';
import type { Judge } from '../lockstep/judge.ts';
import type { Finding } from './verdict.ts';

/** Corpus, siege, generated; the kind's index; the index there. A run with one job goes through them in this order. */
export type Place = readonly [phase: 0 | 1 | 2, kind: number, index: number];

export function before(left: Place, right: Place): boolean {
  const at = left.findIndex((each, index) => each !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

/** What was thrown at the router, and what became of it in a sentence. */
export interface Besieged {
  readonly frames: number;
  readonly steps: number;
  readonly scenarios: number;
  readonly breaches: number;
  readonly text: string;
}

/** What a verdict asks about one kind of the router. */
export interface KindFacts {
  readonly level: 'router' | 'network';
  readonly name: string;
  readonly version: string;
  readonly features: readonly Feature[];
  /** How it is known that nothing is in flight any more. */
  readonly quiescence: Quiescence;
}

/** In how many scenarios. */
export interface Tally {
  /** That could have exercised the clause: it applies to the kind that ran. */
  readonly trials: number;
  readonly scenarios: number;
  readonly witness: number;
}

export interface PlacedFinding {
  /** On its smallest scenario, where it was shrunk. */
  readonly finding: Finding;
  /** Index of the kind. */
  readonly of: number;
  /** Where the scenario was run that was kept, and how many steps it had before it was shrunk. */
  readonly place: Place;
  readonly steps: number;
  /** Where the signature was met first. */
  readonly first: Place;
}

/** What it took to go on where known deviations are. */
export interface DeviationFigures {
  /** Steps at which one was gone past. */
  readonly past: number;
  /** Steps left out to go around one. */
  readonly around: number;
  /** Scenarios that one ended all the same. */
  readonly short: number;
}

export interface CampaignResult {
  readonly seed: string;
  readonly kinds: readonly KindFacts[];
  /** Null where one of the kinds is judged by model, tables and messages. */
  readonly judge: Pick<Judge, 'name' | 'by' | 'clauses'> | null;
  /** Clauses that are asked for; null for all. */
  readonly only: readonly ClauseId[] | null;
  readonly tallies: Readonly<Record<ClauseId, Tally>>;
  readonly scenarios: number;
  readonly steps: number;
  readonly faults: FaultCounts;
  readonly seconds: number;
  /** Null where this part did not run it. */
  readonly corpus: { readonly replayed: number; readonly documents: number } | null;
  readonly siege: Besieged | null;
  /** Null where no deviation is known, or none was met. */
  readonly fence: DeviationFigures | null;
  /** In the order in which a run with one job meets them. */
  readonly found: readonly PlacedFinding[];
  readonly interrupted: boolean;
}

/** Of which of two findings with one signature the scenario is kept. */
export function chooseFinding(left: PlacedFinding, right: PlacedFinding): PlacedFinding {
  const shorter = left.steps !== right.steps ? left.steps < right.steps : null;
  const kept = (shorter ?? before(left.place, right.place)) ? left : right;
  return { ...kept, first: before(left.first, right.first) ? left.first : right.first };
}

/** The parts of one run, at least one, of the same seed, router and options. They ran at once: the longest tells the time. */
export function joinResults(parts: readonly CampaignResult[]): CampaignResult {
  const [first] = parts as readonly [CampaignResult, ...CampaignResult[]];
  const sum = (of: (part: CampaignResult) => number) =>
    parts.reduce((all, part) => all + of(part), 0);
  const found = new Map<string, PlacedFinding>();
  for (const each of parts.flatMap((part) => part.found)) {
    const { signature } = each.finding;
    const known = found.get(signature);
    found.set(signature, known ? chooseFinding(known, each) : each);
  }
  const tallyOf = (id: ClauseId): Tally => ({
    trials: sum(({ tallies }) => tallies[id].trials),
    scenarios: sum(({ tallies }) => tallies[id].scenarios),
    witness: sum(({ tallies }) => tallies[id].witness),
  });
  return {
    ...first,
    tallies: mapByClause(tallyOf),
    scenarios: sum(({ scenarios }) => scenarios),
    steps: sum(({ steps }) => steps),
    faults: parts.map((part) => part.faults).reduce(sumFaults),
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
    found: [...found.values()].sort((left, right) => (before(left.first, right.first) ? -1 : 1)),
    interrupted: parts.some(({ interrupted }) => interrupted),
  };
}

export function mapByClause<T>(of: (id: ClauseId) => T): Record<ClauseId, T> {
  // Every clause is among them, so the record is whole.
  return Object.fromEntries(clauseIds.map((id) => [id, of(id)])) as Record<ClauseId, T>;
}
