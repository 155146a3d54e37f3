/**
 * Gather: splits a campaign into tasks, hands them to the workers and collects their answers. It decides the order,
 * the time limits and a shard's share; it does not know how a task is done. Many workers gather the same result as
 * one.
 */

import type { AnyRouterKind } from '#spec';
import { featuresOf } from '#spec';
import { canBeFuzzed } from '../fuzz/fuzzCampaign.ts';
import { judgeFor } from '../interval/index.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import { concurrencyOf } from '../network/lifting.ts';
import type { CampaignResult, KindFacts, PlacedFinding } from '../verdict/campaignResult.ts';
import { leftOutOf } from '../verdict/corpusFigures.ts';
import type { Finding } from '../verdict/verdict.ts';
import { isInconclusive, isTimedOut } from '../verdict/verdict.ts';
import type { StartAnew } from './confirmation.ts';
import { CampaignLedger } from './ledger.ts';
import type { Observation } from './observation.ts';
import { performInOrder } from './orderedAnswers.ts';
import { Performer } from './performer.ts';
import type { PerformerOptions } from './performerOptions.ts';
import type { ShrinkProgress } from './shrinking.ts';
import { groupFindings, shrinkFindings } from './shrinking.ts';
import type { Task, TaskResult, Workers } from './task.ts';

/**
 * The `index`th of `count` shards, counted from 1. A shard runs every `count`th case; the first one also runs the
 * corpus, the last one the fuzzer.
 */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export interface GatherOptions extends PerformerOptions {
  readonly runs: number;
  /** Stops early this many milliseconds after the first generated scenario was begun, measured by `now`. */
  readonly timeMs?: number;
  readonly shrink: boolean;
  /** How long the findings are shrunk altogether, in ms. Default: as long as `timeMs`, or until each search ends by itself. */
  readonly shrinkMs?: number;
  /** Stops after this many findings that break a must. */
  readonly bail?: number;
  /** The shard to run; default: the whole campaign. */
  readonly shard?: Shard;
  /** Who does the tasks; default: this process, one after the other. */
  readonly workers?: Workers;
  /** Starts a kind of the router anew, to see whether findings depend on what it was asked before. Default: that is not looked at. */
  readonly startAnew?: (kindIndex: number) => ReturnType<StartAnew>;
  /** Resolves some time after an interrupt: the answers that are not there by then are not waited for. */
  readonly givenUp?: Promise<void>;
  /**
   * Called as the campaign goes on, with a function that returns the result so far, as after an interrupt. `findings`: how
   * many findings that result has.
   */
  readonly onPartial?: (resultSoFar: () => CampaignResult, findings: number) => void;
  /** Called once for each signature of a finding, when it is first met, before it is shrunk. */
  readonly onFinding?: (finding: Finding) => void;
  /** With `observe`: called for each scenario that counts, in the order of the run, as it goes. */
  readonly onObservation?: (observation: Observation) => void;
  readonly onProgress?: (done: { scenarios: number; steps: number; total: number }) => void;
  /** Called while findings are shrunk: which of how many, and how many steps its scenario has left. */
  readonly onShrinking?: (done: ShrinkProgress) => void;
}

const WHOLE_RUN: Shard = { index: 1, count: 1 };
/** Number of findings for which the router is started anew, at most. More have few causes. */
const MOST_CONFIRMED = 20;
/** Scenarios per task when several tasks are done in parallel. */
const BATCH_SIZE = 10;

