/**
 * One scenario, from reset to empty tables: the model first, then the audience law, then the router under test,
 * settled after each step. It stops at the first step that differs; later ones would only tell of the same bug.
 */

import type { State } from '#model';
import { advance, start, tableOf } from '#model';
import type {
  ClauseId,
  Event,
  Feature,
  Network,
  NetworkKind,
  NodeToken,
  Observation,
  RouterKind,
  Scenario,
  Soon,
  Step,
  Table,
} from '#spec';
import { audienceOf, heardBy, readEvent } from '#spec';
import { bySpecificity, checks } from './checks/index.ts';
import type { Difference } from './differences.ts';
import {
  frameDifferences,
  hearingDifferences,
  tableDifferences,
  wordDifferences,
} from './differences.ts';
import { canaries, departure } from './epilogue.ts';
import { Fabric, lifted } from './fabric.ts';
import { handledDifferences } from './handled.ts';
import type { StepRecord } from './record.ts';

export interface Divergence {
  readonly clause: ClauseId;
  /** clause|role|step kind: what the shrinker pins. */
  readonly signature: string;
  readonly detail: string;
  readonly at: number;
  /** Other clauses the same step broke. */
  readonly also: readonly ClauseId[];
}

export interface Outcome {
  /** At most one: a run stops at the first step that differs. */
  readonly findings: readonly Divergence[];
  /** Kept on demand only. */
  readonly records: readonly StepRecord[];
  readonly exercised: ReadonlySet<ClauseId>;
  readonly witnessed: ReadonlySet<ClauseId>;
  readonly stepCount: number;
  /** Why the network could not be driven at all; null when it was. */
  readonly error: string | null;
}

export interface RunOptions {
  readonly keep?: boolean;
}

const soon = <T>(value: Soon<T>): value is Promise<T> => value instanceof Promise;

export async function run(
  kind: RouterKind | NetworkKind,
  scenario: Scenario,
  options: RunOptions = {},
): Promise<Outcome> {
  const network = kind.level === 'router' ? lifted(kind) : kind;
  let opened: Network;
  try {
    opened = await network.create(scenario.topology);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      findings: [],
      records: [],
      exercised: new Set(),
      witnessed: new Set(),
      stepCount: 0,
      error: reason,
    };
  }
  try {
    return await new Run(opened, new Set(kind.features), scenario, options).through();
  } finally {
    await opened.close();
  }
}

class Run {
  readonly #network: Network;
  readonly #features: ReadonlySet<Feature>;
  readonly #scenario: Scenario;
  readonly #keep: boolean;
  readonly #records: StepRecord[] = [];
  readonly #exercised = new Set<ClauseId>();
  readonly #witnessed = new Set<ClauseId>();
  readonly #departed = new Set<string>();
  #state: State;
  #index = 0;
  #throwing = false;

  constructor(
    network: Network,
    features: ReadonlySet<Feature>,
    scenario: Scenario,
    options: RunOptions,
  ) {
    this.#network = network;
    this.#features = features;
    this.#scenario = scenario;
    this.#keep = options.keep ?? false;
    this.#state = start(scenario.topology);
  }

