/**
 * Live player: runs the scenario that is being played on a router in this process, beside the model. A step that is added costs
 * that step alone, however long the scenario is; a change of an earlier step runs all of it anew. The epilogue is not run.
 */
import type { AnyRouterKind, Network, Scenario, Step, Topology } from '#spec';
import { featuresOf } from '#spec';
import type { Divergence } from '../../clauses/divergence.ts';
import { StepwiseRun } from '../../lockstep/stepwiseRun.ts';
import type { Trace, TraceFrame } from '../../lockstep/trace.ts';
import { frameOf, traceOfFrames } from '../../lockstep/trace.ts';
import { closeNetwork } from '../../network/closing.ts';
import { liftKind } from '../../network/lifting.ts';
import { underLawOf } from '../../scenario/needs.ts';

interface Live {
  readonly topology: Topology;
  readonly network: Network;
  readonly run: StepwiseRun;
  readonly steps: Step[];
  readonly frames: TraceFrame[];
  divergence: Divergence | null;
}

export class LivePlayer {
  readonly #kind: AnyRouterKind;
  #live: Live | null = null;

  constructor(kind: AnyRouterKind) {
    this.#kind = kind;
  }

  /** Runs the scenario up to its first difference and returns the trace. Throws what the router throws before the first step. */
  async play(scenario: Scenario): Promise<Trace> {
    const live = await this.#liveFor(scenario);
    const { steps } = scenario;
    for (let at = live.steps.length; at < steps.length && live.divergence === null; at++) {
      const step = steps[at] as Step;
      live.steps.push(step);
      live.divergence = await live.run.runStep(step);
      const record = live.run.records.at(-1);
      if (record) live.frames.push(frameOf(record, live.divergence?.detail));
    }
    const isReached = live.divergence !== null && live.divergence.at < steps.length;
    return traceOfFrames(
      this.#kind,
      scenario,
      live.frames.slice(0, steps.length),
      isReached ? live.divergence : null,
    );
  }

  /** Returns the run so far if the scenario begins with its steps, or ends within them; otherwise a new one. */
  async #liveFor({ topology, steps }: Scenario): Promise<Live> {
    const live = this.#live;
    const isSame =
      live?.topology === topology &&
      live.steps.every((step, at) => at >= steps.length || step === steps[at]);
    if (live && isSame) return live;
    await this.close();
    const kind = this.#kind;
    const networkKind = kind.level === 'router' ? liftKind(kind) : kind;
    const empty = underLawOf(kind, { version: 1, topology, steps: [] });
    const network = await networkKind.create(empty.topology, () => []);
    const run = new StepwiseRun(network, new Set(featuresOf(kind)), empty, { keep: true }, []);
    this.#live = { topology, network, run, steps: [], frames: [], divergence: null };
    return this.#live;
  }

  async close(): Promise<void> {
    const live = this.#live;
    this.#live = null;
    if (live) await closeNetwork(this.#kind, live.network);
  }
}
