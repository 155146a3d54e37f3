/**
 * The network contract: a whole system under test, for what cannot be cut at a router's edge.
 * The runner knows only this; a router of level `router` is lifted to it by the harness's own fabric.
 */

import type { Step } from './scenario/steps.ts';
import type { Topology } from './scenario/topology.ts';
import type { Feature } from './words/features.ts';
import type { NodeToken } from './words/names.ts';
import type { Observation } from './words/observation.ts';
import type { Table } from './words/table.ts';

/** How it is known that nothing is in flight any more, best first; named in the evidence. `acknowledged`: it is not, but for `settled`; then only the interval law judges. */
export type Quiescence = 'exact' | 'pending' | 'fences' | 'silence' | 'acknowledged';

/** A value now or later: a harness in the same process need not wait. */
export type Soon<T> = T | Promise<T>;

/** One network, from its start to its `close`. All uplinks of its topology are up and nobody has joined. */
export interface Network {
  /** Does one step and waits until nothing is in flight, or where the kind only acknowledges until the step is taken; gives all that was seen meanwhile, in order per carrier and link. `index` counts from 0; an event published here has the id `e<index>`. */
  apply(step: Step, index: number): Soon<readonly Observation[]>;
  /** Waits until nothing is in flight; gives what was seen since the last step. Asked now and then, and needed, where the kind only acknowledges. */
  settled?(): Soon<readonly Observation[]>;
  /** The ARP table of a node, settled (feature `tables`). */
  table?(node: NodeToken): Soon<Table>;
  /** Frees everything; nothing of it is left. */
  close(): Soon<void>;
}

export interface NetworkKind {
  readonly level: 'network';
  readonly name: string;
  readonly version: string;
  readonly features: readonly Feature[];
  readonly quiescence: Quiescence;
  /**
   * Throws an Error with a sentence that helps where the network cannot be started (exit code 4).
   * `plan`: what will be applied, as far as the run gets; a network far away may have it done ahead.
   */
  create(topology: Topology, plan?: () => readonly Step[]): Soon<Network>;
  /** What was really done meanwhile, in a sentence for the user; such as how many processes were killed. */
  told?(): string;
}
