/**
 * What drawn scenarios reach: the situations, pairs and triples that a number of scenarios meet, with goals and
 * without. They are read from the model's states; no router runs, as if every scenario ran to its end.
 */
import { routerKind } from '#impl';
import { drawScenario, Reach } from '#properties';
import type { Feature } from '#spec';

export interface Measurement {
  readonly reach: Reach;
  readonly stepCount: number;
  readonly drawMs: number;
}

export function measureReach(
  seed: string,
  count: number,
  goals: boolean,
  features: readonly Feature[] = routerKind.features,
): Measurement {
  const reach = new Reach(features);
  let stepCount = 0;
  let drawMs = 0;
  for (let index = 0; index < count; index++) {
    const begin = process.cpuUsage();
    const { scenario, advances } = drawScenario(seed, index, { features, goals });
    drawMs += process.cpuUsage(begin).user / 1000;
    stepCount += scenario.steps.length;
    reach.record(scenario, advances, Number.POSITIVE_INFINITY);
  }
  return { reach, stepCount, drawMs };
}
