/**
 * Systems: whole networks in a foreign process (network level). Where it takes whole scenarios, all of one is asked for
 * at once, since its steps hang on no answer; else each step is asked for when its turn comes, and settled as declared.
 */
import type {
  Answer,
  Network,
  NodeToken,
  Observation,
  Question,
  Step,
  Table,
  Topology,
} from '#spec';
import type { Courier } from './courier.ts';
import type { Asked } from './script.ts';
import { asked, topologyText } from './script.ts';
import { failureOf, resetOf } from './tape.ts';

/** Its answers have come before the first step is taken. */
export class PlannedSystem implements Network {
  readonly #answers: Map<string, Answer>;
  #index = -1;

  private constructor(answers: Map<string, Answer>) {
    this.#answers = answers;
  }

  /** Rejects with Undriven, or with why it is not there at all. */
  static async open(
    courier: Courier,
    topology: Topology,
    steps: readonly Step[],
    tabled: boolean,
  ): Promise<PlannedSystem> {
    const nodes = topology.nodes.map(({ token }) => token);
    const questions: Asked[] = steps.flatMap((step, index) => [
      asked({ kind: 'step', index, step }),
      ...(tabled ? [asked({ kind: 'tables', nodes })] : []),
    ]);
    const answers = await courier.ask({ topology: topologyText(topology), questions });
    resetOf(questions, answers);
    // Tables have no index: those after a step are found by the step's.
    let index = -1;
    const found = new Map<string, Answer>();
    for (const [at, answer] of answers.entries()) {
      const { question, text } = questions[at] as Asked;
      if (question.kind === 'step' && 'index' in question) index = question.index;
      found.set(question.kind === 'step' ? text : `tables ${index}`, answer);
    }
    return new PlannedSystem(found);
  }

  apply(step: Step, index: number): readonly Observation[] {
    this.#index = index;
    const answer = this.#answers.get(asked({ kind: 'step', index, step }).text);
    if (!answer) throw new RangeError(`step ${index} was not planned`);
    return observationsOf(answer);
  }

  table(node: NodeToken): Table {
    return tableOf(this.#answers.get(`tables ${this.#index}`) ?? {}, node);
  }

  close(): void {
    this.#answers.clear();
  }
}

/** So many ms between two questions whether it has settled. */
const PAUSE_MS = 10;

/** Asked step by step. A process is one system at a time: the next waits until this one is closed. */
export class LiveSystem implements Network {
  readonly #courier: Courier;
  readonly #patienceMs: number;
  readonly #done: () => void;

  private constructor(courier: Courier, patienceMs: number, done: () => void) {
    this.#courier = courier;
    this.#patienceMs = patienceMs;
    this.#done = done;
  }

  static async open(courier: Courier, topology: Topology, patienceMs: number): Promise<LiveSystem> {
    const { done } = await courier.turn();
    try {
      const failure = failureOf(await courier.reset(topologyText(topology)));
      if (failure) throw failure;
    } catch (error) {
      done();
      throw error;
    }
    return new LiveSystem(courier, patienceMs, done);
  }

  async apply(step: Step, index: number): Promise<readonly Observation[]> {
    return await this.#settled({ kind: 'step', index, step });
  }

  async settled(): Promise<readonly Observation[]> {
    return await this.#settled({ kind: 'settle' });
  }

  async table(node: NodeToken): Promise<Table> {
    const answer = await this.#courier.one(asked({ kind: 'tables', nodes: [node] }));
    return tableOf(answer, node);
  }

  close(): void {
    this.#done();
  }

  /** Asks on as long as something is said to be pending. */
  async #settled(question: Question): Promise<readonly Observation[]> {
    const until = performance.now() + this.#patienceMs;
    const seen: Observation[] = [];
    for (let next = question; ; next = { kind: 'settle' }) {
      const answer = await this.#courier.one(asked(next));
      seen.push(...observationsOf(answer));
      const pending = 'pending' in answer ? answer.pending : 0;
      if (!pending) return seen;
      if (performance.now() > until)
        this.#courier.conversation.refuse('restless', [
          `after ${this.#patienceMs / 1000} s it says that ${pending} are pending`,
        ]);
      await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    }
  }
}

function observationsOf(answer: Answer): readonly Observation[] {
  const failure = failureOf(answer);
  if (failure) throw failure;
  return 'observations' in answer ? (answer.observations as readonly Observation[]) : [];
}

function tableOf(answer: Answer, node: NodeToken): Table {
  const failure = failureOf(answer);
  if (failure) throw failure;
  const tables = 'tables' in answer ? (answer.tables as readonly Table[]) : [];
  const table = tables.find((each) => each.node === node);
  if (!table) throw new RangeError(`no table of ${node} was asked for`);
  return table;
}
