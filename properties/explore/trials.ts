/**
 * Trials: every scenario within the bounds, run on a router under test, the shortest first. The model walks ahead and says
 * what may come next; the run judges, as it judges any scenario, with a canary per line at every node behind the last step.
 * Where the tables are all that a router remembers, scenarios that end in equal tables are gone on from once.
 */

import type { State } from '#model';
import { advance, legal } from '#model';
import type { ClauseId, Feature, NetworkKind, RouterKind, Scenario, Step } from '#spec';
import { SCENARIO_VERSION } from '#spec';
import type { Divergence, Outcome } from '../run.ts';
import { run } from '../run.ts';
import type { Bounds } from './bounds.ts';
import type { Renaming } from './facts.ts';
import { isLeast, leastText, renamingsOf } from './facts.ts';
import { beginningOf, possible } from './reference.ts';
import type { Progress, Stop } from './search.ts';
import { exchangesOf } from './symmetry.ts';
import type { World } from './world.ts';
import { probes } from './world.ts';

export type Kind = RouterKind | NetworkKind;

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
  readonly #kind: Kind;
  readonly #declared: (divergence: Divergence) => boolean;
  readonly #renamings: readonly Renaming[];
  readonly #known = new Set<string>();
  readonly #ends: End[];
  readonly #probes: readonly Step[];

  constructor(
    world: World,
    kind: Kind,
    symmetry: boolean,
    declared: (divergence: Divergence) => boolean = () => false,
  ) {
    this.#declared = declared;
    this.world = askedOf(world, kind);
    this.#kind = kind;
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

  /** Until all is done, a scenario fails, or `over` names a reason to stop. */
  async run(over: (progress: Progress) => Stop | null): Promise<Tried> {
    const { steps } = this.world.bounds;
    for (; this.head < this.#ends.length; this.head++) {
      const end = this.#ends[this.head] as End;
      if (steps !== null && end.depth >= steps) continue;
      // Lets an interrupt through.
      await new Promise((resume) => setImmediate(resume));
      const stopped = over(this.progress);
      if (stopped !== null) return { stopped, found: null, error: null };
      const state = end.state as State;
      for (const step of possible(this.world, state)) {
        const tried = await this.#tried(end, step, state);
        if (tried) return tried;
      }
      end.state = null;
    }
    return { stopped: null, found: null, error: null };
  }

  /** Null where the scenario that goes on by this step is right, or is one of those already run under other names. */
  async #tried(end: End, step: Step, state: State): Promise<Tried | null> {
    const row = [...this.#rowOf(this.head), step];
    if (
      !this.merged &&
      !isLeast(
        row.map((each) => JSON.stringify(each)),
        this.#renamings,
      )
    )
      return null;
    this.transitions++;
    const outcome = await this.#ran([...row, ...this.#probes], row.length);
    if (outcome.error !== null) return { stopped: null, found: null, error: outcome.error };
    const [divergence] = outcome.findings;
    if (divergence && !this.#declared(divergence))
      return { stopped: null, found: await this.#shortest(row, divergence), error: null };
    if (divergence) {
      const { signature } = divergence;
      this.expected.set(signature, (this.expected.get(signature) ?? 0) + 1);
      // What a declared failure leaves behind is no ground to go on from; the probes are behind the row.
      if (divergence.at < row.length + (this.world.bounds.interleaved ? 1 : 0)) return null;
    }
    this.#goOn(end, step, advance(state, step, row.length).state);
    return null;
  }

  #goOn({ depth }: End, step: Step, state: State): void {
    if (this.merged) {
      const text = leastText(state, this.#renamings);
      if (this.#known.has(text)) return;
      this.#known.add(text);
    }
    this.#ends.push({ parent: this.head, step, depth: depth + 1, state });
  }

  async #ran(steps: readonly Step[], length: number): Promise<Outcome> {
    this.scenarios++;
    const outcome = await run(this.#kind, this.#scenarioOf(steps, length));
    for (const id of outcome.exercised) this.exercised.add(id);
    return outcome;
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
  async #shortest(row: readonly Step[], divergence: Divergence): Promise<Counterexample> {
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
      const [again] = (await run(this.#kind, scenario)).findings;
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

/** What the router does not offer is not asked of it; where frames are held back, events are under way too. */
function askedOf(world: World, { features }: Kind): World {
  const { asked, bounds } = world;
  return {
    ...world,
    asked: {
      ...asked,
      features: new Set([...asked.features].filter((each) => features.includes(each))),
      kinds: bounds.interleaved ? [...asked.kinds, 'publish', 'descend'] : asked.kinds,
    },
  };
}

/** A sentence for each feature that the bounds ask for and the router does not offer. */
export function kindFaults({ nodes, interleaved, cuts }: Bounds, { features }: Kind): string[] {
  const needed: readonly (readonly [boolean, Feature, string])[] = [
    [true, 'axon', 'another router'],
    [nodes > 1, 'nodes', '--nodes 1'],
    [cuts, 'cuts', '--no-cuts'],
    [interleaved, 'interleaving', '--settled'],
  ];
  return needed.flatMap(([asked, feature, instead]) =>
    asked && !features.includes(feature)
      ? [`it does not offer the feature "${feature}"; expected ${instead}`]
      : [],
  );
}
