/** Why a run tells nothing of a router: it could not be driven (exit code 4), or does not do yet what was asked. */
export class Undriven extends Error {}

/** It wrote something after it had said that all is done: what it answers cannot be laid to a step. */
export class LateAnswer extends Undriven {}

/** The router itself said so: what follows in the scenario is not run, and nothing is held against it. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/** A router of one's own says it by the error's name, so that it need not import anything that runs. */
export function isUnsupported(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Unsupported';
}

/** What an error says. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
