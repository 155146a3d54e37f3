/**
 * Trials: every scenario within the bounds, run on a router under test, the shortest first. The model walks ahead and says
 * what may come next; the run judges, as it judges any scenario, with a canary per line at every node behind the last step.
 * Where the tables are all that a router remembers, scenarios that end in equal tables are gone on from once.
 */

import type { State } from '#model';
import { advance, legal } from '#model';
import type { ClauseId, Scenario, Step } from '#spec';
import { SCENARIO_VERSION } from '#spec';
import type { Divergence } from '../../lockstep/run.ts';
import { Undriven } from '../../network/undriven.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import type { Renaming } from '../search/facts.ts';
import { isLeast, leastText, renamingsOf } from '../search/facts.ts';
import { Ahead } from '../search/reachable.ts';
import type { Progress, Stop } from '../search/search.ts';
import { exchangesOf } from '../search/symmetry.ts';
import type { World } from '../search/world.ts';
import { probes } from '../search/world.ts';
import type { Kind } from './offered.ts';
import { askedOf } from './offered.ts';
import { beginningOf, possible } from './reference.ts';
import type { Ran, Runner } from './runner.ts';
import { isDeclared, ranOn } from './runner.ts';

export interface Counterexample extends Divergence {
  readonly scenario: Scenario;
}

export interface Tried {
  readonly stopped: Stop | null;
  readonly found: Counterexample | null;
  /** Why the router could not be driven. */
  readonly error: string | null;
}

/** Where a row of steps ends; its state is dropped once it has been gone on from. */
interface End {
  readonly parent: number;
  readonly step: Step | null;
  readonly depth: number;
  state: State | null;
}

/** What may come next at an end, and the row of steps it makes. */
interface Choice {
  readonly step: Step;
  readonly row: readonly Step[];
}

interface Sighting {
  readonly row: readonly Step[];
  readonly divergence: Divergence;
}

type Failed = Sighting | { readonly error: string };

export class Trials {
  readonly world: World;
  readonly exchanges: number;
  readonly merged: boolean;
  readonly exercised = new Set<ClauseId>();
  /** Failures that were declared beforehand: by signature, in how many scenarios. */
  readonly expected = new Map<string, number>();
  transitions = 0;
  scenarios = 0;
  head = 0;
  readonly #runner: Runner;
  readonly #declared: readonly Deviation[];
  readonly #renamings: readonly Renaming[];
  readonly #known = new Set<string>();
  readonly #ends: End[];
  readonly #probes: readonly Step[];

  constructor(
    world: World,
    kind: Kind,
    symmetry: boolean,
    declared: readonly Deviation[] = [],
    runner: Runner = { atOnce: 1, ran: (batch) => ranOn(kind, batch) },
  ) {
    this.#declared = declared;
    this.#runner = runner;
    this.world = askedOf(world, kind);
    this.merged = kind.features.includes('whole tables');
    const exchanges = symmetry ? exchangesOf(world) : [];
    this.exchanges = Math.max(1, exchanges.length);
    this.#renamings = renamingsOf(world, exchanges);
    this.#probes = probes(world);
    const state = beginningOf(world);
    this.#ends = [{ parent: -1, step: null, depth: 0, state }];
    if (this.merged) this.#known.add(leastText(state, this.#renamings));
  }

