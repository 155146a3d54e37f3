/**
 * Machinery: what the commands ask of the harness, as one argument.
 * Loaded only when a command needs it, and made up by tests of the command line.
 */
import type { Scenario } from '#spec';
import type { check } from '../check.ts';
import type { run } from '../run.ts';
import { Undriven } from './exits.ts';

export interface Machinery {
  readonly check: typeof check;
  readonly run: typeof run;
  readonly scenarioFaults: (scenario: Scenario) => readonly string[];
}

export async function theMachinery(): Promise<Machinery> {
  const [door, { run }, { scenarioFaults }] = await Promise.all([
    import('../check.ts'),
    import('../run.ts'),
    import('../legal.ts'),
  ]);
  return {
    run,
    scenarioFaults,
    check: async (kinds, options) => {
      try {
        return await door.check(kinds, options);
      } catch (error) {
        if (!(error instanceof door.Undriven)) throw error;
        throw new Undriven(`The router could not be driven: ${error.message}`);
      }
    },
  };
}
