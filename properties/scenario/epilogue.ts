/**
 * The epilogue: how every scenario ends. Lost uplinks come back, then one canary per line at every top node, then
 * everyone leaves, the pairs that still stand are lost, greathalls unsubscribe; after that every table is what it was
 * at start (SAFE-3).
 */

import type { Feature, History, LineId, Scenario, Step } from '#spec';
import { lineOf } from '#spec';

/** Whoever knows what the clients know: the model's state, or a harness without one. */
interface Known {
  readonly history: History;
}

/** The scenario's own steps, then the epilogue's; each is asked for when the one before has settled. */
export function* courseOf(
  scenario: Scenario,
  features: ReadonlySet<Feature>,
  known: () => Known,
): Generator<readonly [step: Step, epilogue: boolean]> {
  for (const step of scenario.steps) yield [step, false];
  for (const step of settling(known())) yield [step, true];
  for (let step = returning(known()); step; step = returning(known())) yield [step, true];
  for (const step of canaries(scenario)) yield [step, true];
  const next = () => departure(known(), features);
  for (let step = next(); step; step = next()) yield [step, true];
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
export function returning({ history }: Known): Step | null {
  const [uplink] = history.down;
  return uplink ? { kind: 'uplink up', ...uplink } : null;
}

/** What is still held back arrives first. */
export function settling({ history }: Known): Step[] {
  return history.held ? [{ kind: 'settle' }] : [];
}

/** One canary per line and top node: the quiescent probe. */
export function canaries(scenario: Scenario): Step[] {
  const { nodes, uplinks } = scenario.topology;
  const tops = nodes.filter(({ token }) => !uplinks.some((uplink) => uplink.below === token));
  return linesOf(scenario).flatMap((lineId) =>
    tops.map(
      ({ token }): Step => ({ kind: 'publish', node: token, topic: `canary::<${lineId}>.seen` }),
    ),
  );
}

/** The next departure, or null when nobody and nothing is left. */
export function departure({ history }: Known, features: ReadonlySet<Feature>): Step | null {
  const [someone] = history.attachments;
  if (someone) return { kind: 'leave', orc: someone.orcName };
  const [pair] = history.open;
  if (pair !== undefined && features.has('cuts')) return { kind: 'cut', pair, socket: 'command' };
  for (const { node, subscriptions } of history.halls)
    for (const { pattern } of subscriptions)
      return { kind: 'hall unsubscribe', node, topic: pattern };
  return null;
}
