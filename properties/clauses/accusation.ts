/**
 * Accusation: lays a wrong hearing to the half of the clause that caused it, for a network without tables. The clause is accused
 * when the same scenario passes without the steps of which its half speaks; otherwise the clause about the event stays accused.
 * This file runs no router; its caller tells it whether a scenario passes.
 */
import type { Feature, Scenario, Step } from '#spec';
import { lineOf } from '#spec';
import { scenarioFaults } from '../scenario/legality.ts';
import { isAboutStalls } from './blame.ts';
import type { Divergence } from './divergence.ts';
import { standingOf } from './halves/standing.ts';
import type { WrongHearing } from './halves/triggers.ts';
import { triggersAt } from './halves/triggers.ts';

/** The most scenarios that are run to find the clause of one failure. */
const MOST_TRIALS = 8;

/** Returns the divergence, under the clause whose half is to blame, if there is one. Calls `passes` a few times at most. */
export async function accuseHalf(
  scenario: Scenario,
  divergence: Divergence,
  features: readonly Feature[],
  passes: (candidate: Scenario) => Promise<boolean>,
): Promise<Divergence> {
  const { wrongHearing, clause, signature, also, at } = divergence;
  if (!wrongHearing || features.includes('tables') || isAboutStalls(clause)) return divergence;
  let trials = 0;
  for (const [half, without] of suspects(scenario, at, wrongHearing)) {
    if (standingOf(half, features) === null) continue;
    if (trials++ === MOST_TRIALS) break;
    if (!(await passes(without))) continue;
    return {
      ...divergence,
      clause: half,
      signature: signature.replace(clause, half),
      also: also.filter((each) => each !== half),
    };
  }
  return divergence;
}

/** Yields the clauses that may be to blame, each with a legal scenario without the steps of which it speaks. */
function* suspects(scenario: Scenario, at: number, { publish, what, places }: WrongHearing) {
  const { topology } = scenario;
  const steps = scenario.steps.slice(0, at);
  const asked = { topology, steps, from: publish.node, lineId: lineOf(publish.topic) };
  const rest = scenario.steps.slice(at, at + 1);
  for (const place of places)
    for (const [half, triggers] of triggersAt(asked, place, what))
      for (const left of [triggers, [...triggers, ...returnsAfter(steps, triggers)]]) {
        const kept = steps.filter((_, index) => !left.includes(index));
        const without = { ...scenario, steps: [...kept, ...rest] };
        if (scenarioFaults(without).length > 0) continue;
        yield [half, without] as const;
        break;
      }
}

/** Returns the steps that only undo what the triggers did: who left joins again, a lost uplink comes back. */
function returnsAfter(steps: readonly Step[], triggers: readonly number[]): number[] {
  const [first = steps.length] = triggers;
  const left = triggers.map((index) => steps[index]);
  return steps.flatMap((step, index) => {
    if (index <= first) return [];
    const isReturn = left.some((trigger) => trigger !== undefined && undoes(step, trigger));
    return isReturn ? [index] : [];
  });
}

function undoes(step: Step, trigger: Step): boolean {
  switch (trigger.kind) {
    case 'leave':
      return step.kind === 'join' && step.orc === trigger.orc;
    case 'cut':
      return step.kind === 'join' && step.pair === trigger.pair;
    case 'restart':
    case 'crash':
      return (
        step.kind === 'uplink up' && (step.below === trigger.node || step.above === trigger.node)
      );
    default:
      return false;
  }
}
