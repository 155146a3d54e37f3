/**
 * Published: the time the published router takes for its own routing with the same clients, in the same process,
 * with stubs for its socket writes. Measured only with `--xcraft`, because its package is installed at first use.
 */
import { prepare, publishing } from '#impl-xcraft';
import type { DispatchFigure } from './dispatch.ts';

/** Publishes for at least this many milliseconds, and checks that each event was written to every subscriber. */
export async function publishedDispatch(
  clients: number,
  subscribers: number,
  now: () => number,
  milliseconds: number,
): Promise<DispatchFigure> {
  await prepare((line) => console.error(line));
  const router = await publishing({ clients, subscribers });
  try {
    router.publish();
    const before = router.writeCount;
    if (before !== subscribers)
      throw new Error(`published dispatch: ${before} reached, ${subscribers} expected`);
    let done = 0;
    const from = now();
    let spent = 0;
    do {
      router.publish();
      done++;
      spent = now() - from;
    } while (spent < milliseconds);
    const publishesPerSecond = (done / spent) * 1000;
    const addresseesPerSecond = publishesPerSecond * subscribers;
    return { clients, subscribers, publishesPerSecond, addresseesPerSecond };
  } finally {
    router.close();
  }
}
