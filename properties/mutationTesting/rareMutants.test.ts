/**
 * Rare mutants: those that random scenarios hardly come to. For each there is a scenario by hand, which our router passes
 * and on which the fault is named by its clause at once: so what is missed is missed by drawing, not by judging.
 */
import { describe, expect, it } from 'vitest';
import { allMutants, networkKind, rareMutants, routerKind } from '#impl';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { run } from '../lockstep/run.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { missingForScenario } from '../scenario/needs.ts';
import { eventScenarios } from '../testing/rare/events.ts';
import { lineScenarios } from '../testing/rare/lines.ts';
import { linkScenarios } from '../testing/rare/links.ts';
import { routeScenarios } from '../testing/rare/routes.ts';

const scenarios: Readonly<Record<string, Scenario>> = {
  ...eventScenarios,
  ...lineScenarios,
  ...routeScenarios,
  ...linkScenarios,
};

describe('the rare mutants', () => {
  it('are at least 40, each with a name of its own and a scenario, and no scenario is without one', () => {
    expect(rareMutants.length).toBeGreaterThanOrEqual(40);
    const ids = [...allMutants, ...rareMutants].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(scenarios).sort()).toEqual(rareMutants.map(({ id }) => id).sort());
  });

  it.each(rareMutants)('$clause: $fault ($id)', async ({ id, clause, kind }) => {
    const scenario = scenarios[id] as Scenario;
    expect(parseScenario(structuredClone(scenario))).toEqual(scenario);
    expect(scenarioFaults(scenario)).toEqual([]);
    expect(missingForScenario(scenario, kind)).toEqual([]);
    const right = kind.level === 'router' ? routerKind : networkKind;
    expect((await run(right, scenario)).findings).toEqual([]);
    const [finding] = (await run(kind, scenario)).findings;
    expect(finding?.at).toBe(scenario.steps.length - 1);
    expect([finding?.clause, ...(finding?.also ?? [])]).toContain(clause);
  });
});
