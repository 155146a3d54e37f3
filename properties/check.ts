/**
 * Check: many scenarios on one router, a verdict per clause with its evidence, and the shortest scenario of every
 * finding. A failing case is believed only when a second run of it fails alike.
 */
import { createHash } from 'node:crypto';
import type { ClauseId, Scenario } from '#spec';
import { clauseIds } from '#spec';
import { generate } from './arbitraries/scenario.ts';
import type { Shape } from './arbitraries/topology.ts';
import type { Check } from './checks/index.ts';
import { checks } from './checks/index.ts';
import type { Kind, Sight, Tally } from './evidence.ts';
import { applies, heardOnly, missing, verdictOf } from './evidence.ts';
import type { Siege } from './hostile/siege.ts';
import { besiege, canBeBesieged, figuresOf, siegeText } from './hostile/siege.ts';
import type { Judge } from './interval/index.ts';
import { judgeFor } from './interval/index.ts';
import { missing as missingFor } from './needs.ts';
import type { Divergence, Outcome } from './run.ts';
import { run } from './run.ts';
import { witnessed } from './sequential.ts';
import { smallest } from './shrink/smallest.ts';
import { Undriven } from './undriven.ts';
import type { ClauseResult, Finding, RunReport } from './verdict.ts';

export interface CheckOptions {
  readonly seed: string;
  readonly runs: number;
  /** Stops early after so many milliseconds, by `now`. */
  readonly timeMs?: number;
  readonly only?: readonly ClauseId[];
  /** Legal scenarios that are run first, on every kind that offers what they need. */
  readonly corpus?: readonly Scenario[];
  readonly shapes: readonly Shape[];
  /** Most nodes of a generated scenario. */
  readonly nodes?: number;
  readonly shrink: boolean;
  /** Who judges in place of model, tables and messages. */
  readonly judge?: Judge;
  /** Percent of the cases that hold frames back, where the router lets them be. */
  readonly interleave?: number;
  /** Hostile frames thrown at a router whose frames are seen one by one. Default: none. */
  readonly hostile?: number;
  /** Stops after so many findings. */
  readonly bail?: number;
  readonly onProgress?: (done: { scenarios: number; steps: number; total: number }) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** Runs every kind of the router; with two, the network level gets a fifth of the runs. Throws Undriven. */
export async function check(kinds: readonly Kind[], options: CheckOptions): Promise<RunReport> {
  const { timeMs } = options;
  const session = new Session(kinds, options);
  const shares: readonly number[] = kinds.map((kind) =>
    kinds.length === 1 ? 1 : kind.level === 'network' ? 0.2 : 0.8,
  );
  await session.replay();
  await session.besiege();
  for (const [at, kind] of kinds.entries()) {
    // Each kind has its share of the time, so that the last one is not left without any.
    const until =
      (timeMs ?? Number.POSITIVE_INFINITY) *
      shares.slice(0, at + 1).reduce((sum, each) => sum + each, 0);
    const runs = Math.max(1, Math.round(options.runs * (shares[at] ?? 1)));
    for (let index = 0; index < runs && !session.done(until); index++)
      await session.one(kind, index);
  }
  return await session.report();
}

class Session {
  readonly #kinds: readonly Kind[];
  readonly #options: CheckOptions;
  readonly #tallies = new Map<ClauseId, Tally>(
    clauseIds.map((id) => [id, { scenarios: 0, witness: 0 }]),
  );
  readonly #applicable = new Map<ClauseId, number>(clauseIds.map((id) => [id, 0]));
  readonly #found = new Map<string, { finding: Finding; kind: Kind }>();
  readonly #started: number;
  readonly #replayed = new Set<Scenario>();
  #scenarios = 0;
  #steps = 0;
  #siege: Siege | null = null;

  constructor(kinds: readonly Kind[], options: CheckOptions) {
    this.#kinds = kinds;
    this.#options = options;
    this.#started = options.now();
  }

