/**
 * Coverage: which clauses a run has exercised and witnessed so far, and what later steps need to know about earlier ones.
 * Separate from the run, which judges each step; nothing is judged here.
 */
import type { ClauseId, Step } from '#spec';
import { clauses } from '#spec';
import type { StepRecord } from '../compare/record.ts';
import { hadEffect, isFault } from './faultEffect.ts';
import { halvesShown } from './halves/shown.ts';
import { checks, clausesByStep } from './index.ts';

const isByHearing = (id: ClauseId, { features }: StepRecord): boolean =>
  clauses[id].byHearing !== undefined && !features.has('tables');

export class Coverage {
  readonly exercised = new Set<ClauseId>();
  readonly witnessed = new Set<ClauseId>();
  /** Orcs that have left so far. */
  readonly departed = new Set<string>();
  /** Whether a handler that throws has subscribed so far. */
  throwing = false;
  readonly faults = { effective: 0, ineffective: 0 };
  /** Where tables cannot be read: all steps so far. */
  readonly #steps: Step[] = [];

  recordStep(record: StepRecord): void {
    const { step } = record;
    if (step.kind === 'leave') this.departed.add(step.orc);
    if (step.kind === 'subscribe' && step.throws) this.throwing = true;
    if (!record.features.has('tables')) this.#recordHearing(record);
    if (isFault(record)) {
      const changed = hadEffect(record);
      this.faults[changed ? 'effective' : 'ineffective']++;
      // A fault that changed nothing exercises no clause.
      if (!changed) return;
    }
    for (const id of clausesByStep[step.kind]) {
      if (this.witnessed.has(id) || isByHearing(id, record)) continue;
      const check = checks[id];
      if (!this.exercised.has(id) && check.exercised(record)) this.exercised.add(id);
      if (check.witness(record)) this.witnessed.add(id);
    }
  }

  /** Where tables cannot be read, the clauses with a half are judged by who hears what, and by nothing else. */
  #recordHearing({ step, before, must, may, features }: StepRecord): void {
    if (step.kind === 'publish' && !before.history.held) {
      const event = { topology: before.topology, steps: this.#steps, publish: step, must, may };
      for (const id of halvesShown(event, [...features])) {
        this.exercised.add(id);
        this.witnessed.add(id);
      }
    }
    this.#steps.push(step);
  }
}
