/**
 * A tape: what a foreign router has answered so far in one scenario, question by question. Whoever plays the scenario is
 * answered from it at once; a question that is not on it stops the play, until somebody has asked for it.
 * What has been answered once stays so, whatever a later run from reset says.
 */
import type { Answer, Effect, NodeToken, Question, Table } from '#spec';
import { Unsupported } from '../network/undriven.ts';
import type { EncodedQuestion } from './script.ts';
import { encodeQuestion } from './script.ts';

/** Stops a play. */
export class UnaskedQuestion extends Error {}

interface TapeEntry {
  readonly asked: EncodedQuestion;
  readonly answer: Answer;
}

type ShownTables = ReadonlyMap<NodeToken, Table | Error>;

export class Tape {
  /** Of questions that can change a table, in the order in which they were put. */
  readonly #entries: TapeEntry[] = [];
  /** Tables as they stood after so many entries. */
  readonly #shownTables = new Map<number, ShownTables>();
  /** Tables that stand now. */
  readonly #tables = new Map<NodeToken, Table | Error>();
  #position = 0;
  #missedQuestion: EncodedQuestion | null = null;

  /** What the play stopped at. */
  get missedQuestion(): EncodedQuestion | null {
    return this.#missedQuestion;
  }

  /** How far the play has come. */
  get position(): number {
    return this.#position;
  }

  rewind(): void {
    this.#position = 0;
    this.#missedQuestion = null;
    this.#tables.clear();
    this.#updateTables();
  }

  /** Throws Unasked, what the router threw, or Unsupported. */
  takeEffects(question: Question & { readonly node: NodeToken }): readonly Effect[] {
    const next = encodeQuestion(question);
    const answer = this.answerAt(this.#position, next.text);
    if (!answer) {
      this.#missedQuestion = next;
      throw new UnaskedQuestion();
    }
    this.#position++;
    this.#tables.delete(question.node);
    this.#updateTables();
    const failure = failureOf(answer);
    if (failure) throw failure;
    return 'effects' in answer ? (answer.effects as readonly Effect[]) : [];
  }

  /** The table as it stands; throws Unasked, or why it is not shown. */
  table(node: NodeToken): Table {
    const table = this.#tables.get(node);
    if (table instanceof Error) throw table;
    if (table) return table;
    this.#missedQuestion = encodeQuestion({ kind: 'tables', nodes: [node] });
    throw new UnaskedQuestion();
  }

  /** What was answered to the question in this place, if it is the same one. */
  answerAt(at: number, text: string): Answer | undefined {
    const entry = this.#entries[at];
    return entry?.asked.text === text ? entry.answer : undefined;
  }

  /** Whether it was answered how the tables of these nodes stand where the play is; a refusal to show them is an answer. */
  showsTables(nodes: readonly NodeToken[]): boolean {
    const shown = this.#shownTables.get(this.#position);
    return nodes.every((node) => shown?.has(node));
  }

  /** The questions on the way to where the play is. */
  askedSoFar(): EncodedQuestion[] {
    return this.#entries.slice(0, this.#position).map((entry) => entry.asked);
  }

  /** From where the play is, the answers take the place of what was foreseen before. */
  record(questions: readonly EncodedQuestion[], answers: readonly Answer[]): void {
    this.#entries.length = this.#position;
    for (const at of this.#shownTables.keys())
      if (at > this.#position) this.#shownTables.delete(at);
    let at = 0;
    for (const [index, answer] of answers.entries()) {
      const question = questions[index] as EncodedQuestion;
      if (question.question.kind === 'tables') {
        if (at < this.#position) continue;
        const shown = tablesShownBy(question.question.nodes, answer);
        this.#shownTables.set(at, new Map([...(this.#shownTables.get(at) ?? []), ...shown]));
      } else {
        if (at >= this.#position) this.#entries.push({ asked: question, answer });
        at++;
      }
    }
  }

  #updateTables(): void {
    for (const [node, shown] of this.#shownTables.get(this.#position) ?? [])
      this.#tables.set(node, shown);
  }
}

/** What is to be said of each table that was asked for: it, or why it was not shown. */
function tablesShownBy(nodes: readonly NodeToken[], answer: Answer): ShownTables {
  const failure = failureOf(answer);
  if (failure) return new Map(nodes.map((node) => [node, failure]));
  const tables = 'tables' in answer ? (answer.tables as readonly Table[]) : [];
  return new Map(tables.map((table) => [table.node, table]));
}

/** A reset that failed stands in the place of the first answer. Throws it where nothing was asked. */
export function throwFailedReset(
  questions: readonly EncodedQuestion[],
  answers: readonly Answer[],
): void {
  const [first] = answers;
  const failure = first && questions.length === 0 ? failureOf(first) : null;
  if (failure) throw failure;
}

export function failureOf(answer: Answer): Error | null {
  if ('crash' in answer) return new Error(String(answer.crash));
  return 'unsupported' in answer ? new Unsupported(String(answer.unsupported)) : null;
}
