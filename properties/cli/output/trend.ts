/** Compares a report with an earlier one: what the run did not meet is run again, so that it is known whether it has healed. */
import type { AnyRouterKind, Scenario } from '#spec';
import { Undriven } from '../../network/undriven.ts';
import { missingForScenario } from '../../scenario/needs.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import type { Again } from '../../verdict/trend.ts';
import { trendOf, unmetCauses } from '../../verdict/trend.ts';
import type { EarlierReport } from '../arguments/earlier.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';

/** Runs the scenario of a cause on the router's kinds, and returns how it ends. */
export type RunAgain = (scenario: Scenario) => Promise<Again>;

export async function addTrend(
  { report, deviations }: Judgement,
  { against, clauses, causes }: EarlierReport,
  runAgain: RunAgain,
): Promise<Judgement> {
  const again = new Map<string, Again>();
  for (const { id, findings } of unmetCauses(report, causes)) {
    const scenario = findings[0]?.scenario ?? null;
    again.set(
      id,
      scenario === null
        ? { unrun: 'its scenario is not beside the earlier report, or not of this version' }
        : await runAgain(scenario),
    );
  }
  const trend = trendOf(report, against, clauses, causes, again);
  return { report: { ...report, trend }, deviations };
}

/** Returns what runs a scenario again, on each kind that offers what it needs, until one fails. */
export function rerunOn(
  kinds: readonly AnyRouterKind[],
  { failureOf, scenarioFaults }: Pick<Machinery, 'failureOf' | 'scenarioFaults'>,
  { interrupted }: Terminal,
): RunAgain {
  return async (scenario) => {
    if (interrupted.aborted) return { unrun: 'the run was interrupted' };
    if (scenarioFaults(scenario).length > 0)
      return { unrun: 'a step of its scenario is not legal by this version' };
    const able = kinds.filter((kind) => missingForScenario(scenario, kind).length === 0);
    if (able.length === 0)
      return { unrun: 'the router does not offer any more what its scenario needs' };
    try {
      for (const kind of able) {
        const failure = await failureOf(kind, scenario);
        if (failure) return { signature: failure.signature };
      }
    } catch (error) {
      if (error instanceof Undriven) return { unrun: 'the router could not be driven by it' };
      throw error;
    }
    return { signature: null };
  };
}