  /** `until`: milliseconds since the start. */
  done(until: number): boolean {
    const { signal, bail, now } = this.#options;
    return (
      signal?.aborted === true ||
      now() - this.#started >= until ||
      (bail !== undefined && this.#found.size >= bail)
    );
  }

  /** The corpus, whatever time there is. It is no sample, so nothing of it counts as a witness. */
  async replay(): Promise<void> {
    for (const kind of this.#kinds)
      for (const scenario of this.#options.corpus ?? []) {
        if (this.done(Number.POSITIVE_INFINITY)) return;
        if (missingFor(scenario, kind).length > 0) continue;
        const outcome = await this.#run(kind, scenario);
        if (outcome.error !== null) throw new Undriven(outcome.error);
        this.#replayed.add(scenario);
        for (const divergence of outcome.findings) await this.#believe(kind, scenario, divergence);
      }
  }

  /** One router of a check at most is seen frame by frame. A tenth of the time, where there is a limit. */
  async besiege(): Promise<void> {
    const { hostile = 0, only, seed, shapes, nodes, timeMs } = this.#options;
    const kind = this.#kinds.find(canBeBesieged);
    if (!kind || hostile === 0 || only?.includes('SAFE-1') === false) return;
    const until = this.#options.now() - this.#started + (timeMs ?? Number.POSITIVE_INFINITY) / 10;
    this.#siege = await besiege(kind, {
      seed,
      frames: hostile,
      shapes,
      ...(nodes === undefined ? {} : { nodes }),
      over: () => this.done(until),
    });
    for (const { scenario, divergence } of this.#siege.breaches)
      await this.#believe(kind, scenario, divergence);
  }

  async one(kind: Kind, index: number): Promise<void> {
    const { seed, shapes, nodes, interleave, onProgress, runs } = this.#options;
    // Lets an interrupt through: everything else here is done without waiting.
    if (index % 50 === 0) await new Promise((resume) => setImmediate(resume));
    const scenario = generate(`${seed}/${kind.level}`, index, {
      features: kind.features,
      shapes,
      ...(nodes === undefined ? {} : { nodes }),
      ...(interleave === undefined ? {} : { interleave }),
    });
    const outcome = await this.#run(kind, scenario);
    if (outcome.error !== null) throw new Undriven(outcome.error);
    this.#scenarios++;
    this.#steps += outcome.stepCount;
    for (const [id, tally] of this.#tallies) {
      if (!applies(id, [kind])) continue;
      this.#applicable.set(id, (this.#applicable.get(id) ?? 0) + 1);
      if (outcome.exercised.has(id)) tally.scenarios++;
      if (outcome.witnessed.has(id)) tally.witness++;
    }
    for (const divergence of outcome.findings) await this.#believe(kind, scenario, divergence);
    onProgress?.({ scenarios: this.#scenarios, steps: this.#steps, total: runs });
  }

  async #run(kind: Kind, scenario: Scenario): Promise<Outcome> {
    const judge = judgeFor(kind, this.#options.judge);
    return await (judge ? judge.run(kind, scenario) : run(kind, scenario));
  }

  /** One finding a signature: the shortest scenario seen. */
  async #believe(kind: Kind, scenario: Scenario, divergence: Divergence): Promise<void> {
    const { clause, signature, at, also } = divergence;
    if (this.#options.only && ![clause, ...also].some((id) => this.#options.only?.includes(id)))
      return;
    const known = this.#found.get(signature);
    if (known && known.finding.scenario.steps.length <= scenario.steps.length) return;
    const [second] = (await this.#run(kind, scenario)).findings;
    const reproduced = second?.signature === signature;
    const detail = reproduced
      ? divergence.detail
      : `not deterministic: a second run ended in ${second?.signature ?? 'no finding'}; the first: ${divergence.detail}`;
    const id = createHash('sha256').update(signature).digest('hex').slice(0, 8);
    const finding: Finding = {
      id,
      clause,
      signature,
      detail,
      scenario,
      at,
      level: kind.level,
      also,
      reproduced,
    };
    this.#found.set(signature, { finding, kind });
  }

  async report(): Promise<RunReport> {
    const findings: Finding[] = [];
    for (const { finding, kind } of this.#found.values())
      findings.push(
        this.#options.shrink && finding.reproduced ? await this.#shrunk(finding, kind) : finding,
      );
    const [first] = this.#kinds;
    const { corpus } = this.#options;
    const judge = this.#judge();
    return {
      router: { name: first?.name ?? 'none', version: first?.version ?? '0' },
      seed: this.#options.seed,
      totals: {
        scenarios: this.#scenarios,
        steps: this.#steps,
        seconds: (this.#options.now() - this.#started) / 1000,
      },
      ...(this.#siege ? { hostile: figuresOf(this.#siege) } : {}),
      ...(corpus ? { corpus: { replayed: this.#replayed.size, documents: corpus.length } } : {}),
      ...(judge ? { judge: { name: judge.name, by: judge.by } } : {}),
      clauses: (this.#options.only ?? clauseIds).map((id) => this.#result(id, findings)),
      findings,
      interrupted: this.#options.signal?.aborted === true,
    };
  }

  /** Of all kinds; null where one of them is judged by model, tables and messages. */
  #judge(): Judge | null {
    const judges = this.#kinds.map((kind) => judgeFor(kind, this.#options.judge));
    return judges.includes(null) ? null : (judges[0] ?? null);
  }

  #result(id: ClauseId, findings: readonly Finding[]): ClauseResult {
    const { scenarios, witness } = this.#tallies.get(id) as Tally;
    const own = findings.filter(({ clause, also }) => clause === id || also.includes(id));
    const judge = this.#judge();
    const declined = !applies(id, this.#kinds) || (judge !== null && !judge.clauses.includes(id));
    const trials = this.#applicable.get(id) ?? 0;
    const { seen, evidence } = judge
      ? heardOnly(judge, id, { scenarios, witness }, trials)
      : this.#looked(id, { scenarios, witness }, trials);
    return {
      id,
      verdict: verdictOf(!declined || own.length > 0, own, { seen }),
      scenarios,
      witness,
      evidence: applies(id, this.#kinds)
        ? evidence
        : `needs ${missing(id, this.#kinds).join(', ')}`,
      findings: own.map((finding) => finding.id),
    };
  }

  #looked(id: ClauseId, { scenarios, witness }: Tally, trials: number): Sight {
    const { sometimes, rate, through }: Check = checks[id];
    const blind =
      through !== undefined && !this.#kinds.some((kind) => kind.features.includes(through));
    const shown = witnessed(witness, trials, rate);
    return {
      seen: !blind && scenarios > 0 && witness > 0 && shown !== 'too few',
      evidence:
        `${scenarios} of ${trials} scenarios; witness in ${witness} (${sometimes})` +
        (shown === 'too few' ? `, too few: at least ${rate * 100} % are required` : '') +
        (id === 'SAFE-1' && this.#siege ? `; ${siegeText(this.#siege)}` : '') +
        (blind ? `; not told apart from other clauses without the feature "${through}"` : ''),
    };
  }

  async #shrunk(finding: Finding, kind: Kind): Promise<Finding> {
    const { signal, judge } = this.#options;
    const { scenario, certificate, explanation } = await smallest(
      kind,
      finding.scenario,
      finding.signature,
      { ...(signal ? { signal } : {}), ...(judge ? { judge } : {}) },
    );
    const [divergence] = (await this.#run(kind, scenario)).findings;
    if (!divergence) return finding;
    const { at, detail, also } = divergence;
    return {
      ...finding,
      scenario,
      at,
      detail,
      also,
      explanation,
      ...(certificate ? { certificate } : {}),
    };
  }
}
