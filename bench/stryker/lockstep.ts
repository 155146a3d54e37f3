/**
 * Lockstep at fixed seeds: scenarios are drawn once with the unchanged model, before any mutant is active; then
 * model and router run them step by step, tables included. So all mutants are judged on the same scenarios.
 */
import { networkKind, routerKind } from '#impl';
import { modelKind } from '#model';
import { generate, run, scenarioFaults } from '#properties';
import type { Scenario } from '#spec';
import type { Inspection } from './suite.ts';

const samples = [
  { name: 'settled', kind: routerKind, count: 70, interleave: 0 },
  { name: 'interleaved', kind: routerKind, count: 80, interleave: 100 },
  { name: 'network', kind: networkKind, count: 70, interleave: 0 },
  { name: 'dressed', kind: modelKind, count: 10, interleave: 50 },
] as const;

/** Returns a copy as if read from a file, so that runs of different mutants share no objects. */
const readBack = (scenario: Scenario): Scenario => JSON.parse(JSON.stringify(scenario));

export function drawInspections(): Inspection[] {
  return samples.flatMap(({ name, kind, count, interleave }) =>
    Array.from({ length: count }, (_, index) => {
      const { features } = kind;
      const drawn = readBack(generate(`stryker/${name}`, index, { features, interleave }));
      return {
        id: `lockstep ${name} ${index}`,
        make: async () => {
          const scenario = readBack(drawn);
          const [fault] = scenarioFaults(scenario);
          if (fault) throw new Error(`no longer legal: ${fault}`);
          const { findings, error } = await run(kind, scenario);
          if (error !== null) throw new Error(error);
          const [finding] = findings;
          if (finding) throw new Error(`${finding.clause} ${finding.signature}: ${finding.detail}`);
        },
      };
    }),
  );
}
