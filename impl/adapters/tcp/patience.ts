/**
 * Patience: the last resort of whoever waits for a process or a socket.
 * It stands apart because it judges nothing: what comes too late is an error that says so, never a verdict.
 */

export const PATIENCE_MS = 30_000;

/** `what`: what did not happen, for the error. */
export async function bounded<Value>(wait: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const reason = `${what} within ${PATIENCE_MS} ms; this is a time-out, no proof of anything`;
    timer = setTimeout(() => reject(new Error(reason)), PATIENCE_MS);
  });
  try {
    return await Promise.race([wait, late]);
  } finally {
    clearTimeout(timer);
  }
}
