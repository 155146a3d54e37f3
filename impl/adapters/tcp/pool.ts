/**
 * The pool: child processes that host one node at a time and are used again for the next scenario.
 * It stands apart because starting a process costs more than a whole scenario. A process that was killed is not used
 * again. Idle ones keep nobody alive, and none outlives this process.
 */
import type { Ledger } from './ledger.ts';
import { ChildPlace } from './place.ts';

export class Pool {
  readonly ledger: Ledger;
  readonly #idle: ChildPlace[] = [];
  readonly #all = new Set<ChildPlace>();
  readonly #atExit = () => {
    for (const place of this.#all) void place.kill();
  };

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  take(): ChildPlace {
    let place = this.#idle.pop();
    while (place && !place.alive) {
      this.#all.delete(place);
      place = this.#idle.pop();
    }
    if (!place) {
      // Again where all were killed: it is told once all the same.
      if (this.#all.size === 0) process.off('exit', this.#atExit).once('exit', this.#atExit);
      place = new ChildPlace();
      this.#all.add(place);
      if (place.pid !== undefined) this.ledger.pids.add(place.pid);
    }
    place.hold(true);
    return place;
  }

  pids(): number[] {
    return this.#idle.flatMap(({ alive, pid }) => (alive && pid) || []);
  }

  /** Its node must be stopped. */
  giveBack(place: ChildPlace): void {
    place.tell(() => {});
    if (!place.alive) {
      this.#all.delete(place);
      return;
    }
    place.hold(false);
    this.#idle.push(place);
  }

  /** The node in it could not be stopped, or was not meant to be. */
  async destroy(place: ChildPlace): Promise<void> {
    this.#all.delete(place);
    await place.kill();
  }

  /** Ends every process; done when all are gone. */
  async close(): Promise<void> {
    const all = [...this.#all];
    this.#all.clear();
    this.#idle.length = 0;
    process.off('exit', this.#atExit);
    await Promise.all(all.map((place) => place.kill()));
  }
}
