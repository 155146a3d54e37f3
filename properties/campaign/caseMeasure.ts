/**
 * Case measure: what one scenario tried, of the steps that really ran: its size in each dimension, the kinds of names
 * and payloads it used, and the situations it met. It is read from the model's states, which the generator has computed
 * already. Nothing is judged here.
 */
import type { Advance, State } from '#model';
import type { Feature, Json, Scenario, Step, Topology } from '#spec';
import { levelsAbove, lineOf } from '#spec';
import type { ReachGain } from '../scenario/reach/reach.ts';
import { Reach } from '../scenario/reach/reach.ts';
import { planRun } from '../scenario/runPlan.ts';
import type { Dimension } from '../verdict/coverage.ts';
import { dimensions } from '../verdict/coverage.ts';

export interface CaseMeasure {
  /** The scenario's size in each dimension, such as its number of orcs, in the order of `dimensions`. */
  readonly sizes: readonly number[];
  /** The kinds of payloads that were published, such as `empty array`. */
  readonly payloads: readonly string[];
  /** The kinds of characters in the names, such as `ASCII marks`. */
  readonly alphabets: readonly string[];
  /** The situations that the scenario met, and the pairs and triples of them that its meter had not met before. */
  readonly reach: ReachGain;
}

/** Measures the scenarios of one router kind, one after the other. */
export class CaseMeter {
  readonly #features: ReadonlySet<Feature>;
  readonly #reach: Reach;

  constructor(features: readonly Feature[]) {
    this.#features = new Set(features);
    this.#reach = new Reach(features);
  }

  /**
   * Measures one scenario. `stepCount`: number of steps that ran, including those of the epilogue. `known`: the model's
   * advances as far as they were computed already.
   */
  measure(scenario: Scenario, stepCount: number, known: readonly Advance[]): CaseMeasure {
    const { steps } = scenario;
    const advances =
      known.length >= Math.min(steps.length, stepCount)
        ? known
        : planRun(scenario, this.#features, known).advances;
    const sizes = new CaseSizes(scenario.topology);
    for (const [index, step] of steps.slice(0, stepCount).entries())
      sizes.note(step, (advances[index] as Advance).state);
    return { ...sizes.result, reach: this.#reach.recordGain(scenario, advances, stepCount) };
  }
}

class CaseSizes {
  /** The largest size so far in each dimension. */
  readonly #most: Record<Dimension, number>;
  readonly #names = new Set<string>();
  readonly #orcs = new Set<string>();
  readonly #lines = new Set<string>();
  readonly #payloads = new Set<string>();
  readonly #publishes = new Map<string, number>();
  readonly #returns = new Map<string, number>();
  #nodes: State['nodes'] = [];
  #attachments: State['history']['attachments'] = [];

  constructor(topology: Topology) {
    // The cast is safe: `dimensions` lists every dimension.
    this.#most = Object.fromEntries(dimensions.map((each) => [each, 0])) as Record<
      Dimension,
      number
    >;
    this.#most.nodes = topology.nodes.length;
    this.#most.depth = 1 + Math.max(...levelsAbove(topology).values());
    for (const { token } of topology.nodes) this.#names.add(token);
  }

  note(step: Step, after: State): void {
    this.#most.steps++;
    if ('orc' in step) this.#orcs.add(step.orc);
    if ('topic' in step) {
      this.#raise('length of a topic', step.topic.length);
      const line = lineOf(step.topic);
      if (line !== null) this.#lines.add(line);
    }
    if (step.kind === 'rename') this.#orcs.add(step.to);
    if (step.kind === 'publish') {
      this.#payloads.add(kindOfPayload(step.payload));
      this.#raise('publishes at a node', countOne(this.#publishes, step.node));
    }
    if (step.kind === 'uplink up')
      this.#raise('returns of an uplink', countOne(this.#returns, `${step.below}\n${step.above}`));
    this.#raise('frames in flight', after.flights.length);
    this.#noteAttachments(after);
    this.#noteTables(after);
  }

  #noteAttachments({ history: { attachments } }: State): void {
    if (attachments === this.#attachments) return;
    this.#attachments = attachments;
    const behind = new Map<string, number>();
    for (const { pair, subscriptions } of attachments) {
      this.#raise('orcs of a pair', countOne(behind, pair));
      this.#raise('lines of an orc', new Set(subscriptions.map(({ lineId }) => lineId)).size);
    }
  }

  /** Measures the ARP tables, but only of nodes that the step changed. */
  #noteTables({ nodes }: State): void {
    for (const [at, node] of nodes.entries()) {
      if (node.entries === this.#nodes[at]?.entries) continue;
      const carriers = new Map<string, Set<string>>();
      for (const { socket, lines } of node.entries)
        for (const { lineId, count } of lines) {
          this.#raise('count of a line', count);
          const sockets = carriers.get(lineId) ?? new Set();
          carriers.set(lineId, sockets.add(socket));
          this.#raise('carriers of a line at a node', sockets.size);
        }
    }
    this.#nodes = nodes;
  }

  #raise(dimension: Dimension, size: number): void {
    if (size > this.#most[dimension]) this.#most[dimension] = size;
  }

  get result(): Omit<CaseMeasure, 'reach'> {
    this.#most.orcs = this.#orcs.size;
    this.#most.lines = this.#lines.size;
    const names = [...this.#names, ...this.#orcs, ...this.#lines];
    for (const { length } of names) this.#raise('length of a name', length);
    return {
      sizes: dimensions.map((each) => this.#most[each]),
      payloads: [...this.#payloads],
      alphabets: [...new Set(names.map(alphabetOf))],
    };
  }
}

/** Increases the count of the key by one, and returns it. */
function countOne(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

function kindOfPayload(payload: Json | undefined): string {
  if (payload === undefined) return 'none';
  if (payload === null) return 'null';
  if (Array.isArray(payload)) return payload.length === 0 ? 'empty array' : 'array';
  if (typeof payload === 'object')
    return Object.keys(payload).length === 0 ? 'empty object' : 'object';
  return payload === '' ? 'empty string' : typeof payload;
}

/** Returns the rarest kind of character that the name contains. */
function alphabetOf(name: string): string {
  if (/^[\w@-]*$/.test(name)) return 'letters and digits';
  if (/^[ -~]*$/.test(name)) return 'ASCII marks';
  return /[\ud800-\udfff]/.test(name) ? 'beyond the BMP' : 'other BMP';
}
