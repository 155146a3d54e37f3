/**
 * Verdicts: what a run found out about a router: a verdict per clause, and the findings behind them. Plain data that campaigns
 * write and that reports and the command line read, so that these need not know each other. Verdicts come from the harness, never
 * from the router.
 */

import type { Carries, ClauseId, Quiescence, Scenario } from '#spec';
import { clauses } from '#spec';
import type { FaultCounts } from '../clauses/faultEffect.ts';
import type { Certificate } from '../shrink/certificate.ts';
import type { Confidence } from './confidence.ts';
import type { CorpusFigures } from './corpusFigures.ts';
import type { Coverage } from './coverage.ts';
import type { ProfileName } from './profiles.ts';

export type Verdict =
  | 'holds'
  | 'violated'
  | 'declined'
  | 'expected'
  | 'healed'
  | 'undecided'
  | 'crashed';

/** Every verdict, in the order in which reports count them: what needs attention first. */
export const verdictsInOrder: readonly Verdict[] = [
  'violated',
  'crashed',
  'healed',
  'undecided',
  'expected',
  'declined',
  'holds',
];

/** Where a run met a finding, before it was shrunk. */
export interface Occurrence {
  /** What it was met in first: a scenario of the corpus, one with hostile frames, or a generated one. */
  readonly in: 'corpus' | 'hostile frames' | 'generated';
  /** The number of that scenario, from 1. */
  readonly number: number;
  /** How many generated scenarios met it, of how many that were run. */
  readonly scenarios: number;
  readonly of: number;
}

export interface Finding {
  readonly id: string;
  readonly clause: ClauseId;
  /** `clause|role|step kind` */
  readonly signature: string;
  /** What was expected, and what came in its place. */
  readonly detail: string;
  /** What the router does wrong, in one sentence; absent where the judge sees too little for it. */
  readonly sentence?: string;
  readonly scenario: Scenario;
  /** Index of the failing step; `steps.length` or more means the epilogue. */
  readonly at: number;
  /** Where the router threw: its own calls, the innermost first; absent if it did not throw, or none is known. */
  readonly stack?: readonly string[];
  /** What the system has logged itself, the oldest line first; absent if it tells none. */
  readonly log?: readonly string[];
  readonly level: 'router' | 'network';
  readonly also: readonly ClauseId[];
  /** Where the run met it first, and how often. Present in a report. */
  readonly seen?: Occurrence;
  /** Whether a second run of its scenario failed alike. If not, the finding is unstable. */
  readonly reproduced: boolean;
  /** From a fresh start of the router its scenario ends otherwise than after others. */
  readonly dependsOnEarlier?: true;
  /** Present if time decides what is seen: the network does not know exactly whether something is in flight. */
  readonly timed?: true;
  /**
   * Signatures of the known deviations that the run continued past before this finding. Without them the finding was not seen.
   */
  readonly after?: readonly string[];
  /** Why it fails; found by varying one thing at a time. Present only if the finding was shrunk. */
  readonly explanation?: readonly string[];
  /** Whether time, an interrupt or the limit of the search ended it, so that the scenario may not be minimal. */
  readonly cutShort?: true;
  /** Evidence that the scenario is minimal. Present only if the search was finished. */
  readonly certificate?: Certificate;
}

/** Whether the router threw, or its process ended. */
export const isCrash = ({ signature }: Pick<Finding, 'signature'>): boolean =>
  signature.includes('|crash|');

/** Whether the network waited in vain until nothing was in flight. */
export const isTimedOut = ({ signature }: Pick<Finding, 'signature'>): boolean =>
  signature.includes('|time-out|');

/**
 * Whether the finding decides nothing, because a slow machine may be the reason: a time-out, or a failure that did not come again
 * where time decides what is seen.
 */
export const isInconclusive = (finding: Finding): boolean =>
  isTimedOut(finding) || (!finding.reproduced && finding.timed === true);

/**
 * Whether the finding breaks a must, or is a crash, and not by chance. Others are printed, and neither fail a run nor end it.
 */
export const isFailing = (finding: Finding): boolean =>
  !isInconclusive(finding) &&
  (isCrash(finding) ||
    [finding.clause, ...finding.also].some((id) => clauses[id].level === 'must'));

