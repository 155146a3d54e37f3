/**
 * A tape: the recorded answers of a foreign router in one scenario, question by question. A replay takes its answers from the
 * tape. At a question that is not on the tape, the replay stops until the router has been asked. A recorded answer is final, even
 * if a later run from reset answers otherwise.
 */
import type { Answer, Effect, NodeToken, Question, Table } from '#spec';
import { ReportedCrash } from '../network/routerStack.ts';
import { Unsupported } from '../network/undriven.ts';
import type { EncodedQuestion } from './script.ts';
import { encodeRequest } from './script.ts';

/** Thrown at a question that is not on the tape. */
class UnaskedQuestion extends Error {}

interface TapeEntry {
  readonly question: EncodedQuestion;
  readonly answer: Answer;
}

/** What each node showed, or the error with which the router refused to show it. */
type ShownTables = ReadonlyMap<NodeToken, Table | Error>;
type ShownSizes = ReadonlyMap<NodeToken, number | Error>;

export class Tape {
  /** Answers to questions that can change a table, in the order in which they were asked. */
  readonly #entries: TapeEntry[] = [];
  /** The tables as the router showed them after this many entries. */
  readonly #shownTables = new Map<number, ShownTables>();
  /** The tables at the current position, or the error with which the router refused to show them. */
  readonly #tables = new Map<NodeToken, Table | Error>();
  /** The sizes as the router showed them after this many entries. */
  readonly #shownSizes = new Map<number, ShownSizes>();
  #position = 0;
  #missedQuestion: EncodedQuestion | null = null;

  /** Returns the question at which the replay stopped; null if it did not stop. */
  get missedQuestion(): EncodedQuestion | null {
    return this.#missedQuestion;
  }

  /** Number of entries that the replay has used. */
  get position(): number {
    return this.#position;
  }

  rewind(): void {
    this.#position = 0;
    this.#missedQuestion = null;
    this.#tables.clear();
    this.#updateTables();
  }

  /**
   * Returns the effects that are recorded for the next question. Throws UnaskedQuestion, what the router threw, or
   * Unsupported.
   */
  takeEffects(question: Question & { readonly node: NodeToken }): readonly Effect[] {
    const next = encodeRequest(question);
    const answer = this.answerAt(this.#position, next.text);
    if (!answer) {
      this.#missedQuestion = next;
      throw new UnaskedQuestion();
    }
    this.#position++;
    this.#tables.delete(question.node);
    this.#updateTables();
    const failure = failureInAnswer(answer);
    if (failure) throw failure;
    return 'effects' in answer ? (answer.effects as readonly Effect[]) : [];
  }

  /** Returns the table at the current position. Throws UnaskedQuestion, or the reason why the router does not show it. */
  table(node: NodeToken): Table {
    const table = this.#tables.get(node);
    if (table instanceof Error) throw table;
    if (table) return table;
    this.#missedQuestion = encodeRequest({ kind: 'tables', nodes: [node] });
    throw new UnaskedQuestion();
  }

  /** Returns the size at the current position. Throws UnaskedQuestion, or the reason why the router does not show it. */
  size(node: NodeToken, nodes: readonly NodeToken[]): number {
    const size = this.#shownSizes.get(this.#position)?.get(node);
    if (size instanceof Error) throw size;
    if (size !== undefined) return size;
    this.#missedQuestion = encodeRequest({ kind: 'size', nodes });
    throw new UnaskedQuestion();
  }

  /** Returns the answer at this index if it was given to the same question. */
  answerAt(at: number, text: string): Answer | undefined {
    const entry = this.#entries[at];
    return entry?.question.text === text ? entry.answer : undefined;
  }

  /** Whether the tables of these nodes were asked for at the current position; a refusal counts as an answer. */
  showsTables(nodes: readonly NodeToken[]): boolean {
    const shown = this.#shownTables.get(this.#position);
    return nodes.every((node) => shown?.has(node));
  }

  /** Whether the sizes were asked for at the current position; a refusal counts as an answer. */
  get showsSizes(): boolean {
    return this.#shownSizes.has(this.#position);
  }

  /** Returns the questions up to the current position. */
  askedSoFar(): EncodedQuestion[] {
    return this.#entries.slice(0, this.#position).map((entry) => entry.question);
  }

  /** Replaces everything after the current position by these answers. The list of questions and answers begins at reset. */
  record(questions: readonly EncodedQuestion[], answers: readonly Answer[]): void {
    this.#entries.length = this.#position;
    for (const shown of [this.#shownTables, this.#shownSizes])
      for (const at of shown.keys()) if (at > this.#position) shown.delete(at);
    let at = 0;
    for (const [index, answer] of answers.entries()) {
      const question = questions[index] as EncodedQuestion;
      if (question.question.kind === 'tables') {
        if (at < this.#position) continue;
        const shown = tablesShownBy(question.question.nodes, answer);
        this.#shownTables.set(at, new Map([...(this.#shownTables.get(at) ?? []), ...shown]));
      } else if (question.question.kind === 'size') {
        if (at < this.#position) continue;
        this.#shownSizes.set(at, sizesShownBy(question.question.nodes, answer));
      } else {
        if (at >= this.#position) this.#entries.push({ question: question, answer });
        at++;
      }
    }
  }

  #updateTables(): void {
    for (const [node, shown] of this.#shownTables.get(this.#position) ?? [])
      this.#tables.set(node, shown);
  }
}

function tablesShownBy(nodes: readonly NodeToken[], answer: Answer): ShownTables {
  const failure = failureInAnswer(answer);
  if (failure) return new Map(nodes.map((node) => [node, failure]));
  const tables = 'tables' in answer ? (answer.tables as readonly Table[]) : [];
  return new Map(tables.map((table) => [table.node, table]));
}

function sizesShownBy(nodes: readonly NodeToken[], answer: Answer): ShownSizes {
  const failure = failureInAnswer(answer);
  const sizes = 'sizes' in answer ? (answer.sizes as readonly number[]) : [];
  return new Map(nodes.map((node, at) => [node, failure ?? (sizes[at] as number)]));
}

/**
 * Throws the failure of a reset if the script has no question. If it has one, the failure counts as the answer to the first
 * question.
 */
export function throwFailedReset(
  questions: readonly EncodedQuestion[],
  answers: readonly Answer[],
): void {
  const [first] = answers;
  const failure = first && questions.length === 0 ? failureInAnswer(first) : null;
  if (failure) throw failure;
}

export function failureInAnswer(answer: Answer): Error | null {
  if ('crash' in answer) return new ReportedCrash(answer.crash, answer.stack);
  return 'unsupported' in answer ? new Unsupported(String(answer.unsupported)) : null;
}
