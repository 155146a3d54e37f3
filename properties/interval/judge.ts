/**
 * The interval judge: runs one scenario and looks only at requests, acknowledgements and hearings. Held frames are delivered in
 * the scenario's order, but the interval law does not see this order. A step is acknowledged when everything that it caused has
 * been delivered. Separate from `lockstep/run.ts`, which looks at everything; no model is used here.
 */
import type {
  AnyRouterKind,
  History,
  Judged,
  Log,
  NodeToken,
  OrcName,
  Scenario,
  Step,
  Table,
} from '#spec';
import {
  advanceHistory,
  beginning,
  closed,
  factsOfStep,
  featuresOf,
  GREATHALL,
  judgedBy,
} from '#spec';
import { closeNetwork } from '../network/closing.ts';
import type { Growth, Sizes } from '../network/growth.ts';
import { growthBetween, readFirstSizes, readSizes } from '../network/growth.ts';
import { readSystemLog } from '../network/systemLog.ts';
import { errorText, isUnsupported, Undriven } from '../network/undriven.ts';
import {
  canarySteps,
  nextDeparture,
  nextUplinkUp,
  resumeSteps,
  settleSteps,
} from '../scenario/epilogue.ts';
import { underLawOf } from '../scenario/needs.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { percent, seeded } from '../scenario/values/chance.ts';
import type { DrivenNetwork } from './driving.ts';
import { NO_STEPS, startNetwork } from './driving.ts';
import { Recorder } from './recorder.ts';

export interface IntervalOptions {
  /** Percent of the scenario's own steps whose acknowledgement is kept from the law. Default: 0. */
  readonly withhold?: number;
}

interface Remnant {
  readonly node: NodeToken;
  readonly orcName: OrcName;
}

export interface IntervalRecord {
  readonly log: Log;
  /** What the network threw, and at which step; null when the log was completed. */
  readonly crash: { readonly error: unknown; readonly at: number; readonly step: Step } | null;
  /** What the router reported as not supported; the log ends there. */
  readonly unsupported: string | null;
  readonly stepCount: number;
  /** Orcs that are still in tables after everybody has left and nothing is in flight; null when the tables cannot be read. */
  readonly remnants: readonly Remnant[] | null;
  /** The nodes that remember more than at the start, though everybody has left; null when that is not known. */
  readonly growth: readonly Growth[] | null;
  /** Indexes of the canary events that were published when nothing was in flight and nobody had left yet. */
  readonly probe: readonly number[];
  /** Indexes of the canary events published when everyone had left, every client pair had ended and every uplink was up. */
  readonly silence: readonly number[];
  /** What the system has logged itself, for findings; absent if it tells none. */
  readonly systemLog?: readonly string[];
}

type IntervalEnd = Pick<IntervalRecord, 'crash' | 'unsupported' | 'remnants' | 'growth'>;

/** What a step belongs to: the scenario, its epilogue, or the canaries before and after everyone has left. */
type Part = 'own' | 'epilogue' | 'probe' | 'silence';

/**
 * Runs the scenario to its end and judges the log. Throws Undriven, and Unsupported if the network cannot even start.
 */
export async function runAndJudge(
  kind: AnyRouterKind,
  scenario: Scenario,
  options: IntervalOptions = {},
): Promise<IntervalRecord & Judged> {
  const recorded = await recordRun(kind, scenario, options);
  return { ...recorded, ...judgedBy(recorded.log) };
}

/**
 * Runs the scenario and returns the log, unjudged. The scenario and the percentage alone determine which acknowledgements are
 * withheld, so a stored scenario can be replayed.
 */
export async function recordRun(
  kind: AnyRouterKind,
  given: Scenario,
  { withhold = 0 }: IntervalOptions = {},
): Promise<IntervalRecord> {
  const scenario = underLawOf(kind, given);
  const chance = seeded(JSON.stringify(scenario), withhold);
  const driven = await startNetwork(kind, scenario, chance);
  try {
    const recorded = await new IntervalRecording(driven, kind, scenario, chance, withhold).run();
    const { log: systemLog } = await readSystemLog(driven.network);
    return systemLog ? { ...recorded, systemLog } : recorded;
  } finally {
    await closeNetwork(kind, driven.network);
  }
}

class IntervalRecording {
  readonly #driven: DrivenNetwork;
  readonly #kind: AnyRouterKind;
  readonly #scenario: Scenario;
  readonly #recorder = new Recorder();
  readonly #losesAcknowledgement: () => boolean;
  readonly #probe: number[] = [];
  readonly #silence: number[] = [];
  #history: History;
  #index = 0;

  constructor(
    driven: DrivenNetwork,
    kind: AnyRouterKind,
    scenario: Scenario,
    chance: Chance,
    withhold: number,
  ) {
    this.#driven = driven;
    this.#kind = kind;
    this.#scenario = scenario;
    this.#losesAcknowledgement = () => percent(chance, withhold);
    this.#history = beginning(scenario.topology);
  }

