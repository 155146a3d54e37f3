/**
 * The recorder: writes the log of what an outside observer of a network knows: requests, acknowledgements and hearings. The log
 * contains no message, no table, and not the order in which frames were delivered.
 */
import type { Entry, Observation, Step } from '#spec';
import { isRequest } from '#spec';
import { throwAtLimit } from '../network/undriven.ts';

/** An entry without its time. */
type Fact = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'at'> : never) : never;

/** The requests that are not complete; null when nobody knows which; empty when nothing is in flight. */
export type PendingSteps = ReadonlySet<number> | null;

export class Recorder {
  readonly entries: Entry[] = [];
  /** Requests that are not known to be complete. */
  readonly #openRequests = new Set<number>();
  readonly #withheld = new Set<number>();

  /** Writes a request. With `isWithheld` the log will never say that it is complete. */
  addRequest(step: Step, index: number, isWithheld: boolean): void {
    if (isWithheld) this.#withheld.add(index);
    if (!isRequest(step)) return;
    this.#write({ kind: 'requested', request: index, step });
    this.#openRequests.add(index);
  }

  /** Writes what was observed. `step` is the step of which this is the answer, or null for what was seen after the answer. */
  addObservations(step: Step | null, index: number, observations: readonly Observation[]): void {
    throwAtLimit(observations);
    for (const each of observations)
      switch (each.kind) {
        case 'frame':
          this.#write({ kind: 'heard', node: each.node, pair: each.pair, event: each.event });
          break;
        case 'emission':
          this.#write({ kind: 'heard', node: each.node, pair: null, event: each.event });
          break;
        case 'closed':
          this.#write({ kind: 'closed', pair: each.pair });
          break;
        case 'refusal':
          // Only for a rename is it sure that a refusal belongs to this step; other refusals may belong to an older step.
          if (step?.kind === 'rename') this.#write({ kind: 'refused', request: index });
          break;
        case 'message':
        case 'dispatch':
        case 'handled':
          break;
        default:
          each satisfies never;
      }
  }

  /** Writes which requests are complete after the step. With `all` it writes that nothing is in flight. */
  addRest(index: number, pending: PendingSteps, all: boolean): void {
    if (pending === null) return;
    if (all) {
      if (!this.#withheld.has(index)) this.#write({ kind: 'settled' });
      return;
    }
    for (const request of this.#openRequests)
      if (!pending.has(request)) {
        this.#openRequests.delete(request);
        if (!this.#withheld.has(request)) this.#write({ kind: 'acknowledged', request });
      }
  }

  #write(fact: Fact): void {
    this.entries.push({ at: this.entries.length, ...fact } as Entry);
  }
}
