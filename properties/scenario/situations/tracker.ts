/**
 * The tracker: finds which situations hold for a step, as bits. It follows a scenario step by step and answers for any step that
 * might come next. Its cost depends only on the orcs, lines and nodes of that step.
 */
import type { Advance, State } from '#model';
import type { Attachment, LineId, NodeToken, OrcName, PairId, Step, Topology } from '#spec';
import { addresseeOf, atOrBelow, lineOf, uplinkPair } from '#spec';
import { Memory } from './memory.ts';
import { orcInFlight, readFlights, readTable, topicInFlight } from './readings.ts';
import type { Situation } from './situation.ts';
import type { NodeMemory, View } from './view.ts';

/** The situations of one view: bit n of `low` is situation n, bit n of `high` is situation 31 + n. */
export interface Bits {
  readonly low: number;
  readonly high: number;
}

/** Number of bits in each number of `Bits`: 31, so that neither becomes negative. */
export const WORD = 31;

/** Whether all of these situations hold in the view. */
export function holdsAll({ low, high }: Bits, numbers: readonly number[]): boolean {
  for (const number of numbers) {
    const word = number < WORD ? low >> number : high >> (number - WORD);
    if ((word & 1) === 0) return false;
  }
  return true;
}

/** How many orcs of a step are looked at, at most, and how many lines of one orc. */
const MOST_ORCS = 4;
const MOST_LINES = 2;

export class SituationTracker {
  readonly memory: Memory;
  readonly #situations: readonly Situation[];
  readonly #topology: Topology;
  readonly #below = new Map<NodeToken, ReadonlySet<NodeToken>>();
  readonly #nodeOfPair = new Map<PairId, NodeToken>();
  /** The views of the step that was asked for last, without duplicates. */
  #views: Bits[] = [];

  constructor(topology: Topology, situations: readonly Situation[]) {
    this.#situations = situations;
    this.#topology = topology;
    this.memory = new Memory(topology);
    for (const { id, node } of topology.pairs) this.#nodeOfPair.set(id, node);
  }

  record(before: State, step: Step, advanced: Advance): void {
    this.memory.record(before, step, advanced);
  }

  /** Returns what holds before the step: one entry for each different view of its orcs, lines, pairs and nodes. */
  viewsOf(state: State, step: Step): readonly Bits[] {
    this.#views = [];
    this.#look(state, step);
    return this.#views;
  }

