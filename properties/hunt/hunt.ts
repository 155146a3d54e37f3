/**
 * Hunt: runs scenario after scenario on a router, keeps those that reach something new, and makes the next ones of them. It
 * is for a night rather than for a pull request: what it runs is no sample, so it gives findings and no verdicts. Seed, stored
 * scenarios and a count of runs determine it. It reads and writes no files.
 */
import type { AnyRouterKind } from '#spec';
import { isWhole } from '../campaign/bypass.ts';
import { Performer } from '../campaign/performer.ts';
import type { PerformedScenario } from '../campaign/task.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import { batchesOf } from '../network/lifting.ts';
import type { DrawnScenario, ScenarioOptions } from '../scenario/draw.ts';
import { missingForScenario } from '../scenario/needs.ts';
import { shapes } from '../scenario/topology.ts';
import { seeded } from '../scenario/values/chance.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { HuntOptions, HuntProgress, HuntResult } from './huntOptions.ts';
import type { KeptScenario } from './kept.ts';
import { KeptScenarios } from './kept.ts';
import { mutate } from './mutate.ts';
import { RunMeter } from './runMeter.ts';
import type { SourceName } from './sources.ts';
import { drawLikeCheck, drawTowardsNew, Sources } from './sources.ts';
import type { Surroundings } from './surroundings.ts';
import { legalized } from './surroundings.ts';

/** A scenario to run, and where it comes from. */
interface Candidate {
  readonly drawn: DrawnScenario;
  readonly source: SourceName;
  readonly parent: KeptScenario | null;
}

/** One candidate that was run. */
interface Trial extends Candidate {
  readonly performed: PerformedScenario;
  readonly answers: Iterable<number>;
}

/** So many runs are made before the counters of the source are read. */
const BATCH_SIZE = 32;

/** Hunts on one kind of a router. Throws Undriven. */
export async function hunt(kind: AnyRouterKind, options: HuntOptions): Promise<HuntResult> {
  return await new Hunt(kind, options).runToEnd();
}

class Hunt {
  readonly #kind: AnyRouterKind;
  readonly #options: HuntOptions;
  readonly #performer: Performer;
  readonly #meter: RunMeter;
  readonly #surroundings: Surroundings;
  readonly #draw: ScenarioOptions;
  readonly #kept: KeptScenarios;
  readonly #sources = new Sources();
  readonly #found = new Map<string, Finding>();
  readonly #startMs: number;
  #runs = 0;
  #steps = 0;
  #dropped = 0;
  #keptCount = 0;

