/** The tour: eight stations and two more about what goes wrong, each a legal scenario on which our router and the model agree to the last step. */
import { expect, it } from 'vitest';
import { routerKind } from '#impl';
import { parseScenario } from '#spec';
import { run } from '../../lockstep/run.ts';
import { scenarioFaults } from '../../scenario/legality.ts';
import { stations } from './stations.ts';

it('has eight stations, and two about links', () => expect(stations).toHaveLength(10));

it.each(stations.map((each) => [each.title, each] as const))(
  '%s: is a legal scenario that the router passes',
  async (_title, { scenario }) => {
    expect(parseScenario(structuredClone(scenario))).toEqual(scenario);
    expect(scenarioFaults(scenario)).toEqual([]);
    expect((await run(routerKind, scenario)).findings).toEqual([]);
  },
);
