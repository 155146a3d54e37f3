/**
 * The recorder: writes down what a stranger to a network knows of it: what was asked, what was acknowledged, what was
 * heard. The order in which frames went is not in it, nor any table or message.
 */
import type { Entry, Observation, Step } from '#spec';
import { isRequest } from '#spec';

/** An entry without its moment. */
type Fact = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'at'> : never) : never;

/** Which requests are still under way; null where that is not known. None: all is settled. */
export type Pending = ReadonlySet<number> | null;

export class Recorder {
  readonly entries: Entry[] = [];
  /** Asked for and not known to be at rest. */
  readonly #open = new Set<number>();
  readonly #lost = new Set<number>();

  /** `lost`: nobody is told that it is at rest. */
  requested(step: Step, index: number, lost: boolean): void {
    if (lost) this.#lost.add(index);
    if (!isRequest(step)) return;
    this.#write({ kind: 'requested', request: index, step });
    this.#open.add(index);
  }

  /** `step`: whose answer it is; null for what came after it. */
  seen(step: Step | null, index: number, observations: readonly Observation[]): void {
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
  rested(index: number, pending: Pending, all: boolean): void {
    if (pending === null) return;
    if (all) {
      if (!this.#lost.has(index)) this.#write({ kind: 'settled' });
      return;
    }
    for (const request of this.#open)
      if (!pending.has(request)) {
        this.#open.delete(request);
        if (!this.#lost.has(request)) this.#write({ kind: 'acknowledged', request });
      }
  }

  #write(fact: Fact): void {
    this.entries.push({ at: this.entries.length, ...fact } as Entry);
  }
}
