/**
 * A tape: what a foreign router has answered so far in one scenario, question by question. Whoever plays the scenario is
 * answered from it at once; a question that is not on it stops the play, until somebody has asked for it.
 * What has been answered once stays so, whatever a later run from reset says.
 */
import type { Answer, Effect, NodeToken, Question, Table } from '#spec';
import { Unsupported } from '../network/undriven.ts';
import type { Asked } from './script.ts';
import { asked } from './script.ts';

/** Stops a play. */
export class Unasked extends Error {}

interface Entry {
  readonly asked: Asked;
  readonly answer: Answer;
}

type Shown = ReadonlyMap<NodeToken, Table | Error>;

export class Tape {
  /** Of questions that can change a table, in the order in which they were put. */
  readonly #entries: Entry[] = [];
  /** Tables as they stood after so many entries. */
  readonly #shown = new Map<number, Shown>();
  /** Tables that stand now. */
  readonly #tables = new Map<NodeToken, Table | Error>();
  #at = 0;
  #missed: Asked | null = null;

  /** What the play stopped at. */
  get missed(): Asked | null {
    return this.#missed;
  }

  /** How far the play has come. */
  get at(): number {
    return this.#at;
  }

  rewind(): void {
    this.#at = 0;
    this.#missed = null;
    this.#tables.clear();
    this.#show();
  }

  /** Throws Unasked, what the router threw, or Unsupported. */
  effects(question: Question & { readonly node: NodeToken }): readonly Effect[] {
    const next = asked(question);
    const answer = this.known(this.#at, next.text);
    if (!answer) {
      this.#missed = next;
      throw new Unasked();
    }
    this.#at++;
    this.#tables.delete(question.node);
    this.#show();
    const failure = failureOf(answer);
    if (failure) throw failure;
    return 'effects' in answer ? (answer.effects as readonly Effect[]) : [];
  }

  /** The table as it stands; throws Unasked, or why it is not shown. */
  table(node: NodeToken): Table {
    const table = this.#tables.get(node);
    if (table instanceof Error) throw table;
    if (table) return table;
    this.#missed = asked({ kind: 'tables', nodes: [node] });
    throw new Unasked();
  }

  /** What was answered to the question in this place, if it is the same one. */
  known(at: number, text: string): Answer | undefined {
    const entry = this.#entries[at];
    return entry?.asked.text === text ? entry.answer : undefined;
  }

  /** Whether it was answered how the tables of these nodes stand where the play is; a refusal to show them is an answer. */
  shows(nodes: readonly NodeToken[]): boolean {
    const shown = this.#shown.get(this.#at);
    return nodes.every((node) => shown?.has(node));
  }

  /** The questions on the way to where the play is. */
  way(): Asked[] {
    return this.#entries.slice(0, this.#at).map((entry) => entry.asked);
  }

  /** From where the play is, the answers take the place of what was foreseen before. */
  record(questions: readonly Asked[], answers: readonly Answer[]): void {
    this.#entries.length = this.#at;
    for (const at of this.#shown.keys()) if (at > this.#at) this.#shown.delete(at);
    let at = 0;
    for (const [index, answer] of answers.entries()) {
      const question = questions[index] as Asked;
      if (question.question.kind === 'tables') {
        if (at < this.#at) continue;
        const shown = shownBy(question.question.nodes, answer);
        this.#shown.set(at, new Map([...(this.#shown.get(at) ?? []), ...shown]));
      } else {
        if (at >= this.#at) this.#entries.push({ asked: question, answer });
        at++;
      }
    }
  }

  #show(): void {
    for (const [node, shown] of this.#shown.get(this.#at) ?? []) this.#tables.set(node, shown);
  }
}

/** What is to be said of each table that was asked for: it, or why it was not shown. */
function shownBy(nodes: readonly NodeToken[], answer: Answer): Shown {
  const failure = failureOf(answer);
  if (failure) return new Map(nodes.map((node) => [node, failure]));
  const tables = 'tables' in answer ? (answer.tables as readonly Table[]) : [];
  return new Map(tables.map((table) => [table.node, table]));
}

/** A reset that failed stands in the place of the first answer. Throws it where nothing was asked. */
export function resetOf(questions: readonly Asked[], answers: readonly Answer[]): void {
  const [first] = answers;
  const failure = first && questions.length === 0 ? failureOf(first) : null;
  if (failure) throw failure;
}

export function failureOf(answer: Answer): Error | null {
  if ('crash' in answer) return new Error(String(answer.crash));
  return 'unsupported' in answer ? new Unsupported(String(answer.unsupported)) : null;
}
