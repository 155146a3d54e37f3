/**
 * The epilogue: the steps that are appended to every scenario. Stalled clients read again, lost uplinks come back, one canary event per line is published at
 * every top node, every orc leaves, the remaining pairs are cut, and greathalls unsubscribe. Afterwards every table must be what
 * it was at the start, and the canaries, published once more, must reach nobody (SAFE-3).
 */

import type { Feature, History, Scenario, Step } from '#spec';
import { hasVariant } from '#spec';
import { linesOf } from './lines.ts';

/** Either the model's state, or only a history where no model runs. */
interface HistoryHolder {
  readonly history: History;
}

/**
 * Yields the scenario's own steps, then the steps of the epilogue. It reads `current` only when it needs it, so the caller must
 * finish each step before it asks for the next.
 */
export function* stepsWithEpilogue(
  scenario: Scenario,
  features: ReadonlySet<Feature>,
  current: () => HistoryHolder,
): Generator<readonly [step: Step, epilogue: boolean]> {
  for (const step of scenario.steps) yield [step, false];
  for (const step of settleSteps(current())) yield [step, true];
  for (const step of resumeSteps(current())) yield [step, true];
  for (let step = nextUplinkUp(current()); step; step = nextUplinkUp(current())) yield [step, true];
  for (const step of canarySteps(scenario)) yield [step, true];
  const nextStep = () => nextDeparture(current(), features);
  const firstDeparture = nextStep();
  for (let step = firstDeparture; step; step = nextStep()) yield [step, true];
  // Where nobody was left who could leave, the canaries above have met silence already.
  if (firstDeparture) for (const step of canarySteps(scenario)) yield [step, true];
}

/** Returns the step that brings one lost uplink back; null when all are up. */
export function nextUplinkUp({ history }: HistoryHolder): Step | null {
  const [uplink] = history.down;
  return uplink ? { kind: 'uplink up', ...uplink } : null;
}

/** Returns the steps by which every client reads again. */
export const resumeSteps = ({ history }: HistoryHolder): Step[] =>
  history.stalled.map((pair): Step => ({ kind: 'resume', pair }));

/** Returns the step that delivers everything still held back; none when nothing is held. */
export function settleSteps({ history }: HistoryHolder): Step[] {
  return history.held ? [{ kind: 'settle' }] : [];
}

/**
 * Returns one canary event per line and top node, with `ways` per line and node. As nothing else is in flight, it must reach every subscriber of the line, and
 * nobody once everyone has left.
 */
export function canarySteps(scenario: Scenario): Step[] {
  const { nodes, uplinks } = scenario.topology;
  // With several ways each node has least paths of its own, and in a cycle none is the top.
  const tops = hasVariant(scenario.topology, 'ways')
    ? nodes
    : nodes.filter(({ token }) => !uplinks.some((uplink) => uplink.below === token));
  return linesOf(scenario.steps).flatMap((lineId) =>
    tops.map(
      ({ token }): Step => ({ kind: 'publish', node: token, topic: `canary::<${lineId}>.seen` }),
    ),
  );
}

/** Returns the next departure; null when no orc, pair or greathall subscription is left. */
export function nextDeparture(
  { history }: HistoryHolder,
  features: ReadonlySet<Feature>,
): Step | null {
  const [someone] = history.attachments;
  if (someone) return { kind: 'leave', orc: someone.orcName };
  const [pair] = history.open;
  if (pair !== undefined && features.has('cuts')) return { kind: 'cut', pair, socket: 'command' };
  for (const { node, subscriptions } of history.halls)
    for (const { pattern } of subscriptions)
      return { kind: 'hall unsubscribe', node, topic: pattern };
  return null;
}
