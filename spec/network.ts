/**
 * The network contract: a whole system under test that cannot be split into routers. The runner knows only this
 * interface; the harness wraps a router of level `router` in a network of its own.
 */

import type { Carries } from './carries.ts';
import type { Contract, RouterKind } from './router.ts';
import type { Step } from './scenario/steps.ts';
import type { Topology } from './scenario/topology.ts';
import type { Feature } from './words/features.ts';
import { layerFeatures } from './words/features.ts';
import type { NodeToken } from './words/names.ts';
import type { Observation } from './words/observation.ts';
import type { Table } from './words/table.ts';

/**
 * How the network knows that nothing is in flight, the most reliable way first; reports name it. `acknowledged`: the network
 * knows it only after `settle`, so only the interval law judges it.
 */
export type Quiescence = 'exact' | 'pending' | 'fences' | 'silence' | 'acknowledged';

/** A value now or later: an in-process network need not be asynchronous. */
export type Soon<T> = T | Promise<T>;

/** One network, from creation to `close`. It starts with all uplinks up and no orc joined. */
export interface Network {
  /**
   * Does one step and waits until nothing is in flight; a kind that only acknowledges waits until the step is accepted. Returns
   * all that was seen meanwhile, in order per carrier and link. `index` counts from 0; an event published here has the id
   * `e<index>`. Where it waits in vain, it rejects with an error of the name `TimeoutError`: that is undecided, and no crash.
   */
  apply(step: Step, index: number): Soon<readonly Observation[]>;
  /**
   * Waits until nothing is in flight, and returns what was seen since the last step. A kind that only acknowledges must have it;
   * there the harness calls it from time to time.
   */
  settled?(): Soon<readonly Observation[]>;
  /** A node's ARP table, read when nothing is in flight (feature `tables`). */
  table?(node: NodeToken): Soon<Table>;
  /** How much a node's router remembers, as `Router.size` counts it, when nothing is in flight (feature `size`). */
  size?(node: NodeToken): Soon<number>;
  /**
   * The last lines of what the system has logged itself in this scenario, the oldest first: they are told with a finding. Read once,
   * when the scenario is over.
   */
  log?(): Soon<readonly string[]>;
  /** Releases every resource of the network. */
  close(): Soon<void>;
}

export interface NetworkKind {
  readonly level: 'network';
  readonly name: string;
  readonly version: string;
  readonly features: readonly Feature[];
  readonly contract?: Contract;
  /** What the system can carry, where that is less than the law allows. Nothing beyond it is drawn. */
  readonly carries?: Carries;
  readonly quiescence: Quiescence;
  /** How many servers, open to each other both ways, are one node of the law (`Turns`); told in the report. Default: 1. */
  readonly serversPerNode?: number;
  /**
   * Throws an Error with a helpful sentence where the network cannot be started (exit code 4). `plan` returns the steps that will
   * be applied; a run may stop earlier. A remote network may run them ahead of time.
   */
  create(topology: Topology, plan?: () => readonly Step[]): Soon<Network>;
  /**
   * Releases what several networks share, such as a pool of servers: called once by a command, in each of its threads, after the last
   * network was closed. What it throws is told after all results, with exit code 4.
   */
  dispose?(): Soon<void>;
  /** A sentence for the user about faults that really happened, such as how many processes were killed. */
  told?(): string;
}

/** A system under test at either level: a kind of router, or a kind of network. */
export type AnyRouterKind = RouterKind | NetworkKind;

/** What decides which features a kind offers. */
export type Offering = Pick<AnyRouterKind, 'features' | 'contract'>;

const completed = new WeakMap<readonly Feature[], readonly Feature[]>();

/**
 * Returns all features that the kind offers: those that it declares, and the layers of the law where its contract is from before
 * they were features. The same list gives the same result, so the order of the declared ones is kept.
 */
export function featuresOf({ features, contract }: Offering): readonly Feature[] {
  if (contract !== undefined) return features;
  let known = completed.get(features);
  if (!known) {
    known = [...new Set([...features, ...layerFeatures])];
    completed.set(features, known);
  }
  return known;
}