  #look(state: State, step: Step): void {
    switch (step.kind) {
      case 'join':
      case 'command':
      case 'end':
      case 'rename':
        return this.#addOrc(state, step.orc, step.pair, this.#nodeAt(step.pair));
      case 'subscribe':
      case 'unsubscribe':
        return this.#add(state, step.orc, step.pair, lineOf(step.topic), this.#nodeAt(step.pair));
      case 'leave':
        return this.#addEverywhere(state, step.orc, null);
      case 'cut':
      case 'stall':
      case 'resume':
      case 'inject':
        return this.#addPair(state, step.pair);
      case 'arrive': {
        const orc = orcInFlight(state, step.pair, 'command');
        return orc === null
          ? this.#addPair(state, step.pair)
          : this.#addOrc(state, orc, step.pair, this.#nodeAt(step.pair));
      }
      case 'publish':
        return this.#addEvent(state, step.node, step.topic);
      case 'hall subscribe':
      case 'hall unsubscribe':
        return this.#addEvent(state, step.node, step.topic);
      case 'uplink down':
      case 'uplink up':
      case 'reattach':
        return this.#addNode(state, step.below);
      case 'restart':
      case 'crash':
        return this.#addNode(state, step.node);
      case 'climb':
      case 'repeat': {
        const pair = uplinkPair(step.below, step.above);
        const orc = orcInFlight(state, pair, 'command');
        return orc === null
          ? this.#addNode(state, step.below)
          : this.#addEverywhere(state, orc, step.below);
      }
      case 'descend': {
        const topic = topicInFlight(state, uplinkPair(step.below, step.above));
        return topic === null
          ? this.#addNode(state, step.below)
          : this.#addEvent(state, step.below, topic);
      }
      case 'garble':
      case 'stray':
      case 'hold':
      case 'settle':
        return;
      default:
        return step satisfies never;
    }
  }

  #nodeAt(pair: PairId): NodeToken {
    return this.#nodeOfPair.get(pair) as NodeToken;
  }

  /** Adds a view of the orc for each of its lines. */
  #addOrc(state: State, orc: OrcName, pair: PairId | null, at: NodeToken): void {
    const lines: LineId[] = [];
    for (const { orcName, subscriptions } of state.history.attachments)
      if (orcName === orc)
        for (const { lineId } of subscriptions)
          if (lineId !== null && lines.length < MOST_LINES && !lines.includes(lineId))
            lines.push(lineId);
    if (lines.length === 0) return this.#add(state, orc, pair, null, at);
    for (const lineId of lines) this.#add(state, orc, pair, lineId, at);
  }

  /**
   * Adds views of the orc at each of its pairs. The views are seen from node `at`, or, if that is null, from each pair's own
   * node.
   */
  #addEverywhere(state: State, orc: OrcName, at: NodeToken | null): void {
    let isAttached = false;
    for (const { orcName, pair, node } of state.history.attachments) {
      if (orcName !== orc) continue;
      isAttached = true;
      this.#addOrc(state, orc, pair, at ?? node);
    }
    if (!isAttached && at !== null) this.#addOrc(state, orc, null, at);
  }

  #addPair(state: State, pair: PairId): void {
    let count = 0;
    for (const each of state.history.attachments)
      if (each.pair === pair && count++ < MOST_ORCS)
        this.#addOrc(state, each.orcName, pair, each.node);
    if (count === 0) this.#add(state, null, pair, null, this.#nodeAt(pair));
  }

  /** Adds views of the orcs at the node and below it. */
  #addNode(state: State, at: NodeToken): void {
    const below = this.#atOrBelow(at);
    let count = 0;
    for (const { orcName, pair, node } of state.history.attachments)
      if (below.has(node) && count++ < MOST_ORCS) this.#addOrc(state, orcName, pair, at);
    if (count === 0) this.#add(state, null, null, null, at);
  }

  /** Adds views of the orcs to which an event published at this node is addressed. */
  #addEvent(state: State, at: NodeToken, topic: string): void {
    const below = this.#atOrBelow(at);
    const lineId = lineOf(topic);
    const addressee = addresseeOf(topic);
    let count = 0;
    for (const each of state.history.attachments) {
      if (!below.has(each.node) || count >= MOST_ORCS) continue;
      if (addressee !== null ? each.orcName !== addressee : !hears(each, lineId)) continue;
      count++;
      this.#add(state, each.orcName, each.pair, lineId, at);
    }
    if (count === 0) this.#add(state, null, null, lineId, at);
  }

  #atOrBelow(node: NodeToken): ReadonlySet<NodeToken> {
    let known = this.#below.get(node);
    if (!known) {
      known = atOrBelow(this.#topology, node);
      this.#below.set(node, known);
    }
    return known;
  }

  #add(
    state: State,
    orc: OrcName | null,
    pair: PairId | null,
    lineId: LineId | null,
    at: NodeToken,
  ): void {
    const view = this.#viewOf(state, orc, pair, lineId, at);
    let low = 0;
    let high = 0;
    const { length } = this.#situations;
    for (let number = 0; number < length; number++) {
      if (!(this.#situations[number] as Situation).holds(view)) continue;
      if (number < WORD) low |= 1 << number;
      else high |= 1 << (number - WORD);
    }
    for (const each of this.#views) if (each.low === low && each.high === high) return;
    this.#views.push({ low, high });
  }

  #viewOf(
    state: State,
    orc: OrcName | null,
    pair: PairId | null,
    lineId: LineId | null,
    at: NodeToken,
  ): View {
    const { history, flights } = state;
    const endpoints: Attachment[] = [];
    let orcsBehind = 0;
    let home = at;
    for (const each of history.attachments) {
      if (each.pair === pair) orcsBehind++;
      if (each.orcName !== orc || orc === null) continue;
      endpoints.push(each);
      if (each.pair === pair || pair === null) home = each.node;
    }
    const view: View = {
      orc: orc === null ? null : (this.memory.orcs.get(orc) ?? null),
      endpoints,
      isNested: false,
      pair: pair === null ? null : (this.memory.pairs.get(pair) ?? null),
      orcsBehind,
      hasGuest: false,
      lineId,
      line: lineId === null ? null : (this.memory.lines.get(lineId) ?? null),
      clientCarriers: 0,
      lowerCarriers: 0,
      emitterOrcs: 0,
      isHallHolding: false,
      node: this.memory.nodes.get(home) as NodeMemory,
      at: this.memory.nodes.get(at) as NodeMemory,
      isHeld: history.held,
      isLineEventFlying: false,
      isMessageClimbing: false,
      isPairBusy: false,
      isLossUnnoticed: false,
    };
    readTable(view, state, orc, pair, lineId, at);
    if (flights.length > 0) readFlights(view, flights, orc, pair, lineId);
    return view;
  }
}

function hears({ subscriptions }: Attachment, lineId: LineId | null): boolean {
  if (lineId === null) return true;
  for (const each of subscriptions) if (each.lineId === lineId) return true;
  return false;
}
