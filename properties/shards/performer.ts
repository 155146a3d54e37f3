/**
 * Performer: does tasks on a router, one scenario after the other, in this process. A failing case is believed only
 * when a second run of it fails alike. It knows nothing of what others do of the same run.
 */
import { createHash } from 'node:crypto';
import type { ClauseId, Scenario } from '#spec';
import { generate } from '../arbitraries/scenario.ts';
import type { Shape } from '../arbitraries/topology.ts';
import type { Kind } from '../evidence.ts';
import { besiege, canBeBesieged, figuresOf, siegeText } from '../hostile/siege.ts';
import type { Judge } from '../interval/index.ts';
import { judgeFor } from '../interval/index.ts';
import { atOnce } from '../lifted.ts';
import { missing } from '../needs.ts';
import type { Divergence, Outcome } from '../run.ts';
import { run } from '../run.ts';
import { smallest } from '../shrink/smallest.ts';
import { Undriven } from '../undriven.ts';
import type { Finding } from '../verdict.ts';
import type { Answer, Entry, Sighted, Task, Workers } from './task.ts';

export interface PerformerOptions {
  readonly seed: string;
  readonly only?: readonly ClauseId[];
  /** Legal scenarios that are run first, on every kind that offers what they need. */
  readonly corpus?: readonly Scenario[];
  readonly shapes: readonly Shape[];
  /** Most nodes of a generated scenario. */
  readonly nodes?: number;
  /** Percent of the cases that hold frames back, where the router lets them be. */
  readonly interleave?: number;
  /** Hostile frames thrown at a router whose frames are seen one by one. Default: none. */
  readonly hostile?: number;
  /** Who judges in place of model, tables and messages. */
  readonly judge?: Judge;
  /** Ends whatever is under way, with what was found so far. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** Scenarios between two moments at which the event loop gets its turn. */
const BREATH = 50;

export class Performer implements Workers {
  readonly atOnce = 1;
  readonly #kinds: readonly Kind[];
  readonly #options: PerformerOptions;
  /** Steps of the shortest scenario of each signature so far. */
  readonly #known = new Map<string, number>();
  #ran = 0;

  constructor(kinds: readonly Kind[], options: PerformerOptions) {
    this.#kinds = kinds;
    this.#options = options;
  }

  async perform(task: Task): Promise<Answer> {
    const kind = this.#kinds[task.of] as Kind;
    switch (task.kind) {
      case 'corpus':
        return { entries: await this.#corpus(kind, task.of, task.documents) };
      case 'siege':
        return await this.#siege(kind, task.of, this.#limit(task.leftMs));
      case 'cases':
        return {
          entries: await this.#cases(kind, task.of, task.indexes, this.#limit(task.leftMs)),
        };
      default:
        return task satisfies never;
    }
  }

  #limit(leftMs: number): () => boolean {
    const { now, signal } = this.#options;
    const until = now() + leftMs;
    return () => signal?.aborted === true || now() >= until;
  }

  /** A document that asks for what the kind does not offer leaves no entry. */
  async #corpus(kind: Kind, of: number, documents: readonly number[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    const able = documents.flatMap((index) => {
      const scenario = this.#options.corpus?.[index];
      return scenario && missing(scenario, kind).length === 0 ? [{ index, scenario }] : [];
    });
    for (const some of together(able, kind)) {
      if (this.#options.signal?.aborted) break;
      for (const { index, scenario, outcome } of await this.#driven(kind, some)) {
        const sighting = await this.#believed(kind, scenario, outcome.findings);
        entries.push({ kind: 'document', place: [0, of, index], sighting });
      }
    }
    return entries;
  }

  async #siege(kind: Kind, of: number, over: () => boolean): Promise<Answer> {
    if (!canBeBesieged(kind)) return { entries: [] };
    const { hostile = 0, seed, shapes, nodes } = this.#options;
    const limits = nodes === undefined ? {} : { nodes };
    const siege = await besiege(kind, { seed, frames: hostile, shapes, over, ...limits });
    const entries: Entry[] = [];
    for (const [index, { scenario, divergence }] of siege.breaches.entries()) {
      const sighting = await this.#believed(kind, scenario, [divergence]);
      entries.push({ kind: 'breach', place: [1, of, index], sighting });
    }
    return { entries, siege: { ...figuresOf(siege), text: siegeText(siege) } };
  }

  async #cases(
    kind: Kind,
    of: number,
    indexes: readonly number[],
    over: () => boolean,
  ): Promise<Entry[]> {
    const { seed, shapes, nodes, interleave } = this.#options;
    const entries: Entry[] = [];
    for (const some of together(indexes, kind)) {
      // Lets an interrupt through: everything else here may be done without waiting.
      if (this.#ran % BREATH === 0) await new Promise((resume) => setImmediate(resume));
      this.#ran += some.length;
      if (over()) break;
      const cases = some.map((index) => ({
        index,
        scenario: generate(`${seed}/${kind.level}`, index, {
          features: kind.features,
          shapes,
          ...(nodes === undefined ? {} : { nodes }),
          ...(interleave === undefined ? {} : { interleave }),
        }),
      }));
      for (const { index, scenario, outcome } of await this.#driven(kind, cases)) {
        const { findings, stepCount, faults, exercised, witnessed } = outcome;
        entries.push({
          kind: 'case',
          place: [2, of, index],
          steps: stepCount,
          ...(faults ? { faults } : {}),
          exercised: [...exercised],
          witnessed: [...witnessed],
          sighting: await this.#believed(kind, scenario, findings),
        });
      }
    }
    return entries;
  }

  async #run(kind: Kind, scenario: Scenario): Promise<Outcome> {
    const judge = judgeFor(kind, this.#options.judge);
    return await (judge ? judge.run(kind, scenario) : run(kind, scenario));
  }

  /** All of them under way at once. Throws Undriven. */
  async #driven<Case extends { readonly scenario: Scenario }>(
    kind: Kind,
    cases: readonly Case[],
  ): Promise<(Case & { readonly outcome: Outcome })[]> {
    return await Promise.all(
      cases.map(async (each) => {
        const outcome = await this.#run(kind, each.scenario);
        if (outcome.error !== null) throw new Undriven(outcome.error);
        return { ...each, outcome };
      }),
    );
  }

  /** Null where there is none, none that is asked for, or one as short was seen before. */
  async #believed(
    kind: Kind,
    scenario: Scenario,
    [divergence]: readonly Divergence[],
  ): Promise<Finding | null> {
    if (!divergence) return null;
    const { clause, signature, at, also } = divergence;
    const { only } = this.#options;
    if (only && ![clause, ...also].some((id) => only.includes(id))) return null;
    const known = this.#known.get(signature);
    if (known !== undefined && known <= scenario.steps.length) return null;
    this.#known.set(signature, scenario.steps.length);
    const [second] = (await this.#run(kind, scenario)).findings;
    const reproduced = second?.signature === signature;
    const detail = reproduced
      ? divergence.detail
      : `not deterministic: a second run ended in ${second?.signature ?? 'no finding'}; the first: ${divergence.detail}`;
    const id = createHash('sha256').update(signature).digest('hex').slice(0, 8);
    const { level } = kind;
    return { id, clause, signature, detail, scenario, at, level, also, reproduced };
  }

  async shrunk({ finding, of }: Sighted): Promise<Finding> {
    const kind = this.#kinds[of] as Kind;
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

/** In pieces of as many as are best asked of the kind at a time. */
function* together<T>(all: readonly T[], kind: Kind): Generator<readonly T[]> {
  const size = atOnce(kind);
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
