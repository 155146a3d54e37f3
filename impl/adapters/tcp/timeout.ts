/**
 * The last time limit for everything that waits for a process or a socket. It stands apart because it judges nothing: a wait that
 * takes too long ends in an error that says so, never in a verdict.
 */

export const TIMEOUT_MS = 30_000;

/** Rejects if `wait` takes too long. The error says that `what` did not happen. */
export async function withTimeout<Value>(wait: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const reason = `${what} within ${TIMEOUT_MS} ms; this is a time-out, no proof of anything`;
    timer = setTimeout(() => reject(new Error(reason)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([wait, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
