/**
 * Machinery: what the commands ask of the harness, as one argument.
 * Loaded only when a command needs it, and made up by tests of the command line.
 */
import type { Scenario } from '#spec';
import type { check } from '../check.ts';
import type { run } from '../run.ts';

export interface Machinery {
  readonly check: typeof check;
  readonly run: typeof run;
  readonly scenarioFaults: (scenario: Scenario) => readonly string[];
}

export async function theMachinery(): Promise<Machinery> {
  const [{ check }, { run }, { scenarioFaults }] = await Promise.all([
    import('../check.ts'),
    import('../run.ts'),
    import('../legal.ts'),
  ]);
  return { check, run, scenarioFaults };
}
