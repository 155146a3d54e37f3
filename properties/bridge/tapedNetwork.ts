/**
 * A taped network: runs the harness's own fabric on a foreign router whose answers arrive later. The fabric is replayed with
 * recorded answers (the tape). Where the next answer is not recorded yet, the router is asked all questions that can be
 * predicted, and the replay starts again from the first step. So the fabric stays synchronous, and a scenario needs one round
 * trip instead of one per question.
 */
import type {
  Answer,
  Network,
  NodeToken,
  Observation,
  Router,
  RouterKind,
  RouterOptions,
  Soon,
  Step,
  Table,
  Topology,
} from '#spec';
import { Fabric } from '../network/fabric.ts';
import type { Flights } from '../network/flights.ts';
import type { NumberedStep, PlanSource } from '../network/lifting.ts';
import type { Misdirected } from '../network/misdirected.ts';
import { predictQuestions } from './prediction.ts';
import type { ScriptText } from './script.ts';
import { topologyText } from './script.ts';
import { Tape, throwFailedReset } from './tape.ts';

/** Sends a script to the router. Rejects with Undriven. */
type Post = (script: ScriptText) => Promise<readonly Answer[]>;

export interface TapedNetworkOptions {
  readonly kind: Omit<RouterKind, 'create'>;
  readonly topology: Topology;
  readonly post: Post;
  readonly plan?: PlanSource | undefined;
  /** Makes new flights for each replay. */
  readonly flights?: (() => Flights) | undefined;
}

export class TapedNetwork implements Network {
  readonly #options: TapedNetworkOptions;
  readonly #tape = new Tape();
  readonly #nodes: readonly NodeToken[];
  readonly #steps: NumberedStep[] = [];
  readonly #begunNodes = new Set<NodeToken>();
  readonly #router: RouterKind;
  #plannedSteps: readonly NumberedStep[] | undefined;
  #fabric: Fabric | null = null;

  private constructor(options: TapedNetworkOptions) {
    this.#options = options;
    this.#nodes = options.topology.nodes.map(({ token }) => token);
    this.#router = { ...options.kind, create: (options) => this.#createRouter(options) };
  }

  /** Rejects with Undriven, or with what the router threw at its start or while its links came up. */
  static async open(options: TapedNetworkOptions): Promise<TapedNetwork> {
    const network = new TapedNetwork(options);
    await network.#fetch();
    await network.#replayUntilAnswered(0, () => {});
    return network;
  }

  get touched(): ReadonlySet<NodeToken> {
    return this.#openFabric.touched;
  }

  get misdirected(): readonly Misdirected[] {
    return this.#openFabric.misdirected;
  }

  apply(step: Step, index: number): Soon<readonly Observation[]> {
    const before = this.#steps.length;
    this.#steps.push({ step, index });
    return this.#playOrFetch(before, () => this.#openFabric.apply(step, index));
  }

  table(node: NodeToken): Soon<Table> {
    return this.#playOrFetch(this.#steps.length, () => this.#tape.table(node));
  }

  size(node: NodeToken): Soon<number> {
    return this.#playOrFetch(this.#steps.length, () => this.#tape.size(node, this.#nodes));
  }

  close(): void {
    this.#fabric?.close();
  }

  get #openFabric(): Fabric {
    if (!this.#fabric) throw new Error('the network is not open');
    return this.#fabric;
  }

  /**
   * Makes the call. If the answers it needs are recorded, it is made at once; otherwise the answers are fetched first, and the
   * first `before` steps are replayed.
   */
  #playOrFetch<T>(before: number, call: () => T): Soon<T> {
    try {
      return call();
    } catch (error) {
      if (this.#tape.missedQuestion === null) throw error;
      return this.#fetch().then(() => this.#replayUntilAnswered(before, call));
    }
  }

  /**
   * Replays the first `before` steps and makes the call. Whenever an answer is not recorded yet, asks the router and starts
   * again.
   */
  async #replayUntilAnswered<T>(before: number, call: () => T): Promise<T> {
    for (;;) {
      try {
        this.#replay(before);
        return call();
      } catch (error) {
        if (this.#tape.missedQuestion === null) throw error;
        await this.#fetch();
      }
    }
  }

  #replay(before: number): void {
    const { topology, flights } = this.#options;
    this.#tape.rewind();
    this.#begunNodes.clear();
    this.#fabric = new Fabric(this.#router, topology, flights?.());
    for (const { step, index } of this.#steps.slice(0, before)) this.#fabric.apply(step, index);
  }

  async #fetch(): Promise<void> {
    const { topology, post, plan, kind } = this.#options;
    this.#plannedSteps ??= plan?.() ?? [];
    const steps = [...this.#steps, ...this.#plannedSteps.slice(this.#steps.length)];
    const questions = predictQuestions(topology, steps, this.#tape, kind.features);
    const { missedQuestion: missed } = this.#tape;
    if (missed?.question.kind === 'tables' || missed?.question.kind === 'size')
      questions.splice(0, questions.length, ...this.#tape.askedSoFar(), missed);
    const answers = await post({ topology: topologyText(topology), questions });
    throwFailedReset(questions, answers);
    this.#tape.record(questions, answers);
  }

  #createRouter({ token: node }: RouterOptions): Router {
    if (this.#begunNodes.has(node)) this.#tape.takeEffects({ kind: 'restart', node });
    this.#begunNodes.add(node);
    return { handle: (input) => this.#tape.takeEffects({ kind: 'step', node, input }) };
  }
}