  async through(): Promise<Outcome> {
    let divergence: Divergence | null = null;
    for (const [steps, epilogue] of [
      [this.#scenario.steps, false],
      [canaries(this.#scenario), true],
    ] as const)
      for (const step of steps) divergence ??= await this.#step(step, epilogue);
    for (;;) {
      const step = divergence ? null : departure(this.#state, this.#features);
      if (!step) break;
      divergence = await this.#step(step, true);
    }
    return {
      findings: divergence ? [divergence] : [],
      records: this.#records,
      exercised: this.#exercised,
      witnessed: this.#witnessed,
      stepCount: this.#index,
      error: null,
    };
  }

  async #step(step: Step, epilogue: boolean): Promise<Divergence | null> {
    const index = this.#index++;
    const before = this.#state;
    const { state: after, observations: expected } = advance(before, step, index);
    this.#state = after;
    let observed: readonly Observation[] = [];
    const differences: Difference[] = [];
    const tables: { node: NodeToken; expected: Table; observed: Table | null }[] = [];
    try {
      const answer = this.#network.apply(step, index);
      observed = soon(answer) ? await answer : answer;
      for (const node of this.#touched()) {
        const known = tableOf(after, node);
        const shown = this.#features.has('tables') ? this.#network.table?.(node) : undefined;
        const table = shown === undefined ? null : soon(shown) ? await shown : shown;
        tables.push({ node, expected: known, observed: table });
      }
    } catch (error) {
      differences.push({
        kind: 'crash',
        error: error instanceof Error ? error.message : String(error),
      });
    }
    const { must, may } =
      step.kind === 'publish' ? audienceOf(before.history, step) : { must: [], may: [] };
    const heard = step.kind === 'publish' ? heardBy(before.history, observed) : [];
    if (differences.length === 0) {
      differences.push(...hearingDifferences(must, may, heard));
      differences.push(...frameDifferences(before, expected, observed, published(step, index)));
      differences.push(...wordDifferences(expected, observed, this.#features));
      for (const table of tables)
        if (table.observed) differences.push(...tableDifferences(table.expected, table.observed));
      if (this.#features.has('handlers'))
        differences.push(...handledDifferences(before, step, heard, observed, index));
    }
    const record: StepRecord = {
      index,
      step,
      epilogue,
      before,
      after,
      expected,
      observed,
      must,
      may,
      heard,
      tables,
      features: this.#features,
      throwing: this.#throwing,
      returning: step.kind === 'join' && this.#departed.has(step.orc),
      last: epilogue && departure(after, this.#features) === null,
      differences,
    };
    this.#note(step, record);
    return differences.length > 0 ? diverged(record) : null;
  }

  #touched(): Iterable<NodeToken> {
    return this.#network instanceof Fabric
      ? this.#network.touched
      : this.#scenario.topology.nodes.map((node) => node.token);
  }

  #note(step: Step, record: StepRecord): void {
    if (this.#keep) this.#records.push(record);
    if (step.kind === 'leave') this.#departed.add(step.orc);
    if (step.kind === 'subscribe' && step.throws) this.#throwing = true;
    for (const id of bySpecificity) {
      const check = checks[id];
      if (this.#witnessed.has(id)) continue;
      if (!this.#exercised.has(id) && check.exercised(record)) this.#exercised.add(id);
      if (check.witness(record)) this.#witnessed.add(id);
    }
  }
}

function published(step: Step, index: number): Event | null {
  if (step.kind !== 'publish') return null;
  const event = readEvent({ topic: step.topic, id: `e${index}`, payload: step.payload ?? null });
  return typeof event === 'string' ? null : event;
}

/** The clause that a step's differences break, most telling first. */
function diverged(record: StepRecord): Divergence {
  const { differences, step, index } = record;
  const broken = bySpecificity.filter((id) =>
    differences.some((difference) => checks[id].claims(difference, record)),
  );
  const [clause = 'LINE-1', ...also] = broken;
  const named = differences.find((each) => checks[clause].claims(each, record)) ?? differences[0];
  return {
    clause,
    signature: `${clause}|${role(named)}|${step.kind}`,
    detail: differences.slice(0, 6).map(told).join('; '),
    at: index,
    also,
  };
}

function role(difference: Difference | undefined): string {
  if (!difference) return 'none';
  const what = 'what' in difference ? ` ${difference.what}` : '';
  return `${difference.kind}${what}`;
}

/** A difference in words: what was expected, what came. */
function told(difference: Difference): string {
  switch (difference.kind) {
    case 'route':
      return `${difference.node}'s table: ${difference.what} of ${difference.orcName} differs from the model's`;
    case 'frame':
      return `${difference.what} frame at ${difference.node} on ${difference.pair ?? 'its emitter'}`;
    case 'hearing': {
      const { place, what } = difference;
      const said = {
        missing: 'should have heard it and did not',
        surplus: 'heard it and must not',
        double: 'heard it twice',
      };
      return `${place.orcName} at ${place.node} on ${place.pair} ${said[what]}`;
    }
    case 'message':
      return `${difference.what} message from ${difference.below} up: ${JSON.stringify(difference.message)}`;
    case 'refusal':
      return `${difference.what} refusal ${difference.fault} at ${difference.node}`;
    case 'closed':
      return `${difference.what} closing of ${difference.pair}`;
    case 'dispatch':
      return `${difference.what} dispatch of ${difference.name} at ${difference.node}`;
    case 'handled':
      return `${difference.what} run of ${difference.orcName}'s handler for ${difference.pattern}`;
    case 'crash':
      return `the router threw: ${difference.error}`;
    default:
      return difference satisfies never;
  }
}
