/**
 * Thrown when the router could not be driven: then the run says nothing about the router (exit code 4).
 */
export class Undriven extends Error {}

/** Thrown when the adapter wrote something after it had reported a step as done: nobody can tell to which step that belongs. */
export class LateAnswer extends Undriven {}

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

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
