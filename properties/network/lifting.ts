/**
 * Lifting: turns a router kind into a network kind. A router in this process gets the harness's own fabric, a remote router the
 * network that its adapter opens. So the runner only has to know networks.
 */
import type {
  AnyRouterKind,
  Network,
  NetworkKind,
  NodeToken,
  RouterKind,
  Soon,
  Step,
  Topology,
} from '#spec';
import { featuresOf } from '#spec';
import { Fabric } from './fabric.ts';
import type { Flights } from './flights.ts';

/** A step, and its index, which names the event it publishes (`e<index>`). */
export interface NumberedStep {
  readonly step: Step;
  readonly index: number;
}

/** The steps that will be applied; a run may stop earlier. */
export type PlanSource = () => readonly NumberedStep[];

/** A router in another process, which is driven input by input. Several scenarios can be in progress at a time. */
export interface RemoteKind extends RouterKind {
  readonly atOnce: number;
  /** Opens a network that runs the router. `flights` makes fresh flights each time the scenario is played. */
  open(topology: Topology, plan?: PlanSource, flights?: () => Flights): Soon<Network>;
}

/**
 * A network that records which nodes received an input since the step began: only their tables can have changed.
 */
export interface TouchTrackingNetwork extends Network {
  readonly touched: ReadonlySet<NodeToken>;
}

export const isRemote = (kind: RouterKind): kind is RemoteKind => 'open' in kind;

export const tracksTouched = (network: Network): network is TouchTrackingNetwork =>
  'touched' in network;

/** Returns how many scenarios should run on the kind at the same time. */
export function concurrencyOf(kind: AnyRouterKind): number {
  return 'atOnce' in kind && typeof kind.atOnce === 'number' ? kind.atOnce : 1;
}

/** Yields the items in batches as large as the kind's preferred concurrency. */
export function* batchesOf<T>(all: readonly T[], kind: AnyRouterKind): Generator<readonly T[]> {
  const size = concurrencyOf(kind);
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

/** Returns a network whose nodes all run this router. */
export function liftKind(kind: RouterKind): NetworkKind {
  const { name, version } = kind;
  return {
    level: 'network',
    name,
    version,
    features: featuresOf(kind),
    contract: 2,
    quiescence: 'exact',
    create: (topology, plan) =>
      openNetwork(kind, topology, plan && (() => plan().map((step, index) => ({ step, index })))),
  };
}

/** Opens the lifted network. The caller can pass its own flights. */
export function openNetwork(
  kind: RouterKind,
  topology: Topology,
  plan?: PlanSource,
  flights?: () => Flights,
): Soon<Network> {
  return isRemote(kind)
    ? kind.open(topology, plan, flights)
    : new Fabric(kind, topology, flights?.());
}
