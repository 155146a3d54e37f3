/**
 * Routers that are wrong only where one triple of situations is met: there, the step does nothing. They are searched
 * for with goals and without. Only scenarios that meet the triple are really run, because in all others the router is
 * correct.
 */
import { routerKind } from '#impl';
import { advance, start } from '#model';
import {
  drawScenario,
  goalListsFor,
  holdsAll,
  liftKind,
  placeOf,
  planRun,
  Reach,
  run,
  SituationTracker,
} from '#properties';
import type { NetworkKind, Soon, Table } from '#spec';

const { features } = routerKind;
const lists = goalListsFor(features);

export interface PlantedTriple {
  readonly at: number;
  readonly name: string;
  readonly kind: NetworkKind;
}

/** Returns `count` wrong routers, whose triples are chosen from the list by the seed. */
export function plantTriples(seed: string, count: number): readonly PlantedTriple[] {
  return Array.from({ length: count }, (_, turn) =>
    plantTriple(placeOf(seed, turn, lists.triples.length)),
  );
}

function plantTriple(at: number): PlantedTriple {
  const triple = lists.triples[at];
  if (!triple) throw new RangeError(`there is no triple ${at}`);
  const { first, second, kind } = triple;
  const right = liftKind(routerKind);
  const [one, other] = [first, second].map((each) => lists.situations[each]?.id);
  return {
    at,
    name: `${one}; ${other}; ${kind}`,
    kind: {
      ...right,
      create: async (topology, plan) => {
        const network = await right.create(topology, plan);
        const tracker = new SituationTracker(topology, lists.situations);
        let state = start(topology);
        return {
          apply: async (step, index) => {
            const isMet =
              step.kind === kind &&
              tracker.viewsOf(state, step).some((bits) => holdsAll(bits, [first, second]));
            const advanced = advance(state, step, index);
            tracker.record(state, step, advanced);
            state = advanced.state;
            return isMet ? [] : await network.apply(step, index);
          },
          table: (node) => network.table?.(node) as Soon<Table>,
          size: (node) => network.size?.(node) as Soon<number>,
          close: () => network.close(),
        };
      },
    },
  };
}

/**
 * Returns, for each of these routers, the number of scenarios until it was found; null if the budget did not suffice.
 */
export async function findTriples(
  planted: readonly PlantedTriple[],
  seed: string,
  budget: number,
  goals: boolean,
): Promise<readonly (number | null)[]> {
  const found: (number | null)[] = planted.map(() => null);
  const declared = new Set(features);
  for (let index = 0; index < budget && found.includes(null); index++) {
    const { scenario, advances } = drawScenario(seed, index, { features, goals });
    const plan = planRun(scenario, declared, advances);
    const reach = new Reach(features);
    reach.record({ ...scenario, steps: plan.steps }, plan.advances, plan.steps.length);
    for (const [number, { at, kind }] of planted.entries()) {
      if (found[number] !== null || !reach.triples.has(at)) continue;
      const { findings } = await run(kind, scenario);
      if (findings.length > 0) found[number] = index + 1;
    }
  }
  return found;
}