/** Runs the campaign on every kind of the router; see `check.ts` for their shares. Throws Undriven. */
export async function gather(
  kinds: readonly AnyRouterKind[],
  options: GatherOptions,
): Promise<CampaignResult> {
  const { now, signal, workers = new Performer(kinds, options), onProgress, onPartial } = options;
  const startMs = now();
  const ledger = new CampaignLedger(
    kinds.map(factsOf),
    options.bail,
    options.known,
    options.onFinding,
  );
  /** Set when the scenarios have run: to shrink them is not counted. */
  let runMs: number | null = null;
  const isOver = () => ledger.isFull || signal?.aborted === true;
  const plan = new TaskPlan(kinds, options, workers.atOnce === 1 ? 1 : BATCH_SIZE);
  let hasGivenUp = false;
  const enter = (answer: TaskResult) => {
    if (hasGivenUp) return;
    ledger.enter(answer, options.onObservation);
    onProgress?.({ scenarios: ledger.scenarios, steps: ledger.steps, total: plan.total });
    onPartial?.(() => resultOf(ledger.found, true), ledger.found.length);
  };
  let causes: CampaignResult['causes'] = [];
  const judges = kinds.map((kind) => judgeFor(kind, options.judge));
  const [judge = null] = judges.includes(null) ? [] : judges;
  const leftOut = leftOutOf(options.corpus ?? [], kinds);
  const resultOf = (found: readonly PlacedFinding[], interrupted: boolean): CampaignResult => ({
    seed: options.seed,
    kinds: kinds.map(factsOf),
    judge: judge && { name: judge.name, by: judge.by, clauses: judge.clauses },
    only: options.only ?? null,
    tallies: ledger.tallies,
    scenarios: ledger.scenarios,
    steps: ledger.steps,
    faults: ledger.faults,
    coverage: ledger.coverage,
    corpus:
      options.corpus && plan.hasCorpus
        ? {
            replayed: ledger.replayedCount,
            documents: options.corpus.length,
            ...(leftOut.length > 0 ? { leftOut } : {}),
          }
        : null,
    siege: ledger.fuzzing,
    fence: ledger.deviations,
    found: found.map((each) => ledger.counted(each)),
    causes,
    seconds: (runMs ?? now() - startMs) / 1000,
    interrupted,
  });
  const isInterrupted = () => signal?.aborted === true;
  const untilGivenUp = async (work: Promise<void>): Promise<void> => {
    const { givenUp } = options;
    await (givenUp ? Promise.race([work, givenUp]) : work);
  };
  await untilGivenUp(performInOrder(plan.tasks(now, isOver), workers, enter));
  hasGivenUp = true;
  runMs = now() - startMs;
  /** What became of findings after the scenarios had run. */
  const later = new Map<PlacedFinding, PlacedFinding>();
  const found = () => ledger.found.map((each) => later.get(each) ?? each);
  const unknown = ledger.found.filter(
    ({ finding }) =>
      !isTimedOut(finding) && !isKnown(options.known ?? [], finding, finding.scenario),
  );
  await untilGivenUp(
    confirmAnew(unknown, kinds, options, (each, finding) => later.set(each, { ...each, finding })),
  );
  if (options.shrink) {
    const left = unknown.filter((each) => {
      const { finding } = later.get(each) ?? each;
      return finding.reproduced && !isInconclusive(finding);
    });
    const { shrinkMs = options.timeMs, onShrinking } = options;
    const untilMs = shrinkMs === undefined ? null : now() + shrinkMs;
    await untilGivenUp(
      shrinkFindings(left, workers, {
        isInterrupted,
        leftMs: () => (untilMs === null ? undefined : Math.max(0, untilMs - now())),
        ...(onShrinking ? { onShrinking } : {}),
        onShrunk: (each, smaller) => {
          later.set(each, smaller);
          onPartial?.(() => resultOf(found(), true), ledger.found.length);
        },
      }),
    );
    const group = async () => {
      causes = await groupFindings(kinds, found(), workers);
    };
    if (!isInterrupted()) await untilGivenUp(group());
  }
  return resultOf(found(), isInterrupted());
}

/** Looks whether findings depend on what the router was asked before, if it can be started anew. */
async function confirmAnew(
  found: readonly PlacedFinding[],
  kinds: readonly AnyRouterKind[],
  options: GatherOptions,
  onConfirmed: (found: PlacedFinding, finding: Finding) => void,
): Promise<void> {
  const { startAnew, signal } = options;
  if (!startAnew) return;
  const performer = new Performer(kinds, options);
  for (const each of found.slice(0, MOST_CONFIRMED)) {
    if (signal?.aborted) return;
    const confirmed = await performer.confirmAnew(each.finding, () => startAnew(each.of));
    // To try it for the others too may cost a time-out each.
    if (confirmed === null) return;
    onConfirmed(each, confirmed);
  }
}

