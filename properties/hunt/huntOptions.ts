/**
 * The options of a hunt, its progress while it runs, and its result. Separate from the hunt itself, because the command
 * line and its texts need only these types.
 */
import type { Scenario } from '#spec';
import type { PerformerOptions } from '../campaign/performerOptions.ts';
import type { ReachCounts } from '../scenario/reach/reach.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { CodeCoverage } from './codeCoverage.ts';

/**
 * A scenario that the hunt begins with. `isKept`: an earlier hunt kept it. Such a scenario is dropped if it reaches
 * nothing that shorter ones do not reach as well.
 */
export interface StoredScenario {
  readonly scenario: Scenario;
  readonly isKept: boolean;
}

export interface HuntProgress {
  /** Number of scenarios that were run, without the stored ones. */
  readonly runs: number;
  readonly steps: number;
  /** Number of scenarios that this hunt or an earlier one kept. Stored scenarios of other origin do not count. */
  readonly kept: number;
  readonly reached: ReachCounts;
  readonly reachable: ReachCounts;
  readonly findings: number;
}

export interface HuntOptions extends Pick<PerformerOptions, 'known' | 'judge' | 'signal' | 'now'> {
  readonly seed: string;
  /** The hunt ends after this many runs, or after this many milliseconds by `now`. */
  readonly runs?: number;
  readonly timeMs?: number;
  /** The hunt ends after this many findings. */
  readonly bail?: number;
  readonly stored?: readonly StoredScenario[];
  /** Measures the coverage of the router's source; null if the router runs in another process. */
  readonly code?: CodeCoverage | null;
  /** Whether findings are shrunk. Default: true. */
  readonly shrink?: boolean;
  /** Called with a finding as it was found, before it is shrunk. */
  readonly onSighted?: (finding: Finding) => void | Promise<void>;
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
