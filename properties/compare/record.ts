/**
 * One settled step as the checks see it: what the model did, what the audience law says, and what the router did.
 */
import type { State } from '#model';
import type { Feature, Hearing, NodeToken, Observation, Place, Step, Table } from '#spec';
import type { Difference } from './differences.ts';

export interface StepRecord {
  readonly index: number;
  readonly step: Step;
  /** After the scenario's own steps: the canaries, everyone's departure, the cuts. */
  readonly epilogue: boolean;
  readonly before: State;
  readonly after: State;
  readonly expected: readonly Observation[];
  readonly observed: readonly Observation[];
  readonly must: readonly Place[];
  readonly may: readonly Place[];
  readonly heard: readonly Hearing[];
  /** The nodes whose tables can have changed. */
  readonly tables: readonly {
    readonly node: NodeToken;
    readonly expected: Table;
    readonly observed: Table | null;
  }[];
  readonly features: ReadonlySet<Feature>;
  /** A handler that throws has subscribed by now. */
  readonly throwing: boolean;
  /** The orc of this step had been here before and left. */
  readonly returning: boolean;
  /** The last step of the epilogue: everyone has left. */
  readonly last: boolean;
  readonly differences: readonly Difference[];
}
