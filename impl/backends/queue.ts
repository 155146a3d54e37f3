/**
 * The queue: everything in flight in this process, first in, first out, delivered one by one. It stands apart so that all links
 * share one order, and so that an empty queue proves that nothing is in flight. It knows neither links nor frames, and needs no
 * clock.
 */
export class Queue {
  #tasks: (() => void)[] = [];
  #isDraining = false;

  push(task: () => void): void {
    this.#tasks.push(task);
  }

  /**
   * Delivers until nothing is in flight. A call from within a delivery returns at once; the outer call delivers the
   * rest.
   */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let tasks = this.#tasks; tasks.length > 0; tasks = this.#tasks) {
        this.#tasks = [];
        for (const task of tasks) task();
      }
    } finally {
      this.#isDraining = false;
    }
  }
}
