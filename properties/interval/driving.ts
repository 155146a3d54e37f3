/**
 * Driving: starts the network of a run under the interval judge, and says how it is known which steps still have frames in flight.
 * Separate from `judge.ts`, which writes the log.
 */
import type { AnyRouterKind, Network, NetworkKind, RouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { closeNetwork } from '../network/closing.ts';
import { openNetwork } from '../network/lifting.ts';
import { errorText, isUnsupported, Undriven } from '../network/undriven.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { percent } from '../scenario/values/chance.ts';
import { FlightsByStep } from './flightsByStep.ts';

/** Percent of the steps after which a network that only acknowledges is asked to settle. */
const SETTLE_PERCENT = 40;

export const NO_STEPS: ReadonlySet<number> = new Set();

export interface DrivenNetwork {
  readonly network: Network;
  /** Returns the steps that have frames in flight; null when this cannot be known. */
  readonly pendingSteps: () => ReadonlySet<number> | null;
  /** Whether to wait after a step until nothing is in flight. */
  readonly waitsAfter: (held: boolean) => boolean;
}

/** Starts the network. An error during the start says nothing about the router, so it is thrown as Undriven. */
export async function startNetwork(
  kind: AnyRouterKind,
  scenario: Scenario,
  chance: Chance,
): Promise<DrivenNetwork> {
  try {
    return await (kind.level === 'router'
      ? driveOnFabric(kind, scenario)
      : driveOnNetwork(kind, scenario, chance));
  } catch (error) {
    if (error instanceof Undriven || isUnsupported(error)) throw error;
    throw new Undriven(errorText(error));
  }
}

async function driveOnFabric(
  kind: RouterKind,
  { topology, steps }: Scenario,
): Promise<DrivenNetwork> {
  // Replaced whenever the scenario is played again: the network of a remote router is replayed as its answers arrive.
  let flights = new FlightsByStep();
  const plan = () => steps.map((step, index) => ({ step, index }));
  const network = await openNetwork(kind, topology, plan, () => {
    flights = new FlightsByStep();
    return flights;
  });
  return {
    network,
    pendingSteps: () => flights.pendingSteps(),
    waitsAfter: () => false,
  };
}

async function driveOnNetwork(
  kind: NetworkKind,
  { topology }: Scenario,
  chance: Chance,
): Promise<DrivenNetwork> {
  const acknowledgesOnly = kind.quiescence === 'acknowledged';
  const network = await kind.create(topology);
  if (acknowledgesOnly && !network.settled) {
    await closeNetwork(kind, network);
    throw new Undriven(
      'it only acknowledges, and offers no settled() to wait until all is at rest',
    );
  }
  return {
    network,
    pendingSteps: () => (acknowledgesOnly ? null : NO_STEPS),
    // With `overlaps` the scenario says when to wait; otherwise this is drawn at random.
    waitsAfter: (held) =>
      acknowledgesOnly &&
      (featuresOf(kind).includes('overlaps') ? !held : percent(chance, SETTLE_PERCENT)),
  };
}
