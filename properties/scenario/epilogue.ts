/**
 * The epilogue: how every scenario ends. Lost uplinks come back, then one canary per line at every top node, then
 * everyone leaves, the pairs that still stand are lost, greathalls unsubscribe; after that every table is what it was
 * at start (SAFE-3).
 */

import type { Feature, History, LineId, Scenario, Step } from '#spec';
import { lineOf } from '#spec';

/** Whoever knows what the clients know: the model's state, or a harness without one. */
interface HistoryHolder {
  readonly history: History;
}

/** The scenario's own steps, then the epilogue's; each is asked for when the one before has settled. */
export function* stepsWithEpilogue(
  scenario: Scenario,
  features: ReadonlySet<Feature>,
  current: () => HistoryHolder,
): Generator<readonly [step: Step, epilogue: boolean]> {
  for (const step of scenario.steps) yield [step, false];
  for (const step of settleSteps(current())) yield [step, true];
  for (let step = nextUplinkUp(current()); step; step = nextUplinkUp(current())) yield [step, true];
  for (const step of canarySteps(scenario)) yield [step, true];
  const nextStep = () => nextDeparture(current(), features);
  for (let step = nextStep(); step; step = nextStep()) yield [step, true];
}

/** The lines a scenario names, in order of first mention. */
function linesOf(scenario: Scenario): LineId[] {
  const lines = new Set<LineId>();
  for (const step of scenario.steps) {
    const lineId = 'topic' in step ? lineOf(step.topic) : null;
    if (lineId !== null) lines.add(lineId);
  }
  return [...lines];
}

/** The next lost uplink comes back, or null when all are up. */
export function nextUplinkUp({ history }: HistoryHolder): Step | null {
  const [uplink] = history.down;
  return uplink ? { kind: 'uplink up', ...uplink } : null;
}

/** What is still held back arrives first. */
export function settleSteps({ history }: HistoryHolder): Step[] {
  return history.held ? [{ kind: 'settle' }] : [];
}

/** One canary per line and top node: the quiescent probe. */
export function canarySteps(scenario: Scenario): Step[] {
  const { nodes, uplinks } = scenario.topology;
  const tops = nodes.filter(({ token }) => !uplinks.some((uplink) => uplink.below === token));
  return linesOf(scenario).flatMap((lineId) =>
    tops.map(
      ({ token }): Step => ({ kind: 'publish', node: token, topic: `canary::<${lineId}>.seen` }),
    ),
  );
}

/** The next departure, or null when nobody and nothing is left. */
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
