/**
 * Waiting with a bound. Whatever a broker never does must end as a time-out with a name, which the harness takes as undecided and
 * not as a crash.
 */

/** How long anything that a broker is sure to do may take, in ms. */
const PATIENCE_MS = 10_000;

/** Waits for the promise. After `ms` it throws a `TimeoutError` that says what was waited for. */
export async function within<T>(
  promise: Promise<T>,
  awaited: () => string,
  ms = PATIENCE_MS,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        Object.assign(new Error(`waited ${ms} ms for ${awaited()}`), { name: 'TimeoutError' }),
      );
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until the condition holds; looks at it every millisecond. Returns whether it came to hold in time. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  ms: number,
): Promise<boolean> {
  const end = performance.now() + ms;
  while (!(await isTrue())) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return true;
}
