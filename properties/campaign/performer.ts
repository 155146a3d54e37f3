/**
 * Performer: does tasks on a router in this process, one scenario after the other. A finding counts as reproduced only
 * if a second run fails with the same signature. It knows nothing of other workers.
 */
import { createHash } from 'node:crypto';
import type { AnyRouterKind, Scenario } from '#spec';
import { canBeFuzzed, figuresOf, formatFuzzCampaign, fuzzRouter } from '../fuzz/fuzzCampaign.ts';
import { judgeFor } from '../interval/index.ts';
import type { KnownDeviation } from '../knownDeviations/knownDeviation.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import type { Divergence, Outcome, RunOptions } from '../lockstep/run.ts';
import { run } from '../lockstep/run.ts';
import { batchesOf } from '../network/lifting.ts';
import { Undriven } from '../network/undriven.ts';
import type { DrawnScenario } from '../scenario/draw.ts';
import { drawScenario } from '../scenario/draw.ts';
import { missingForScenario } from '../scenario/needs.ts';
import type { CauseGroup } from '../verdict/campaignResult.ts';
import type { Finding } from '../verdict/verdict.ts';
import { isCrash, isTimedOut } from '../verdict/verdict.ts';
import type { OutcomeWithoutDeviations } from './bypass.ts';
import { isWhole, runBypassing } from './bypass.ts';
import { CaseMeter } from './caseMeasure.ts';
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

/** Number of scenarios after which the performer yields to the event loop. */
const SCENARIOS_PER_TURN = 50;

export class Performer implements Workers {
  readonly atOnce = 1;
  readonly #kinds: readonly AnyRouterKind[];
  readonly #options: PerformerOptions;
  readonly #known: readonly KnownDeviation[];
  /** Number of steps of the shortest scenario of each signature so far that failed alike when it was run again. */
  readonly #shortest = new Map<string, number>();
  /** For each kind, the meter of its scenarios. */
  readonly #meters: readonly CaseMeter[];
  readonly #observer: Observer | null;
  #ranCount = 0;

  constructor(kinds: readonly AnyRouterKind[], options: PerformerOptions) {
    this.#kinds = kinds;
    this.#options = options;
    this.#known = options.known ?? [];
    this.#observer = options.observe ? new Observer(kinds, options) : null;
    this.#meters = kinds.map(({ features }) => new CaseMeter(features));
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
        ? [{ index, scenario }]
        : [];
    });
    for (const some of batchesOf(runnable, kind)) {
      if (this.#options.signal?.aborted) break;
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
      const sightings = await this.#confirmFinding(kind, scenario, divergence);
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
      if (over()) break;
      const cases = some.map((index) => ({
        index,
        ...drawScenario(`${seed}/${kind.level}`, index, {
          features: kind.features,
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
          ...(faults ? { faults } : {}),
          exercised: [...exercised],
          witnessed: [...witnessed],
          measure,
          ...this.#observed({ kindIndex: of, bypassed, ms, index, measure }),
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
        if (bypassed.outcome.error !== null) throw new Undriven(bypassed.outcome.error);
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
      sightings.push(...(await this.#confirmFinding(kind, each.scenario, each.divergence)));
    for (const divergence of outcome.findings)
      sightings.push(...(await this.#confirmFinding(kind, scenario, divergence)));
    return sightings;
  }

  /**
   * Runs the scenario once more and returns the finding, with whether the second run reproduced it. Returns an empty
   * list if its clause was not asked for, or if a scenario that is not longer has already shown the signature.
   */
  async #confirmFinding(
    kind: AnyRouterKind,
    scenario: Scenario,
    divergence: Divergence,
  ): Promise<Finding[]> {
    const { clause, signature, at, also, after } = divergence;
    const { only } = this.#options;
    // A router that threw, or was waited for in vain, has not answered: that is reported whichever clauses were asked for.
    const isAsked = only?.some((id) => clause === id || also.includes(id)) ?? true;
    if (!isAsked && !isCrash(divergence) && !isTimedOut(divergence)) return [];
    const known = this.#shortest.get(signature);
    if (known !== undefined && known <= scenario.steps.length) return [];
    // The second run continues past the other known deviations that come before this one.
    const mayPass = (each: Divergence) =>
      each.signature !== signature && isKnown(this.#known, each);
    const [second] = (
      await this.#run(kind, scenario, this.#known.length > 0 ? { past: mayPass } : {})
    ).findings;
    const reproduced = second?.signature === signature;
    if (reproduced) this.#shortest.set(signature, scenario.steps.length);
    const detail = reproduced
      ? divergence.detail
      : `not deterministic: a second run ended in ${second?.signature ?? 'no finding'}; the first: ${divergence.detail}`;
    const id = createHash('sha256').update(signature).digest('hex').slice(0, 8);
    const { level } = kind;
    const { sentence } = divergence;
    const finding = {
      ...{ id, clause, signature, detail, scenario, at, level, also, reproduced },
      ...(sentence === undefined ? {} : { sentence }),
      ...(level === 'network' && kind.quiescence !== 'exact' ? { timed: true as const } : {}),
    };
    return [after ? { ...finding, after } : finding];
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
