/**
 * Worker requests: what a worker thread gets at its start, what it is asked, and what it answers. All of it is plain
 * data. Even errors are sent as answers, because an error object loses its class between threads.
 */

import type { Scenario } from '#spec';
import type { PerformerOptions } from '../../campaign/performerOptions.ts';
import type { KindFinding, Task, TaskResult } from '../../campaign/task.ts';
import type { Batch, ScenarioResult } from '../../explore/scenarios/runner.ts';
import type { KillRecord } from '../../mutationTesting/killRecord.ts';
import type { CauseGroup } from '../../verdict/campaignResult.ts';
import type { Finding } from '../../verdict/verdict.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import type { MutantBatch } from './mutantBatch.ts';

export interface WorkerSetup {
  /** The value of --router; null if only mutants are tested. */
  readonly router: string | null;
  readonly cwd: string;
  /** The settings of a check; null if nothing is checked or shrunk. */
  readonly check: CheckSetup | null;
  /**
   * One 32-bit integer. It is set to non-zero when all threads should stop and answer with what they have found so far.
   */
  readonly stop: SharedArrayBuffer;
  /** Where the thread notes the process groups that it has started. */
  readonly groups: Int32Array;
}

interface CheckSetup {
  readonly judge: JudgeFlags;
  readonly options: Omit<PerformerOptions, 'judge' | 'signal' | 'now'>;
}

export type WorkerRequest =
  | { readonly kind: 'perform'; readonly task: Task }
  | { readonly kind: 'shrink'; readonly kindFinding: KindFinding }
  | { readonly kind: 'group'; readonly findings: readonly Finding[]; readonly kindIndex: number }
  | { readonly kind: 'run'; readonly batch: Batch }
  | { readonly kind: 'test mutants'; readonly mutants: MutantBatch }
  /** The last request. The answer has what the kinds report about the run. */
  | { readonly kind: 'leave' };

export type WorkerAnswer =
  | { readonly kind: 'performed'; readonly answer: TaskResult }
  | { readonly kind: 'shrunk'; readonly finding: Finding }
  | { readonly kind: 'grouped'; readonly groups: readonly CauseGroup[] }
  | { readonly kind: 'ran'; readonly ran: readonly ScenarioResult[] }
  | { readonly kind: 'mutants tested'; readonly records: readonly KillRecord[] }
  | {
      readonly kind: 'left';
      readonly reportLines: readonly string[];
      /** What went wrong while the router was ended. */
      readonly endFaults: readonly string[];
    }
  /** The answer if the router could not be driven. `scenario`: where it hung. */
  | { readonly kind: 'undriven'; readonly message: string; readonly scenario?: Scenario }
  /** The answer if Partyline itself failed. */
  | { readonly kind: 'failed'; readonly stack: string };
