/**
 * Step weights: how often each kind of step is drawn. They determine which scenario a seed gives, so whoever changes a number
 * changes the scenarios of stored seeds. Separate from the registry in `spec`, which knows nothing of drawing.
 */
import type { StepKind } from '#spec';

interface KindWeights {
  /** Whether a scenario of swarm testing keeps the kind. `never`: only the schedule, the fuzzer or a goal brings it in. */
  readonly swarm: 'always' | 'at times' | 'never';
  /** Weight relative to the other kinds; 0: the kind is never drawn by weight. */
  readonly weight: number;
  /**
   * The weight while frames are held back: higher for steps that send frames down, and for steps that remove the
   * receiver of such a frame.
   */
  readonly heldWeight: number;
  /** Percent of the steps of this kind that are not the plain case (`plainCase.ts`): deliberate mistakes, for example. */
  readonly rarePercent: number;
}

export const stepWeights: Readonly<Record<StepKind, KindWeights>> = {
  join: { swarm: 'always', weight: 12, heldWeight: 6, rarePercent: 22 },
  command: { swarm: 'at times', weight: 5, heldWeight: 5, rarePercent: 35 },
  subscribe: { swarm: 'always', weight: 16, heldWeight: 16, rarePercent: 8 },
  unsubscribe: { swarm: 'at times', weight: 7, heldWeight: 20, rarePercent: 12 },
  leave: { swarm: 'at times', weight: 4, heldWeight: 10, rarePercent: 0 },
  end: { swarm: 'at times', weight: 2, heldWeight: 4, rarePercent: 0 },
  cut: { swarm: 'at times', weight: 4, heldWeight: 8, rarePercent: 0 },
  rename: { swarm: 'at times', weight: 3, heldWeight: 3, rarePercent: 25 },
  publish: { swarm: 'always', weight: 22, heldWeight: 34, rarePercent: 35 },
  'hall subscribe': { swarm: 'at times', weight: 3, heldWeight: 3, rarePercent: 0 },
  'hall unsubscribe': { swarm: 'at times', weight: 2, heldWeight: 2, rarePercent: 20 },
  inject: { swarm: 'at times', weight: 6, heldWeight: 6, rarePercent: 0 },
  // Only the fuzzer draws raw frames on links (`fuzz/`).
  garble: { swarm: 'never', weight: 0, heldWeight: 0, rarePercent: 0 },
  // The fuzzer, and the end of some scenarios with a goal (`properties/scenario/strays.ts`).
  stray: { swarm: 'never', weight: 0, heldWeight: 0, rarePercent: 0 },
  'uplink down': { swarm: 'at times', weight: 3, heldWeight: 6, rarePercent: 0 },
  'uplink up': { swarm: 'at times', weight: 6, heldWeight: 16, rarePercent: 0 },
  // Only a goal makes a node attach a second time. Scenarios without a goal do not have this step, so a seed draws the same ones
  // whether or not the feature is declared.
  reattach: { swarm: 'never', weight: 0, heldWeight: 0, rarePercent: 0 },
  restart: { swarm: 'at times', weight: 2, heldWeight: 2, rarePercent: 0 },
  // Only the schedule duplicates messages and crashes nodes.
  crash: { swarm: 'never', weight: 0, heldWeight: 0, rarePercent: 0 },
  hold: { swarm: 'at times', weight: 16, heldWeight: 16, rarePercent: 0 },
  settle: { swarm: 'at times', weight: 4, heldWeight: 3, rarePercent: 0 },
  arrive: { swarm: 'at times', weight: 0, heldWeight: 0, rarePercent: 0 },
  climb: { swarm: 'at times', weight: 0, heldWeight: 0, rarePercent: 0 },
  descend: { swarm: 'at times', weight: 0, heldWeight: 0, rarePercent: 0 },
  repeat: { swarm: 'never', weight: 0, heldWeight: 0, rarePercent: 0 },
  // Put into scenarios that are drawn already (`properties/scenario/steering/stalls.ts`).
  stall: { swarm: 'never', weight: 0, heldWeight: 0, rarePercent: 0 },
  resume: { swarm: 'never', weight: 0, heldWeight: 0, rarePercent: 0 },
};
