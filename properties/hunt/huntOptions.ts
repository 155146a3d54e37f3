/**
 * What a hunt is given, and what it tells: while it runs, and at its end. Apart from the hunt, because the command line and its
 * texts need no more than this.
 */
import type { Scenario } from '#spec';
import type { PerformerOptions } from '../campaign/performerOptions.ts';
import type { ReachCounts } from '../scenario/reach/reach.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { CodeCoverage } from './codeCoverage.ts';

/** A scenario to begin with. Those that an earlier hunt kept are dropped when they reach nothing that the others do not. */
export interface StoredScenario {
  readonly scenario: Scenario;
  readonly isKept: boolean;
}

export interface HuntProgress {
  /** Scenarios that were run, those to begin with not counted. */
  readonly runs: number;
  readonly steps: number;
  /** Of this hunt and of earlier ones; those that came from elsewhere are not counted. */
  readonly kept: number;
  readonly reached: ReachCounts;
  readonly reachable: ReachCounts;
  readonly findings: number;
}

export interface HuntOptions extends Pick<PerformerOptions, 'known' | 'judge' | 'signal' | 'now'> {
  readonly seed: string;
  /** Ends after so many runs, or after so many milliseconds. */
  readonly runs?: number;
  readonly timeMs?: number;
  /** Ends after so many findings. */
  readonly bail?: number;
  readonly stored?: readonly StoredScenario[];
  /** Counts what is executed of the router's source, if it runs in this process. */
  readonly code?: CodeCoverage | null;
  /** Default: true. */
  readonly shrink?: boolean;
  readonly onFinding?: (finding: Finding) => void | Promise<void>;
  readonly onKept?: (scenario: Scenario) => void | Promise<void>;
  readonly onDropped?: (scenario: Scenario) => void | Promise<void>;
  readonly onProgress?: (progress: HuntProgress) => void;
}

export interface HuntResult extends HuntProgress {
  readonly found: readonly Finding[];
  readonly dropped: number;
  readonly interrupted: boolean;
}
