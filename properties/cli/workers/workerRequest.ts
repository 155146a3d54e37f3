/**
 * Order: what a worker thread is told when it begins, asked while it works, and answers. Data alone: what would be
 * thrown is answered too, for an error loses its class on the way between threads.
 */

import type { PerformerOptions } from '../../campaign/performer.ts';
import type { Answer, KindFinding, Task } from '../../campaign/task.ts';
import type { Batch, ScenarioResult } from '../../explore/scenarios/runner.ts';
import type { KillRecord } from '../../mutationTesting/killRecord.ts';
import type { Finding } from '../../verdict/verdict.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import type { MutantBatch } from './mutantBatch.ts';

export interface WorkerSetup {
  /** As given with --router; null where the zoo alone is asked. */
  readonly router: string | null;
  readonly cwd: string;
  /** What a check goes by; null where nothing is performed or shrunk. */
  readonly check: CheckSetup | null;
  /** One integer of 32 bits: not 0 when all is to end with what was found so far. */
  readonly stop: SharedArrayBuffer;
}

export interface CheckSetup {
  readonly judge: JudgeFlags;
  readonly options: Omit<PerformerOptions, 'judge' | 'signal' | 'now'>;
}

export type WorkerRequest =
  | { readonly kind: 'perform'; readonly task: Task }
  | { readonly kind: 'shrink'; readonly sighted: KindFinding }
  | { readonly kind: 'run'; readonly batch: Batch }
  | { readonly kind: 'hunt'; readonly errand: MutantBatch }
  /** What the kinds tell of what was really done; the last question. */
  | { readonly kind: 'leave' };

export type WorkerAnswer =
  | { readonly kind: 'performed'; readonly answer: Answer }
  | { readonly kind: 'shrunk'; readonly finding: Finding }
  | { readonly kind: 'ran'; readonly ran: readonly ScenarioResult[] }
  | { readonly kind: 'hunted'; readonly hunts: readonly KillRecord[] }
  | { readonly kind: 'left'; readonly told: readonly string[] }
  /** Unasked: a process group that a router runs in has come, or gone. */
  | { readonly kind: 'group'; readonly pid: number; readonly there: boolean }
  /** The router could not be driven. */
  | { readonly kind: 'undriven'; readonly message: string }
  /** Partyline itself failed. */
  | { readonly kind: 'failed'; readonly stack: string };
