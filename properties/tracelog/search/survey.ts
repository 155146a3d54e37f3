/**
 * The survey: what the search has to know of the whole log before it begins, collected line by line, so that the log need not be held
 * in memory.
 */
import type { LoggedLine, TracelogHeader } from '#spec';
import type { Vocabulary } from './guesses.ts';
import { VocabularyBuilder } from './guesses.ts';

export interface Survey {
  readonly header: TracelogHeader;
  /** Whether the log was cut off. */
  readonly unfinished: boolean;
  readonly total: number;
  /**
   * For each stream, the number of its lines. In the order `global` there is one stream; otherwise the first one has the settled moments,
   * and each observer has one.
   */
  readonly counts: readonly number[];
  /** For each observer, the index of its stream. */
  readonly streamOf: ReadonlyMap<string, number>;
  readonly vocabulary: Vocabulary;
  readonly hasAcknowledgements: boolean;
}

export class Surveyor {
  readonly #vocabulary = new VocabularyBuilder();
  readonly #countBy = new Map<string, number>();
  #settledCount = 0;
  #total = 0;
  #hasAcknowledgements = false;

  add({ record }: LoggedLine): void {
    this.#vocabulary.add(record);
    this.#total++;
    if (record.kind === 'acknowledged') this.#hasAcknowledgements = true;
    if (record.kind === 'settled') this.#settledCount++;
    else this.#countBy.set(record.by ?? '', (this.#countBy.get(record.by ?? '') ?? 0) + 1);
  }

  finish(header: TracelogHeader, unfinished: boolean): Survey {
    const isGlobal = header.order === 'global';
    return {
      header,
      unfinished,
      total: this.#total,
      counts: isGlobal ? [this.#total] : [this.#settledCount, ...this.#countBy.values()],
      streamOf: new Map([...this.#countBy.keys()].map((by, at) => [by, at + 1])),
      vocabulary: this.#vocabulary.build(),
      hasAcknowledgements: this.#hasAcknowledgements,
    };
  }
}
