/**
 * One settled step as the checks see it: what the model did, what the audience law allows, and what the router did.
 */
import type { State } from '#model';
import type { Feature, Hearing, NodeToken, Observation, Place, Step, Table } from '#spec';
import type { Misdirected } from '../network/misdirected.ts';
import type { Difference } from './differences.ts';

/** A node's table after a step, as the model has it and as the router has it. */
export interface TablePair {
  readonly node: NodeToken;
  readonly expected: Table;
  /** Null if the router's tables cannot be read. */
  readonly observed: Table | null;
}

export interface StepRecord {
  readonly index: number;
  readonly step: Step;
  /** Whether the step belongs to the epilogue: the canaries, everyone's departure, the cuts, the canaries again. */
  readonly epilogue: boolean;
  readonly before: State;
  readonly after: State;
  readonly expected: readonly Observation[];
  readonly observed: readonly Observation[];
  /**
   * What the router sent on an uplink or pair that, as it has been told, is not open. Empty where the network is not the
   * harness's own.
   */
  readonly misdirected: readonly Misdirected[];
  readonly must: readonly Place[];
  readonly may: readonly Place[];
  readonly heard: readonly Hearing[];
  /** The nodes whose tables can have changed in this step. */
  readonly tables: readonly TablePair[];
  readonly features: ReadonlySet<Feature>;
  /** Whether a handler that throws has subscribed so far. */
  readonly throwing: boolean;
  /** Whether the orc of the step had joined before and left. */
  readonly returning: boolean;
  /** Whether everyone has left, by the end of the epilogue: its last departure, and each canary that follows. */
  readonly last: boolean;
  readonly differences: readonly Difference[];
}
