/**
 * Past ids: the ids of events of which nothing is under way any more. A log may not use one again for another event, so they outlive the
 * bindings; the oldest are forgotten, so that the memory is bounded.
 */

/** At least so many of the latest ids are known. */
const KEPT_IDS = 250_000;
/** At least so many of the latest are known with the name that the model has for the event. */
const KEPT_NAMES = 2000;

export class PastIds {
  #latest = new Set<string>();
  #older: ReadonlySet<string> = new Set();
  #names = new Map<string, string>();

  /** `text`: the id as JSON text. `name`: the model's name for the event. */
  add(text: string, name: string): void {
    this.#latest.add(text);
    if (this.#latest.size >= KEPT_IDS) {
      this.#older = this.#latest;
      this.#latest = new Set();
    }
    this.#names.set(name, text);
    if (this.#names.size >= 2 * KEPT_NAMES)
      this.#names = new Map([...this.#names].slice(-KEPT_NAMES));
  }

  /** Returns a copy, which goes on by itself. */
  fork(): PastIds {
    const copy = new PastIds();
    copy.#latest = new Set(this.#latest);
    copy.#older = this.#older;
    copy.#names = new Map(this.#names);
    return copy;
  }

  has(text: string): boolean {
    return this.#latest.has(text) || this.#older.has(text);
  }

  /** Returns the id, as JSON text, of an event that has passed not long ago. */
  textOf(name: string): string | undefined {
    return this.#names.get(name);
  }
}