  get progress(): Progress {
    const { transitions, head } = this;
    const depth = this.#ends[Math.min(head, this.#ends.length - 1)]?.depth ?? 0;
    return { states: this.#ends.length, transitions, depth, waiting: this.#ends.length - head };
  }

  /**
   * Until all is done, a scenario fails, or `over` names a reason to stop. Many runners run ahead, and are judged in the
   * order of one: what lies behind the end of it does not count.
   */
  async run(over: (progress: Progress) => Stop | null): Promise<Tried> {
    let asked = this.head;
    const next = (): Choice[] | null => {
      while (asked < this.#ends.length && !this.#open(asked)) asked++;
      return asked < this.#ends.length ? this.#choices(asked++) : null;
    };
    const ahead = new Ahead(this.#runner.atOnce, next, (choices: Choice[]) => this.#ran(choices));
    try {
      for (; this.head < this.#ends.length; this.head++) {
        if (!this.#open(this.head)) continue;
        // Lets an interrupt through.
        await new Promise((resume) => setImmediate(resume));
        const stopped = over(this.progress);
        if (stopped !== null) return { stopped, found: null, error: null };
        const taken = await ahead.take();
        if (!taken) throw new Error('an end was not gone on from in its turn');
        const failed = this.#judged(taken.question, taken.answer);
        if (failed === null) continue;
        await ahead.end();
        return await this.#told(failed);
      }
      return { stopped: null, found: null, error: null };
    } finally {
      await ahead.end();
    }
  }

  /** Whether the bounds let it be gone on from. */
  #open(index: number): boolean {
    const { steps } = this.world.bounds;
    return steps === null || (this.#ends[index] as End).depth < steps;
  }

  /** Rows that are among those already run under other names are left out. */
  #choices(index: number): Choice[] {
    const before = this.#rowOf(index);
    const state = this.#ends[index]?.state as State;
    return possible(this.world, state)
      .map((step) => ({ step, row: [...before, step] }))
      .filter(
        ({ row }) =>
          this.merged ||
          isLeast(
            row.map((each) => JSON.stringify(each)),
            this.#renamings,
          ),
      );
  }

  /** The first row of this end that fails and ends all; null where there is none. */
  #judged(choices: readonly Choice[], ran: readonly Ran[]): Failed | null {
    const end = this.#ends[this.head] as End;
    const state = end.state as State;
    for (const [at, { step, row }] of choices.entries()) {
      const { divergence, exercised, error } = ran[at] as Ran;
      this.transitions++;
      this.scenarios++;
      for (const id of exercised) this.exercised.add(id);
      if (error !== null) return { error };
      if (divergence && !isDeclared(this.#declared, divergence)) return { row, divergence };
      if (divergence) {
        const { signature } = divergence;
        this.expected.set(signature, (this.expected.get(signature) ?? 0) + 1);
        // What a declared failure leaves behind is no ground to go on from; the probes are behind the row.
        if (divergence.at < row.length + (this.world.bounds.interleaved ? 1 : 0)) continue;
      }
      this.#goOn(end, step, advance(state, step, row.length).state);
    }
    end.state = null;
    return null;
  }

  async #told(failed: Failed): Promise<Tried> {
    return 'error' in failed
      ? { stopped: null, found: null, error: failed.error }
      : { stopped: null, found: await this.#shortest(failed), error: null };
  }

  #goOn({ depth }: End, step: Step, state: State): void {
    if (this.merged) {
      const text = leastText(state, this.#renamings);
      if (this.#known.has(text)) return;
      this.#known.add(text);
    }
    this.#ends.push({ parent: this.head, step, depth: depth + 1, state });
  }

  async #ran(choices: readonly Choice[]): Promise<readonly Ran[]> {
    const scenarios = choices.map(({ row }) =>
      this.#scenarioOf([...row, ...this.#probes], row.length),
    );
    return await this.#runner.ran({ scenarios, declared: this.#declared });
  }

  /** In an interleaved one all arrives before the probes. */
  #scenarioOf(steps: readonly Step[], length: number): Scenario {
    const { topology, bounds } = this.world;
    return {
      version: SCENARIO_VERSION,
      topology,
      steps: bounds.interleaved
        ? [{ kind: 'hold' }, ...steps.slice(0, length), { kind: 'settle' }, ...steps.slice(length)]
        : steps,
    };
  }

  /** The row with as little behind it as still fails alike. */
  async #shortest({ row, divergence }: Sighting): Promise<Counterexample> {
    const whole = this.#scenarioOf([...row, ...this.#probes], row.length);
    const failing = whole.steps[divergence.at];
    const probe = failing?.kind === 'publish' ? [failing] : [];
    const candidates = [
      {
        ...whole,
        steps: whole.steps.slice(
          0,
          Math.min(divergence.at + 1, row.length + (this.world.bounds.interleaved ? 1 : 0)),
        ),
      },
      this.#scenarioOf([...row, ...probe], row.length),
    ];
    for (const scenario of candidates) {
      const [ran] = await this.#runner.ran({ scenarios: [scenario], declared: [] }).catch(gone);
      const again = ran?.divergence;
      if (again?.signature === divergence.signature) return { ...again, scenario };
    }
    return {
      ...divergence,
      scenario: { ...whole, steps: whole.steps.slice(0, divergence.at + 1) },
    };
  }

  /** About what one end costs. */
  get bytes(): number {
    return this.#ends.length * 4096;
  }

  /** Each end as its parent and its step, the first first. */
  rows(): [parent: number, step: Step | null][] {
    return this.#ends.map(({ parent, step }) => [parent, step]);
  }

  /** Walks all rows again; false where one of them is not possible here. */
  restore(rows: readonly (readonly [number, Step | null])[]): boolean {
    const states: State[] = [];
    this.#ends.length = 0;
    this.#known.clear();
    for (const [parent, step] of rows) {
      const before = states[parent];
      if (step !== null && (!before || legal(before, step) !== null)) return false;
      const depth = step === null ? 0 : (this.#ends[parent]?.depth ?? 0) + 1;
      const state = step && before ? advance(before, step, depth).state : beginningOf(this.world);
      states.push(state);
      if (this.merged) this.#known.add(leastText(state, this.#renamings));
      this.#ends.push({ parent, step, depth, state: states.length > this.head ? state : null });
    }
    return this.#ends.length > 0;
  }

  #rowOf(index: number): Step[] {
    const row: Step[] = [];
    for (let end = this.#ends[index]; end?.step; end = this.#ends[end.parent])
      row.unshift(end.step);
    return row;
  }
}

/** Who could tell may have ended by now, running ahead. */
function gone(error: unknown): readonly Ran[] {
  if (error instanceof Undriven) return [];
  throw error;
}
