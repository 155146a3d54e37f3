/**
 * Check: many scenarios on one router, a verdict per clause with its evidence, and the shortest scenario of every
 * finding. A failing case is believed only when a second run of it fails alike.
 */
import { createHash } from 'node:crypto';
import type { ClauseId, Feature, NetworkKind, RouterKind, Scenario } from '#spec';
import { clauseIds, clauses } from '#spec';
import { generate } from './arbitraries/scenario.ts';
import type { Shape } from './arbitraries/topology.ts';
import type { Check } from './checks/index.ts';
import { checks } from './checks/index.ts';
import { missing as missingFor } from './needs.ts';
import type { Divergence } from './run.ts';
import { run } from './run.ts';
import { witnessed } from './sequential.ts';
import { smallest } from './shrink/smallest.ts';
import { Undriven } from './undriven.ts';
import type { ClauseResult, Finding, RunReport, Verdict } from './verdict.ts';

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
  /** Percent of the cases that hold frames back, where the router lets them be. */
  readonly interleave?: number;
  /** Stops after so many findings. */
  readonly bail?: number;
  readonly onProgress?: (done: { scenarios: number; steps: number; total: number }) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

interface Tally {
  scenarios: number;
  witness: number;
}

type Kind = RouterKind | NetworkKind;

/** Runs every kind of the router; with two, the network level gets a fifth of the runs. Throws Undriven. */
export async function check(kinds: readonly Kind[], options: CheckOptions): Promise<RunReport> {
  const { timeMs } = options;
  const session = new Session(kinds, options);
  const shares: readonly number[] = kinds.map((kind) =>
    kinds.length === 1 ? 1 : kind.level === 'network' ? 0.2 : 0.8,
  );
  await session.replay();
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
        const outcome = await run(kind, scenario);
        if (outcome.error !== null) throw new Undriven(outcome.error);
        this.#replayed.add(scenario);
        for (const divergence of outcome.findings) await this.#believe(kind, scenario, divergence);
      }
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
    const outcome = await run(kind, scenario);
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

  /** One finding a signature: the shortest scenario seen. */
  async #believe(kind: Kind, scenario: Scenario, divergence: Divergence): Promise<void> {
    const { clause, signature, at, also } = divergence;
    if (this.#options.only && ![clause, ...also].some((id) => this.#options.only?.includes(id)))
      return;
    const known = this.#found.get(signature);
    if (known && known.finding.scenario.steps.length <= scenario.steps.length) return;
    const [second] = (await run(kind, scenario)).findings;
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
        this.#options.shrink && finding.reproduced
          ? await shrunk(finding, kind, this.#options.signal)
          : finding,
      );
    const [first] = this.#kinds;
    const { corpus } = this.#options;
    return {
      router: { name: first?.name ?? 'none', version: first?.version ?? '0' },
      seed: this.#options.seed,
      totals: {
        scenarios: this.#scenarios,
        steps: this.#steps,
        seconds: (this.#options.now() - this.#started) / 1000,
      },
      ...(corpus ? { corpus: { replayed: this.#replayed.size, documents: corpus.length } } : {}),
      clauses: (this.#options.only ?? clauseIds).map((id) => this.#result(id, findings)),
      findings,
      interrupted: this.#options.signal?.aborted === true,
    };
  }

  #result(id: ClauseId, findings: readonly Finding[]): ClauseResult {
    const { scenarios, witness } = this.#tallies.get(id) as Tally;
    const own = findings.filter(({ clause, also }) => clause === id || also.includes(id));
    const { sometimes, rate, through }: Check = checks[id];
    const blind =
      through !== undefined && !this.#kinds.some((kind) => kind.features.includes(through));
    const trials = this.#applicable.get(id) ?? 0;
    const shown = witnessed(witness, trials, rate);
    const evidence = !applies(id, this.#kinds)
      ? `needs ${missing(id, this.#kinds).join(', ')}`
      : `${scenarios} of ${trials} scenarios; witness in ${witness} (${sometimes})` +
        (shown === 'too few' ? `, too few: at least ${rate * 100} % are required` : '') +
        (blind ? `; not told apart from other clauses without the feature "${through}"` : '');
    return {
      id,
      verdict: verdictOf(applies(id, this.#kinds), own, {
        seen: !blind && scenarios > 0 && witness > 0 && shown !== 'too few',
      }),
      scenarios,
      witness,
      evidence,
      findings: own.map((finding) => finding.id),
    };
  }
}

/** `seen`: the run looked, could see a difference, and met the clause's witness often enough. */
function verdictOf(
  applicable: boolean,
  own: readonly Finding[],
  { seen }: { readonly seen: boolean },
): Verdict {
  if (!applicable) return 'declined';
  if (own.some((finding) => finding.signature.includes('|crash|'))) return 'crashed';
  if (own.length > 0) return 'violated';
  return seen ? 'holds' : 'undecided';
}

const missing = (id: ClauseId, kinds: readonly Kind[]): readonly Feature[] =>
  clauses[id].needs.filter((feature) => !kinds.some((kind) => kind.features.includes(feature)));

/** Whether one of the kinds offers all that the clause needs. */
function applies(id: ClauseId, kinds: readonly Kind[]): boolean {
  return kinds.some((kind) =>
    clauses[id].needs.every((feature) => kind.features.includes(feature)),
  );
}

async function shrunk(finding: Finding, kind: Kind, signal?: AbortSignal): Promise<Finding> {
  const { scenario, certificate, explanation } = await smallest(
    kind,
    finding.scenario,
    finding.signature,
    signal ? { signal } : {},
  );
  const [divergence] = (await run(kind, scenario)).findings;
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