  async run(): Promise<IntervalRecord> {
    const end = await this.#takeSteps();
    const { topology } = this.#scenario;
    const { entries } = this.#recorder;
    const [stepCount, probe, silence] = [this.#index, this.#probe, this.#silence];
    return { log: { topology, entries }, ...end, stepCount, probe, silence };
  }

  /** Does all steps, then reads which orcs are left in tables. */
  async #takeSteps(): Promise<IntervalEnd> {
    let last: Step | null = null;
    let isDrained = false;
    const { topology } = this.#scenario;
    const isSizeDeclared = featuresOf(this.#kind).includes('size');
    try {
      const sizes = isSizeDeclared ? await readFirstSizes(this.#driven.network, topology) : null;
      for (const [step, part] of this.#steps()) {
        last = step;
        const at = this.#index++;
        if (part !== 'own' && !isDrained) await this.#settleBeforeEpilogue(at);
        isDrained ||= part !== 'own';
        await this.#takeStep(step, at, part);
        if (part === 'probe') this.#probe.push(at);
        if (part === 'silence' && this.#isEmpty()) this.#silence.push(at);
      }
      const remnants = await this.#readRemnants();
      return { crash: null, unsupported: null, remnants, growth: await this.#readGrowth(sizes) };
    } catch (error) {
      if (error instanceof Undriven || last === null) throw error;
      const words = errorText(error);
      // A step that the router does not support is not judged, and neither are the steps after it.
      const nothing = { remnants: null, growth: null };
      if (isUnsupported(error)) return { crash: null, unsupported: words, ...nothing };
      const crash = { error, at: this.#index - 1, step: last };
      return { crash, unsupported: null, ...nothing };
    }
  }

  /**
   * Reads which orcs are still in tables. At this point everybody has left, whatever was lost before, so the result does not
   * depend on the order of delivery.
   * @clause SAFE-3
   */
  async #readRemnants(): Promise<IntervalRecord['remnants']> {
    if (!featuresOf(this.#kind).includes('tables') || !this.#isEmpty()) return null;
    const tables = this.#scenario.topology.nodes.map(({ token }) =>
      this.#driven.network.table?.(token),
    );
    return (await Promise.all(tables)).flatMap((table) =>
      (table?.routes ?? [])
        .filter(({ orcName }) => orcName !== GREATHALL)
        .map(({ orcName }) => ({ node: (table as Table).node, orcName })),
    );
  }

  /** Reads which nodes remember more than at first, now that everybody has left. @clause SAFE-3 */
  async #readGrowth(first: Sizes | null): Promise<IntervalRecord['growth']> {
    if (first === null || !this.#isEmpty()) return null;
    return growthBetween(first, await readSizes(this.#driven.network, this.#scenario.topology));
  }

  /** Whether no orc is attached, no client pair is open and every uplink is up. */
  #isEmpty(): boolean {
    const { attachments, open, down } = this.#history;
    return attachments.length === 0 && open.length === 0 && down.length === 0;
  }

  /**
   * Yields the scenario's own steps. Then everything is settled, links come back, a canary per line is published, everybody
   * leaves, and a canary per line is published again.
   */
  *#steps(): Generator<readonly [step: Step, part: Part]> {
    for (const step of this.#scenario.steps) yield [step, 'own'];
    for (const step of settleSteps(this)) yield [step, 'epilogue'];
    for (const step of resumeSteps(this)) yield [step, 'epilogue'];
    for (let step = nextUplinkUp(this); step; step = nextUplinkUp(this)) yield [step, 'epilogue'];
    for (const step of canarySteps(this.#scenario)) yield [step, 'probe'];
    const next = () => nextDeparture(this, new Set(featuresOf(this.#kind)));
    for (let step = next(); step; step = next()) yield [step, 'epilogue'];
    for (const step of canarySteps(this.#scenario)) yield [step, 'silence'];
  }

  get history(): History {
    return this.#history;
  }

  async #takeStep(step: Step, index: number, part: Part): Promise<void> {
    const { network, pendingSteps, waitsAfter } = this.#driven;
    if (pendingSteps() === null && factsOfStep(step).needsQuiet) await this.#settle(index);
    this.#recorder.addRequest(step, index, part === 'own' && this.#losesAcknowledgement());
    const answer = network.apply(step, index);
    const seen = answer instanceof Promise ? await answer : answer;
    this.#recorder.addObservations(step, index, seen);
    this.#history = advanceHistory(this.#history, step, seen);
    const left = pendingSteps();
    if (left !== null) this.#recorder.addRest(index, left, !this.#history.held);
    else if (part !== 'own' || waitsAfter(this.#history.held)) await this.#settle(index);
  }

  /** Settles everything before the epilogue and writes this to the log, even where acknowledgements were withheld. */
  async #settleBeforeEpilogue(index: number): Promise<void> {
    const left = this.#driven.pendingSteps();
    if (left === null) await this.#settle(index);
    else if (!this.#history.held) this.#recorder.addRest(index, left, true);
  }

  /** Settles a network that only acknowledges. */
  async #settle(index: number): Promise<void> {
    const seen = (await this.#driven.network.settled?.()) ?? [];
    this.#recorder.addObservations(null, index, seen);
    for (const each of seen)
      if (each.kind === 'closed') this.#history = closed(this.#history, each.pair);
    this.#recorder.addRest(index, NO_STEPS, true);
  }
}
