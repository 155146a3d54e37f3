/**
 * Networks in a foreign process (network level). If the adapter takes whole scenarios, all steps are asked at once, because they
 * do not depend on answers. Otherwise each step is asked in turn, and settled in the way that the adapter declares.
 */

import type {
  Answer,
  Feature,
  Network,
  NodeToken,
  Observation,
  Question,
  Step,
  Table,
  Topology,
} from '#spec';
import { stepName } from '../wording/steps.ts';
import type { EncodedQuestion } from './script.ts';
import { encodeRequest, topologyText } from './script.ts';
import type { ScriptRunner } from './scriptRunner.ts';
import { failureInAnswer, throwFailedReset } from './tape.ts';

/** A network whose answers have all been received before the first step is applied. */
export class PlannedNetwork implements Network {
  readonly #answers: Map<string, Answer>;
  readonly #nodes: readonly NodeToken[];
  #index = -1;

  private constructor(answers: Map<string, Answer>, nodes: readonly NodeToken[]) {
    [this.#answers, this.#nodes] = [answers, nodes];
  }

  /** Rejects with Undriven. If there are no steps, it rejects with the failure of the reset, if that failed. */
  static async open(
    runner: ScriptRunner,
    topology: Topology,
    steps: readonly Step[],
    features: readonly Feature[],
  ): Promise<PlannedNetwork> {
    const nodes = topology.nodes.map(({ token }) => token);
    const tables = features.includes('tables') ? [encodeRequest({ kind: 'tables', nodes })] : [];
    const asksSizes = features.includes('size') && steps.length > 0;
    const sizes = asksSizes ? [encodeRequest({ kind: 'size', nodes })] : [];
    const questions: EncodedQuestion[] = [
      ...sizes,
      ...steps.flatMap((step, index) => [encodeRequest({ kind: 'step', index, step }), ...tables]),
      ...sizes,
    ];
    const answers = await runner.ask({ topology: topologyText(topology), questions });
    throwFailedReset(questions, answers);
    // Answers to `tables` and `size` have no index of their own; they belong to the step before them.
    let index = -1;
    const found = new Map<string, Answer>();
    for (const [at, answer] of answers.entries()) {
      const { question, text } = questions[at] as EncodedQuestion;
      if (question.kind === 'step' && 'index' in question) index = question.index;
      found.set(question.kind === 'step' ? text : `${question.kind} ${index}`, answer);
    }
    return new PlannedNetwork(found, nodes);
  }

  apply(step: Step, index: number): readonly Observation[] {
    this.#index = index;
    const answer = this.#answers.get(encodeRequest({ kind: 'step', index, step }).text);
    if (!answer) throw new RangeError(`${stepName(index)} was not planned`);
    return observationsOf(answer);
  }

  table(node: NodeToken): Table {
    return tableOf(this.#answers.get(`tables ${this.#index}`) ?? {}, node);
  }

  size(node: NodeToken): number {
    return sizeOf(this.#answers.get(`size ${this.#index}`) ?? {}, this.#nodes, node);
  }

  close(): void {
    this.#answers.clear();
  }
}

/** Milliseconds between two questions whether the network has settled. */
const PAUSE_MS = 10;

/**
 * A network that is asked step by step. A process serves one network at a time: the next network waits until this one is closed.
 */
export class LiveNetwork implements Network {
  readonly #runner: ScriptRunner;
  readonly #timeoutMs: number;
  readonly #endTurn: () => void;

  private constructor(runner: ScriptRunner, timeoutMs: number, endTurn: () => void) {
    this.#runner = runner;
    this.#timeoutMs = timeoutMs;
    this.#endTurn = endTurn;
  }

  static async open(
    runner: ScriptRunner,
    topology: Topology,
    timeoutMs: number,
  ): Promise<LiveNetwork> {
    const { done } = await runner.takeTurn();
    try {
      const failure = failureInAnswer(await runner.reset(topologyText(topology)));
      if (failure) throw failure;
    } catch (error) {
      done();
      throw error;
    }
    return new LiveNetwork(runner, timeoutMs, done);
  }

  async apply(step: Step, index: number): Promise<readonly Observation[]> {
    return await this.#askUntilSettled({ kind: 'step', index, step });
  }

  async settled(): Promise<readonly Observation[]> {
    return await this.#askUntilSettled({ kind: 'settle' });
  }

  async table(node: NodeToken): Promise<Table> {
    const answer = await this.#runner.askOne(encodeRequest({ kind: 'tables', nodes: [node] }));
    return tableOf(answer, node);
  }

  async size(node: NodeToken): Promise<number> {
    const answer = await this.#runner.askOne(encodeRequest({ kind: 'size', nodes: [node] }));
    return sizeOf(answer, [node], node);
  }

  close(): void {
    this.#endTurn();
  }

  /** Repeats `settle` as long as the network says that something is pending. Throws a TimeoutError when that takes too long. */
  async #askUntilSettled(question: Question): Promise<readonly Observation[]> {
    const until = performance.now() + this.#timeoutMs;
    const seen: Observation[] = [];
    for (let next = question; ; next = { kind: 'settle' }) {
      const answer = await this.#runner.askOne(encodeRequest(next));
      seen.push(...observationsOf(answer));
      const pending = 'pending' in answer ? answer.pending : 0;
      if (!pending) return seen;
      if (performance.now() > until)
        throw new DOMException(
          `after ${this.#timeoutMs / 1000} s it still answers that ${pending} are pending`,
          'TimeoutError',
        );
      await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    }
  }
}

function observationsOf(answer: Answer): readonly Observation[] {
  const failure = failureInAnswer(answer);
  if (failure) throw failure;
  return 'observations' in answer ? (answer.observations as readonly Observation[]) : [];
}

function tableOf(answer: Answer, node: NodeToken): Table {
  const failure = failureInAnswer(answer);
  if (failure) throw failure;
  const tables = 'tables' in answer ? (answer.tables as readonly Table[]) : [];
  const table = tables.find((each) => each.node === node);
  if (!table) throw new RangeError(`no table of ${node} was asked for`);
  return table;
}

/** Returns the size of a node from the answer to a question about these nodes. */
function sizeOf(answer: Answer, nodes: readonly NodeToken[], node: NodeToken): number {
  const failure = failureInAnswer(answer);
  if (failure) throw failure;
  const sizes = 'sizes' in answer ? (answer.sizes as readonly number[]) : [];
  const size = sizes[nodes.indexOf(node)];
  if (size === undefined) throw new RangeError(`the size of ${node} was not asked for`);
  return size;
}
