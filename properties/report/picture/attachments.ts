/**
 * Attachments anew: a pair of clients that is over is attached again by the next frame on it, which the router gets as an input
 * before that frame. No step of a scenario says so, so the pictures find it here.
 */
import type { PairId, Scenario, Step } from '#spec';
import type { TraceFrame } from '../../lockstep/trace.ts';
import { courseOf } from './course.ts';

/** Follows the pairs that are over, step by step. */
export class EndedPairs {
  readonly #scenario: Scenario;
  readonly #used = new Set<PairId>();
  readonly #over = new Set<PairId>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  /** Takes the next step. Returns the pair that its frame attaches anew, or null. */
  take({ step, expected }: Pick<TraceFrame, 'step' | 'expected'>): PairId | null {
    const pair = pairOfFrame(step);
    const isAnew = pair !== null && this.#over.delete(pair);
    if (pair !== null) this.#used.add(pair);
    for (const seen of expected) if (seen.kind === 'closed') this.#end(seen.pair);
    if (step.kind === 'cut') this.#end(step.pair);
    if (step.kind === 'restart' || step.kind === 'crash')
      for (const { id, node } of this.#scenario.topology.pairs)
        if (node === step.node) this.#end(id);
    return isAnew ? pair : null;
  }

  #end(pair: PairId): void {
    if (this.#used.has(pair)) this.#over.add(pair);
  }
}

/** Returns the pair on which a client sends a frame in this step; null for other steps. */
function pairOfFrame(step: Step): PairId | null {
  // A stray frame attaches nothing, and what arrives was sent by an earlier step.
  if (step.kind === 'stray' || step.kind === 'arrive') return null;
  const course = courseOf(step);
  return course.place === 'pair' && course.direction === 'up' ? course.pair : null;
}
