/**
 * The recorder: writes down what a stranger to a network knows of it: what was asked, what was acknowledged, what was
 * heard. The order in which frames went is not in it, nor any table or message.
 */
import type { Entry, Observation, Step } from '#spec';
import { isRequest } from '#spec';

/** An entry without its moment. */
type Fact = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'at'> : never) : never;

/** Which requests are still under way; null where that is not known. None: all is settled. */
export type PendingSteps = ReadonlySet<number> | null;

export class Recorder {
  readonly entries: Entry[] = [];
  /** Asked for and not known to be at rest. */
  readonly #openRequests = new Set<number>();
  readonly #withheld = new Set<number>();

  /** `lost`: nobody is told that it is at rest. */
  addRequest(step: Step, index: number, isWithheld: boolean): void {
    if (isWithheld) this.#withheld.add(index);
    if (!isRequest(step)) return;
    this.#write({ kind: 'requested', request: index, step });
    this.#openRequests.add(index);
  }

  /** `step`: whose answer it is; null for what came after it. */
  addObservations(step: Step | null, index: number, observations: readonly Observation[]): void {
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
          // Of a rename alone it is known whose words were refused; others may be of an older step.
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

  /** What is at rest after the step; with `all` nothing at all is under way. */
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