/** Findings that come from one bug, as far as can be told from outside. */
export interface Cause {
  /** The id of the finding that shows it best: the one with the smallest scenario. */
  readonly id: string;
  /** What the router does wrong. */
  readonly sentence: string;
  readonly clause: ClauseId;
  /** The ids of its findings, `id` first. */
  readonly findings: readonly string[];
}

export interface ClauseResult {
  readonly id: ClauseId;
  readonly verdict: Verdict;
  /** Present if only the half of the clause was judged that shows in who hears what. */
  readonly byHearing?: true;
  /** Number of scenarios that exercised the clause. */
  readonly scenarios: number;
  /** Number of scenarios that showed the clause's witness. */
  readonly witness: number;
  readonly evidence: string;
  /** How strongly the run supports that nothing breaks the clause. Absent when something does, or when nothing exercised it. */
  readonly grounds?: readonly Confidence[];
  /** Why it is `undecided`, in words that are the same for all clauses with that reason; absent for other verdicts. */
  readonly undecided?: string;
  /** Ids of the findings that break the clause. */
  readonly findings: readonly string[];
}

/** The verdict as people read it: `holds (by hearing)` where only that half of the clause was judged. */
export const verdictText = ({ verdict, byHearing }: Pick<ClauseResult, 'verdict' | 'byHearing'>) =>
  byHearing ? `${verdict} (by hearing)` : verdict;

export interface RunReport {
  readonly router: { readonly name: string; readonly version: string };
  /** For each kind of the router, how it was known that nothing was in flight any more. */
  readonly quiescence: readonly Quiescence[];
  /** What the router can carry, where that is less than the law allows: nothing else was drawn. */
  readonly carries?: Carries;
  /** How many servers are one node, where it is more than one. */
  readonly serversPerNode?: number;
  readonly seed: string;
  readonly totals: { readonly scenarios: number; readonly steps: number; readonly seconds: number };
  /** Counts of losses, returns, ends, crashes and repeats. A fault that changed nothing exercises no clause. */
  readonly faults?: FaultCounts;
  /** How far the generated scenarios went; absent when none was run. */
  readonly coverage?: Coverage;
  /** How many stored scenarios were run before the generated ones, and how many there are. `totals` does not count them. */
  readonly corpus?: CorpusFigures;
  /**
   * How many raw frames the fuzzer sent (SAFE-1), and how many well-formed steps were among them. `totals` does not count them.
   */
  readonly hostile?: {
    readonly frames: number;
    readonly steps: number;
    readonly scenarios: number;
    /** Scenarios in which the raw frames did harm. */
    readonly breaches: number;
  };
  /**
   * Steps at which runs continued past known deviations, steps that were left out to avoid them, and scenarios that a known
   * deviation ended all the same.
   */
  readonly fence?: { readonly past: number; readonly around: number; readonly short: number };
  /** The profile that was asked for (`profiles.ts`). */
  readonly profile?: ProfileName;
  /** The judge, if it was not model, tables and messages; `by` says from what it judges. */
  readonly judge?: { readonly name: string; readonly by: string };
  readonly clauses: readonly ClauseResult[];
  readonly findings: readonly Finding[];
  /** Each finding is in exactly one cause. One that was not shrunk is a cause of its own. */
  readonly causes: readonly Cause[];
  /** Present if the report was compared with an earlier one. */
  readonly trend?: Trend;
  readonly interrupted: boolean;
}

/** What has changed since an earlier report. */
export interface Trend {
  readonly against: {
    /** The path as it was given. */
    readonly path: string;
    /** The version of Partyline that wrote it. */
    readonly partyline: string;
    readonly router: RunReport['router'];
    readonly seed: string;
    /** Whether its run was interrupted: what it does not have may have been there. */
    readonly interrupted: boolean;
  };
  readonly causes: readonly TrendCause[];
  /** The clauses that had another verdict. */
  readonly clauses: readonly {
    readonly id: ClauseId;
    readonly was: Verdict;
    readonly is: Verdict;
  }[];
}

export interface TrendCause {
  /** `not seen`: this run did not meet it, and its scenario decides nothing. */
  readonly state: 'new' | 'still there' | 'healed' | 'not seen';
  readonly clause: string;
  readonly sentence: string;
  /** Its id in this report, and in the earlier one, where it is in them. */
  readonly id?: string;
  readonly earlier?: string;
  /** How that is known. */
  readonly because: string;
}
