/** The tour: eight stations, each a legal scenario on which our router and the model agree to the last step. */
import { expect, it } from 'vitest';
import { routerKind } from '#impl';
import { parseScenario } from '#spec';
import { run } from '../../lockstep/run.ts';
import { scenarioFaults } from '../../scenario/legality.ts';
import { stations } from './stations.ts';

it('has eight stations', () => expect(stations).toHaveLength(8));

it.each(stations.map((each) => [each.title, each] as const))(
  '%s: is a legal scenario that the router passes',
  async (_title, { scenario }) => {
    expect(parseScenario(structuredClone(scenario))).toEqual(scenario);
    expect(scenarioFaults(scenario)).toEqual([]);
    expect((await run(routerKind, scenario)).findings).toEqual([]);
  },
);
