/**
 * Lockstep at fixed seeds: scenarios that the sound model draws once, before any mutant is awake, and that model and
 * router then go through step by step, tables included. So that a mutant of either is judged on the same words.
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

/** Read back, as from a file: no mutant's run shares an object with another's. */
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
