/**
 * Lockstep: scenario steps per second with model, audience law, router and all checks, after a warm-up.
 * Drawing the scenarios is measured apart.
 */
import { routerKind } from '#impl';
import { generate, run } from '#properties';

export interface LockstepFigure {
  readonly scenarios: number;
  readonly steps: number;
  readonly stepsPerSecond: number;
  readonly drawnPerSecond: number;
}

export async function lockstep(scenarios: number, now: () => number): Promise<LockstepFigure> {
  const from = now();
  const drawn = Array.from({ length: scenarios }, (_, index) => generate('bench', index));
  const drawnAt = now();
  for (const scenario of drawn.slice(0, scenarios / 4)) await run(routerKind, scenario);
  const warm = now();
  let steps = 0;
  for (const scenario of drawn) steps += (await run(routerKind, scenario)).stepCount;
  const spent = now() - warm;
  return {
    scenarios,
    steps,
    stepsPerSecond: Math.round((steps / spent) * 1000),
    drawnPerSecond: Math.round((scenarios / (drawnAt - from)) * 1000),
  };
}
