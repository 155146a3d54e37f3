/**
 * Lifted: one router as a whole network, by the harness's own fabric, or by whoever brings its answers from far away.
 * The runner knows only networks.
 */
import type { Network, NetworkKind, NodeToken, RouterKind, Soon, Step, Topology } from '#spec';
import { Fabric } from './fabric.ts';
import type { Flights } from './flights.ts';

/** A step, and the index by which what it publishes is named. */
export interface NumberedStep {
  readonly step: Step;
  readonly index: number;
}

/** What will be applied, as far as the run gets. */
export type PlanSource = () => readonly NumberedStep[];

/** A router whose answers travel: it is driven at router level, and asked for many scenarios at a time. */
export interface RemoteKind extends RouterKind {
  readonly atOnce: number;
  /** `flights`: fresh ones for each time the scenario is played. */
  open(topology: Topology, plan?: PlanSource, flights?: () => Flights): Soon<Network>;
}

/** A network that knows which nodes were told something since the step began: only their tables can have changed. */
export interface TouchTrackingNetwork extends Network {
  readonly touched: ReadonlySet<NodeToken>;
}

export const isRemote = (kind: RouterKind): kind is RemoteKind => 'open' in kind;

export const tracksTouched = (network: Network): network is TouchTrackingNetwork =>
  'touched' in network;

/** How many scenarios are best asked of it at a time. */
export function concurrencyOf(kind: RouterKind | NetworkKind): number {
  return 'atOnce' in kind && typeof kind.atOnce === 'number' ? kind.atOnce : 1;
}

/** A network whose nodes all run this router. */
export function lifted(kind: RouterKind): NetworkKind {
  const { name, version, features } = kind;
  return {
    level: 'network',
    name,
    version,
    features,
    quiescence: 'exact',
    create: (topology, plan) =>
      openNetwork(kind, topology, plan && (() => plan().map((step, index) => ({ step, index })))),
  };
}

/** The same as a network, with flights of the caller's. */
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
