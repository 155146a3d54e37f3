/**
 * Undriven and unsupported: the errors of a run that say nothing about whether the router is right. It stands apart because every judge
 * has to let them through.
 */
import type { Observation, Scenario } from '#spec';

/** Thrown when the router could not be driven: then the run says nothing about the router (exit code 4). */
export class Undriven extends Error {
  /** The scenario at which the router hung; absent if it did not hang, or if no one scenario is to blame. */
  scenario?: Scenario;
}

/** Returns the same failure in other words. */
export function rewordUndriven(
  { scenario }: Pick<Undriven, 'scenario'>,
  message: string,
): Undriven {
  return Object.assign(new Undriven(message), scenario ? { scenario } : {});
}

/** Thrown when the adapter wrote something after it had reported a step as done: nobody can tell to which step that belongs. */
export class LateAnswer extends Undriven {}

/** Thrown when the adapter did not answer in time. */
export class Silence extends Undriven {}

/**
 * Thrown by the router itself for a step that it does not support. The rest of the scenario is
 * skipped, without a finding.
 */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/**
 * Whether the error is an `Unsupported`. It is recognised by its name, so that a user's router need not import this
 * class.
 */
export function isUnsupported(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Unsupported';
}

/**
 * Whether the error says that something was waited for in vain. It is recognised by the name that the standard gives it, as in
 * `AbortSignal.timeout`. A slow machine may be the reason, so it proves nothing.
 */
export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.name === 'TimeoutError';

/**
 * Throws Unsupported if the router refused something with `LIMIT`: it keeps no more, which the law leaves free, and which the
 * model never does. So the rest of the scenario is not judged.
 */
export function throwAtLimit(observed: readonly Observation[]): void {
  // What is no list is refused where shapes are checked, in words of its own.
  if (!Array.isArray(observed)) return;
  for (const each of observed)
    if (each.kind === 'refusal' && each.fault === 'LIMIT')
      throw new Unsupported(`${each.node} keeps no more (LIMIT): ${each.detail}`);
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
