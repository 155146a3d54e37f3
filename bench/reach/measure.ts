/**
 * What drawing alone reaches: situations, pairs and triples after some scenarios, with goals and without, by the model and
 * without a router. Every scenario is taken as run to its end.
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