  constructor(kind: AnyRouterKind, options: HuntOptions) {
    const { seed, known, judge, signal, now } = options;
    const { features, carries = {} } = kind;
    this.#kind = kind;
    this.#options = options;
    this.#performer = new Performer([kind], {
      seed,
      shapes,
      now,
      ...(known ? { known } : {}),
      ...(judge ? { judge } : {}),
      ...(signal ? { signal } : {}),
    });
    this.#meter = new RunMeter(features);
    this.#surroundings = { features: new Set(features), carries };
    this.#draw = { features, carries };
    this.#kept = new KeptScenarios(this.#meter.marks);
    this.#startMs = now();
  }

  async runToEnd(): Promise<HuntResult> {
    await this.#runStored();
    while (!this.#isOver) {
      const left = (this.#options.runs ?? Number.MAX_SAFE_INTEGER) - this.#runs;
      const trials = await this.#runBatch(this.#plan(Math.min(BATCH_SIZE, left)));
      await this.#enterBatch(trials);
      this.#options.onProgress?.(this.#progress);
      // Lets an interrupt be noticed: nothing else here need be asynchronous.
      await new Promise((resume) => setImmediate(resume));
    }
    return {
      ...this.#progress,
      found: [...this.#found.values()],
      dropped: this.#dropped,
      interrupted: this.#isInterrupted,
    };
  }

  get #isInterrupted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  get #isOver(): boolean {
    const { runs = Number.POSITIVE_INFINITY, timeMs = Number.POSITIVE_INFINITY } = this.#options;
    return this.#isFull || this.#runs >= runs || this.#options.now() - this.#startMs >= timeMs;
  }

  /** Whether nothing more may be run at all, not even of the stored scenarios. */
  get #isFull(): boolean {
    return this.#isInterrupted || this.#hasBailed;
  }

  get #hasBailed(): boolean {
    return this.#found.size >= (this.#options.bail ?? Number.POSITIVE_INFINITY);
  }

  get #progress(): HuntProgress {
    const { counts, reachable } = this.#meter.reach;
    return {
      runs: this.#runs,
      steps: this.#steps,
      kept: this.#keptCount,
      reached: counts,
      reachable,
      findings: this.#found.size,
    };
  }

  /** Runs the stored scenarios, the shortest first, so that what the long ones reach besides is theirs alone. */
  async #runStored(): Promise<void> {
    const { stored = [], code } = this.#options;
    const able = stored
      .filter(({ scenario }) => missingForScenario(scenario, this.#kind).length === 0)
      .sort((one, other) => one.scenario.steps.length - other.scenario.steps.length);
    for (const { scenario, isKept } of able) {
      if (this.#isFull) return;
      await code?.skip();
      const [trial] = await this.#runBatch([
        { drawn: { scenario, advances: [] }, source: 'drawn', parent: null },
      ]);
      if (!trial) return;
      await this.#collectFindings(trial);
      if (!isWhole(trial.performed.bypassed)) continue;
      const parts = (await code?.look()) ?? [];
      code?.take();
      const fresh = this.#meter.record(trial, parts);
      if (fresh.length > 0) {
        this.#kept.add(scenario, fresh, 0);
        if (isKept) this.#keptCount++;
      } else if (isKept) {
        this.#dropped++;
        await this.#options.onDropped?.(scenario);
      }
    }
    await code?.skip();
  }

  /** The next candidates: a run more or less of a batch changes nothing in how they are chosen. */
  #plan(count: number): Candidate[] {
    const candidates: Candidate[] = [];
    for (let turn = 0; turn < count; turn++)
      candidates.push(this.#nextCandidate(this.#runs + turn));
    return candidates;
  }

  #nextCandidate(run: number): Candidate {
    const { seed } = this.#options;
    const chance = seeded(`${seed}/hunt choices`, run);
    const source = this.#sources.choose(chance, this.#kept.count > 0);
    const afresh = (drawn: DrawnScenario): Candidate => ({ drawn, source, parent: null });
    if (source === 'goal')
      return afresh(this.#offered(drawTowardsNew(chance, this.#meter.reach, this.#draw)));
    if (source !== 'drawn') {
      const parent = this.#kept.choose(chance, run);
      const partner = source === 'splice' ? this.#kept.choose(chance, run) : parent;
      const { scenario } = parent;
      const drawn = mutate(chance, source, scenario, partner.scenario, this.#surroundings);
      if (drawn) return { drawn, source, parent };
    }
    return afresh(this.#offered(drawLikeCheck(seed, run, this.#draw)));
  }

  /** A router without the feature `nice` is given scenarios that say nothing of it, so that all that is kept can be replayed. */
  #offered(drawn: DrawnScenario): DrawnScenario {
    if (this.#surroundings.features.has('nice')) return drawn;
    return legalized(drawn.scenario, this.#surroundings) ?? drawn;
  }

  /** Runs the candidates in order, as many at a time as the kind prefers; stops early when the hunt is over. */
  async #runBatch(candidates: readonly Candidate[]): Promise<Trial[]> {
    const trials: Trial[] = [];
    for (const some of batchesOf(candidates, this.#kind)) {
      if (trials.length > 0 && this.#isOver) break;
      trials.push(...(await Promise.all(some.map((each) => this.#runOne(each)))));
    }
    return trials;
  }

  async #runOne(candidate: Candidate): Promise<Trial> {
    const watch = this.#meter.watch();
    const performed = await this.#performer.performScenario(0, candidate.drawn, watch.observe);
    return { ...candidate, performed, answers: watch.answers };
  }

  async #enterBatch(trials: readonly Trial[]): Promise<void> {
    const { code } = this.#options;
    const isCodeNew = code ? (await code.look()).length > 0 : false;
    const seen = code?.seen;
    for (const trial of trials) {
      if (this.#hasBailed) break;
      const { source, parent, performed } = trial;
      const run = this.#runs++;
      const { scenario, outcome } = performed.bypassed;
      this.#steps += outcome.stepCount;
      await this.#collectFindings(trial);
      const fresh = isWhole(performed.bypassed) ? await this.#recordTrial(trial, isCodeNew) : [];
      this.#sources.record(source, fresh.length, outcome.stepCount);
      if (fresh.length === 0) continue;
      if (parent) parent.fruitful++;
      this.#kept.add(scenario, fresh, run);
      this.#keptCount++;
      await this.#options.onKept?.(scenario);
    }
    code?.take(seen);
    // Runs that were made besides, as to shrink a finding, are no part of the next look.
    await code?.skip();
  }

  /**
   * Returns the marks that are new by this run. Which run of a batch executed something first is asked only of those that
   * reached nothing else, by one more run: the others are kept anyway.
   */
  async #recordTrial(trial: Trial, isCodeNew: boolean): Promise<number[]> {
    const { code } = this.#options;
    const fresh = this.#meter.record(trial, []);
    if (fresh.length > 0 || !code || !isCodeNew) return fresh;
    await code.skip();
    await this.#runOne(trial);
    const parts = await code.look();
    code.take();
    return this.#meter.recordCode(parts);
  }

  /** Collects what was not found before, shrunk. Known deviations are none of it. */
  async #collectFindings({ performed }: Trial): Promise<void> {
    const { known = [], shrink = true, onFinding } = this.#options;
    for (const sighted of performed.sightings) {
      if (isKnown(known, sighted) || this.#found.has(sighted.signature)) continue;
      this.#found.set(sighted.signature, sighted);
      const isShrunk = shrink && sighted.reproduced;
      const finding = isShrunk
        ? await this.#performer.shrink({ finding: sighted, kindIndex: 0 })
        : sighted;
      this.#found.set(sighted.signature, finding);
      await onFinding?.(finding);
      if (this.#hasBailed) return;
    }
  }
}