function factsOf(kind: AnyRouterKind): KindFacts {
  const { level, name, version, carries } = kind;
  return {
    level,
    name,
    version,
    features: featuresOf(kind),
    ...(carries ? { carries } : {}),
    // The fabric delivers every frame itself, so it knows exactly when nothing is in flight.
    quiescence: kind.level === 'network' ? kind.quiescence : 'exact',
    ...(kind.level === 'network' && kind.serversPerNode
      ? { serversPerNode: kind.serversPerNode }
      : {}),
  };
}

/** The tasks of the campaign or shard, in order. */
class TaskPlan {
  readonly #kinds: readonly AnyRouterKind[];
  readonly #options: GatherOptions;
  readonly #size: number;
  readonly #shard: Shard;
  /** Number of scenarios to generate for each kind. */
  readonly #runs: readonly number[];
  readonly #shares: readonly number[];

  /** `size`: scenarios per task. */
  constructor(kinds: readonly AnyRouterKind[], options: GatherOptions, size: number) {
    this.#kinds = kinds;
    this.#options = options;
    this.#size = size;
    this.#shard = options.shard ?? WHOLE_RUN;
    this.#shares = kinds.map(({ level }) =>
      kinds.length === 1 ? 1 : level === 'network' ? 0.2 : 0.8,
    );
    this.#runs = this.#shares.map((share) => Math.max(1, Math.round(options.runs * share)));
  }

  /** Whether this shard runs the corpus. */
  get hasCorpus(): boolean {
    return this.#shard.index === 1;
  }

  /** Returns the number of scenarios to generate; `MAX_SAFE_INTEGER` or more when only time limits the campaign. */
  get total(): number {
    if (this.#options.runs >= Number.MAX_SAFE_INTEGER) return Number.MAX_SAFE_INTEGER;
    return this.#runs.reduce((sum, runs) => sum + this.#ownCount(runs), 0);
  }

  /** Returns how many of the indexes below `runs` belong to this shard. */
  #ownCount(runs: number): number {
    const { index, count } = this.#shard;
    return Math.max(0, Math.ceil((runs - index + 1) / count));
  }

  /** Yields the tasks in order. Each is created only when a worker is free for it. */
  *tasks(now: () => number, isOver: () => boolean): Generator<Task> {
    const { timeMs = Number.POSITIVE_INFINITY, corpus = [] } = this.#options;
    // The corpus is always run, and time counts from the first generated scenario: otherwise a slow router may get none.
    if (this.hasCorpus)
      for (const kindIndex of this.#kinds.keys())
        for (const documents of this.#batches(kindIndex, corpus.length, (at) => at)) {
          if (isOver()) return;
          yield { kind: 'corpus', kindIndex, documents };
        }
    const fuzzedKind = this.#fuzzedKind();
    if (fuzzedKind >= 0 && !isOver())
      // The fuzzer gets a tenth of the time limit beforehand, if there is one.
      yield { kind: 'fuzzing', kindIndex: fuzzedKind, leftMs: timeMs / 10 };
    const { index, count } = this.#shard;
    let share = 0;
    const startMs = now();
    for (const kindIndex of this.#kinds.keys()) {
      // Each kind gets its share of the time, so that the last kind is run at all.
      share += this.#shares[kindIndex] ?? 0;
      const own = this.#ownCount(this.#runs[kindIndex] ?? 0);
      for (const indexes of this.#batches(kindIndex, own, (at) => at * count + index - 1)) {
        const leftMs = timeMs * share - (now() - startMs);
        if (isOver() || leftMs <= 0) break;
        yield { kind: 'cases', kindIndex, indexes, leftMs };
      }
    }
  }

  /** Splits the indexes of a kind into tasks of at least as many scenarios as the kind can run at the same time. */
  *#batches(of: number, count: number, number: (at: number) => number): Generator<number[]> {
    const size = Math.max(this.#size, concurrencyOf(this.#kinds[of] as AnyRouterKind));
    for (let from = 0; from < count; from += size) {
      const length = Math.min(size, count - from);
      yield Array.from({ length }, (_, at) => number(from + at));
    }
  }

  /** Returns the index of the one kind to fuzz: the first that can be driven frame by frame; -1 if there is none. */
  #fuzzedKind(): number {
    const { hostile = 0, only } = this.#options;
    const { index, count } = this.#shard;
    if (hostile === 0 || index !== count || only?.includes('SAFE-1') === false) return -1;
    return this.#kinds.findIndex(canBeFuzzed);
  }
}
