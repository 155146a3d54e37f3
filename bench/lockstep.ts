/**
 * Lockstep: steps per second with model, audience law, router and all checks. Drawing the scenarios is
 * measured separately.
 */
import { routerKind } from '#impl';
import { generate, run } from '#properties';

export interface LockstepFigure {
  readonly scenarios: number;
  readonly steps: number;
  readonly stepsPerSecond: number;
  readonly drawnPerSecond: number;
}

/** Returns the fastest of several rounds, because other load on the machine only slows. */
export async function measureLockstep(
  scenarios: number,
  rounds: number,
  now: () => number,
): Promise<LockstepFigure> {
  const from = now();
  const drawn = Array.from({ length: scenarios }, (_, index) => generate('bench', index));
  const drawnAt = now();
  let steps = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = now();
    steps = 0;
    for (const scenario of drawn) steps += (await run(routerKind, scenario)).stepCount;
    best = Math.min(best, now() - start);
  }
  return {
    scenarios,
    steps,
    stepsPerSecond: Math.round((steps / best) * 1000),
    drawnPerSecond: Math.round((scenarios / (drawnAt - from)) * 1000),
  };
}
