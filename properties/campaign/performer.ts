/**
 * Performer: does tasks on a router in this process, one scenario after the other. It knows nothing of other workers.
 */
import type { AnyRouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { canBeFuzzed, figuresOf, formatFuzzCampaign, fuzzRouter } from '../fuzz/fuzzCampaign.ts';
import { judgeFor } from '../interval/index.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { requireDriven } from '../lockstep/outcome.ts';
import type { Outcome, RunOptions } from '../lockstep/run.ts';
import { run } from '../lockstep/run.ts';
import { batchesOf } from '../network/lifting.ts';
import type { DrawnScenario } from '../scenario/draw.ts';
import { drawScenario } from '../scenario/draw.ts';
import { missingForScenario, underLawOf } from '../scenario/needs.ts';
import type { CauseGroup } from '../verdict/campaignResult.ts';
import type { Finding } from '../verdict/verdict.ts';
import { isTimedOut } from '../verdict/verdict.ts';
import type { OutcomeWithoutDeviations } from './bypass.ts';
import { endsWhileLeaving, identitiesIn, isWhole, runBypassing } from './bypass.ts';
import { CaseMeter } from './caseMeasure.ts';
import type { StartAnew } from './confirmation.ts';
import { Confirmation, findingIdOf } from './confirmation.ts';
import { Observer } from './observation.ts';
import type { PerformerOptions } from './performerOptions.ts';
import { boundsOf } from './performerOptions.ts';
import { abortedWhen } from './shrinking.ts';
import { groupFindings, shrinkFinding } from './smallestScenario.ts';
import type {
  KindFinding,
  PerformedScenario,
  Task,
  TaskResult,
  TaskResultEntry,
  Workers,
} from './task.ts';

type PastOption = Pick<RunOptions, 'past' | 'advances' | 'observe'>;

/**
 * After this many scenarios in a row that ended in a time-out no more are run: each waits for as long as an answer may take, and
 * shows nothing new.
 */
const MOST_TIME_OUTS = 5;

/** Number of scenarios after which the performer yields to the event loop. */
const SCENARIOS_PER_TURN = 50;

export class Performer implements Workers {
  readonly atOnce = 1;
  readonly #kinds: readonly AnyRouterKind[];
  readonly #options: PerformerOptions;
  readonly #known: readonly KnownDeviation[];
  readonly #confirmation: Confirmation;
  /** For each kind, the meter of its scenarios. */
  readonly #meters: readonly CaseMeter[];
  readonly #observer: Observer | null;
  #ranCount = 0;
  #timeOutsInARow = 0;

  constructor(kinds: readonly AnyRouterKind[], options: PerformerOptions) {
    this.#kinds = kinds;
    this.#options = options;
    this.#known = options.known ?? [];
    this.#confirmation = new Confirmation(
      (kind, scenario, more) => this.#run(kind, scenario, more),
      options,
    );
    this.#observer = options.observe ? new Observer(kinds, options) : null;
    this.#meters = kinds.map((kind) => new CaseMeter(featuresOf(kind)));
  }

  async perform(task: Task): Promise<TaskResult> {
    const kind = this.#kinds[task.kindIndex] as AnyRouterKind;
    switch (task.kind) {
      case 'corpus':
        return { entries: await this.#runCorpus(kind, task.kindIndex, task.documents) };
      case 'fuzzing':
        return await this.#runFuzz(kind, task.kindIndex, this.#deadlineIn(task.leftMs));
      case 'cases':
        return {
          entries: await this.#runCases(
            kind,
            task.kindIndex,
            task.indexes,
            this.#deadlineIn(task.leftMs),
          ),
        };
      default:
        return task satisfies never;
    }
  }

  #deadlineIn(leftMs: number): () => boolean {
    const { now, signal } = this.#options;
    const until = now() + leftMs;
    return () => signal?.aborted === true || now() >= until;
  }

  /** Runs documents of the corpus. The answer has no entry for one that needs a feature the kind does not offer. */
  async #runCorpus(
    kind: AnyRouterKind,
    of: number,
    documents: readonly number[],
  ): Promise<TaskResultEntry[]> {
    const entries: TaskResultEntry[] = [];
    const runnable = documents.flatMap((index) => {
      const scenario = this.#options.corpus?.[index];
      return scenario && missingForScenario(scenario, kind).length === 0
        ? [{ index, scenario: underLawOf(kind, scenario) }]
        : [];
    });
    for (const some of batchesOf(runnable, kind)) {
      if (this.#options.signal?.aborted || this.#isWaitingInVain) break;
      for (const { index, bypassed, ms } of await this.#driveCases(kind, some))
        entries.push({
          kind: 'document',
          place: [0, of, index],
          ...this.#observed({ kindIndex: of, bypassed, ms, index, measure: null }),
          sightings: await this.#collectSightings(kind, bypassed),
        });
    }
    return entries;
  }

  async #runFuzz(kind: AnyRouterKind, of: number, over: () => boolean): Promise<TaskResult> {
    if (!canBeFuzzed(kind)) return { entries: [] };
    const { hostile = 0, seed } = this.#options;
    const bounds = boundsOf(this.#options);
    const campaign = await fuzzRouter(kind, { seed, frames: hostile, over, ...bounds });
    const entries: TaskResultEntry[] = [];
    for (const [index, { scenario, divergence }] of campaign.findings.entries()) {
      const sightings = await this.#confirmation.confirm(kind, scenario, divergence);
      entries.push({ kind: 'fuzz finding', place: [1, of, index], sightings });
    }
    return { entries, fuzzing: { ...figuresOf(campaign), text: formatFuzzCampaign(campaign) } };
  }

  async #runCases(
    kind: AnyRouterKind,
    of: number,
    indexes: readonly number[],
    over: () => boolean,
  ): Promise<TaskResultEntry[]> {
    const { seed, interleave } = this.#options;
    const bounds = boundsOf(this.#options);
    const entries: TaskResultEntry[] = [];
    for (const some of batchesOf(indexes, kind)) {
      // Yields to the event loop, so that an interrupt is noticed: everything else here may be synchronous.
      if (this.#ranCount % SCENARIOS_PER_TURN === 0)
        await new Promise((resume) => setImmediate(resume));
      this.#ranCount += some.length;
      if (over() || this.#isWaitingInVain) break;
      const cases = some.map((index) => ({
        index,
        ...drawScenario(`${seed}/${kind.level}`, index, {
          features: featuresOf(kind),
          ...(kind.carries ? { carries: kind.carries } : {}),
          ...bounds,
          ...(interleave === undefined ? {} : { interleave }),
        }),
      }));
      for (const ran of await this.#driveCases(kind, cases)) {
        const { index, scenario, advances, bypassed, ms } = ran;
        const { stepCount, faults, exercised, witnessed } = bypassed.outcome;
        const measure = (this.#meters[of] as CaseMeter).measure(
          bypassed.scenario,
          stepCount,
          bypassed.scenario === scenario ? advances : [],
        );
        entries.push({
          kind: 'case',
          place: [2, of, index],
          steps: stepCount,
          isWhole: isWhole(bypassed),
          ...(endsWhileLeaving(bypassed) ? { endsWhileLeaving: true as const } : {}),
          ...(faults ? { faults } : {}),
          exercised: [...exercised],
          witnessed: [...witnessed],
          measure,
          ...this.#observed({ kindIndex: of, bypassed, ms, index, measure }),
          met: identitiesIn(bypassed).map(findingIdOf),
          sightings: await this.#collectSightings(kind, bypassed),
          ...(this.#known.length > 0 ? { bypass: bypassed.figures } : {}),
        });
      }
    }
    return entries;
  }

  /**
   * Runs one scenario that belongs to no campaign, as often as bypassing known deviations takes. `observe` is called
   * for each step of these runs. Throws Undriven.
   */
  async performScenario(
    kindIndex: number,
    drawn: Pick<DrawnScenario, 'scenario'> & Partial<DrawnScenario>,
    observe?: RunOptions['observe'],
  ): Promise<PerformedScenario> {
    const kind = this.#kinds[kindIndex] as AnyRouterKind;
    const [performed] = await this.#driveCases(kind, [drawn], observe ? { observe } : {});
    const { bypassed } = performed as { readonly bypassed: OutcomeWithoutDeviations };
    return { bypassed, sightings: await this.#collectSightings(kind, bypassed) };
  }

  #observed(ran: Parameters<Observer['observe']>[0]): Pick<TaskResultEntry, 'observation'> {
    return this.#observer ? { observation: this.#observer.observe(ran) } : {};
  }

  async #run(kind: AnyRouterKind, scenario: Scenario, options: PastOption = {}): Promise<Outcome> {
    const judge = judgeFor(kind, this.#options.judge);
    return await (judge ? judge.run(kind, scenario, options) : run(kind, scenario, options));
  }

  get #isWaitingInVain(): boolean {
    return this.#timeOutsInARow >= MOST_TIME_OUTS;
  }

  /** Runs all cases at the same time. Throws Undriven. */
  async #driveCases<Case extends Pick<DrawnScenario, 'scenario'> & Partial<DrawnScenario>>(
    kind: AnyRouterKind,
    cases: readonly Case[],
    always: PastOption = {},
  ): Promise<(Case & { readonly bypassed: OutcomeWithoutDeviations; readonly ms: number })[]> {
    return await Promise.all(
      cases.map(async (each) => {
        const { advances = [] } = each;
        const ask = (scenario: Scenario, options: PastOption) =>
          this.#run(
            kind,
            scenario,
            scenario === each.scenario
              ? { ...always, ...options, advances }
              : { ...always, ...options },
          );
        const startMs = this.#options.now();
        const bypassed = await runBypassing(ask, each.scenario, this.#known);
        requireDriven(bypassed.outcome, bypassed.scenario);
        if (bypassed.outcome.findings.some(isTimedOut)) this.#timeOutsInARow++;
        else this.#timeOutsInARow = 0;
        return { ...each, bypassed, ms: this.#options.now() - startMs };
      }),
    );
  }

  /** Returns the scenario's findings and the known deviations that it met. */
  async #collectSightings(
    kind: AnyRouterKind,
    { outcome, scenario, metDeviations }: OutcomeWithoutDeviations,
  ): Promise<Finding[]> {
    const sightings: Finding[] = [];
    for (const each of metDeviations)
      sightings.push(...(await this.#confirmation.confirm(kind, each.scenario, each.divergence)));
    for (const divergence of outcome.findings)
      sightings.push(...(await this.#confirmation.confirm(kind, scenario, divergence)));
    return sightings;
  }

  /** See `Confirmation.confirmAnew`. */
  async confirmAnew(finding: Finding, startAnew: StartAnew): Promise<Finding | null> {
    return await this.#confirmation.confirmAnew(finding, startAnew);
  }

  async shrink(
    { finding, kindIndex, leftMs }: KindFinding,
    onSmaller?: (steps: number) => void,
  ): Promise<Finding> {
    const isOver = leftMs === undefined ? null : this.#deadlineIn(leftMs);
    const options = isOver ? { ...this.#options, signal: abortedWhen(isOver) } : this.#options;
    return await shrinkFinding(this.#kinds[kindIndex] as AnyRouterKind, finding, {
      ...options,
      ...(onSmaller ? { onSmaller: ({ steps }: Scenario) => onSmaller(steps.length) } : {}),
    });
  }

  async groupByCause(
    findings: readonly Finding[],
    kindIndex: number,
  ): Promise<readonly CauseGroup[]> {
    const kind = this.#kinds[kindIndex] as AnyRouterKind;
    return await groupFindings(kind, findings, this.#options);
  }
}
