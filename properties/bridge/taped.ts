/**
 * A taped network: the harness's own fabric, played on a router that answers by post. It is played from the tape; where
 * that ends, all that can be foreseen is asked for at once, and the play begins again from the start, up to where it was.
 * So the fabric stays synchronous, and a round trip is paid for a scenario and not for a question.
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
import type { Numbered, Plan } from '../network/lifting.ts';
import { foreseen } from './foreseen.ts';
import type { ScriptText } from './script.ts';
import { topologyText } from './script.ts';
import { resetOf, Tape } from './tape.ts';

/** Brings a script to the router. Rejects with Undriven. */
export type Post = (script: ScriptText) => Promise<readonly Answer[]>;

export interface Play {
  readonly kind: Omit<RouterKind, 'create'>;
  readonly topology: Topology;
  readonly post: Post;
  readonly plan?: Plan | undefined;
  /** Fresh ones for each play. */
  readonly flights?: (() => Flights) | undefined;
}

export class TapedNetwork implements Network {
  readonly #play: Play;
  readonly #tape = new Tape();
  readonly #tabled: boolean;
  readonly #steps: Numbered[] = [];
  readonly #begun = new Set<NodeToken>();
  readonly #router: RouterKind;
  #planned: readonly Numbered[] | undefined;
  #fabric: Fabric | null = null;

  private constructor(play: Play) {
    this.#play = play;
    this.#tabled = play.kind.features.includes('tables');
    this.#router = { ...play.kind, create: (options) => this.#taped(options) };
  }

  /** Rejects with Undriven, or with what the router threw before or while its links came up. */
  static async open(play: Play): Promise<TapedNetwork> {
    const network = new TapedNetwork(play);
    await network.#fetch();
    await network.#again(0, () => {});
    return network;
  }

  get touched(): ReadonlySet<NodeToken> {
    return this.#stands.touched;
  }

  apply(step: Step, index: number): Soon<readonly Observation[]> {
    const before = this.#steps.length;
    this.#steps.push({ step, index });
    return this.#now(before, () => this.#stands.apply(step, index));
  }

  table(node: NodeToken): Soon<Table> {
    return this.#now(this.#steps.length, () => this.#tape.table(node));
  }

  close(): void {
    this.#fabric?.close();
  }

  get #stands(): Fabric {
    if (!this.#fabric) throw new Error('the network is not open');
    return this.#fabric;
  }

  /** At once, if it is on the tape; else after so many steps played again. */
  #now<T>(before: number, what: () => T): Soon<T> {
    try {
      return what();
    } catch (error) {
      if (this.#tape.missed === null) throw error;
      return this.#fetch().then(() => this.#again(before, what));
    }
  }

  /** Asks as often as the tape ends. */
  async #again<T>(before: number, what: () => T): Promise<T> {
    for (;;) {
      try {
        this.#replay(before);
        return what();
      } catch (error) {
        if (this.#tape.missed === null) throw error;
        await this.#fetch();
      }
    }
  }

  #replay(before: number): void {
    const { topology, flights } = this.#play;
    this.#tape.rewind();
    this.#begun.clear();
    this.#fabric = new Fabric(this.#router, topology, flights?.());
    for (const { step, index } of this.#steps.slice(0, before)) this.#fabric.apply(step, index);
  }

  async #fetch(): Promise<void> {
    const { topology, post, plan } = this.#play;
    this.#planned ??= plan?.() ?? [];
    const steps = [...this.#steps, ...this.#planned.slice(this.#steps.length)];
    const questions = foreseen(topology, steps, this.#tape, this.#tabled);
    const { missed } = this.#tape;
    if (missed?.question.kind === 'tables')
      questions.splice(0, questions.length, ...this.#tape.way(), missed);
    const answers = await post({ topology: topologyText(topology), questions });
    resetOf(questions, answers);
    this.#tape.record(questions, answers);
  }

  #taped({ token: node }: RouterOptions): Router {
    if (this.#begun.has(node)) this.#tape.effects({ kind: 'restart', node });
    this.#begun.add(node);
    return { handle: (input) => this.#tape.effects({ kind: 'step', node, input }) };
  }
}
