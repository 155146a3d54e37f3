/**
 * Scene: the surroundings of a subject in the present state: its node's pairs and links, who is attached there, what is in
 * flight. It answers questions and proposes no step.
 */
import type { State } from '#model';
import type { LineId, NodeToken, OrcName, PairId, Topology, Uplink } from '#spec';
import { sameUplink, uplinkPair } from '#spec';

export interface Cast {
  readonly node: NodeToken;
  readonly orc: OrcName;
  readonly pair: PairId;
  /** At least one. No situation needs more than four. */
  readonly lines: readonly LineId[];
}

export class Scene {
  readonly cast: Cast;
  readonly others: readonly OrcName[];
  readonly sockets: readonly PairId[];
  readonly emitters: readonly PairId[];
  readonly uplinks: readonly Uplink[];
  readonly lowerLinks: readonly Uplink[];
  /** A pair at another node, if possible at the node directly above. */
  readonly remotePair: PairId | null;
  readonly #topology: Topology;
  #state: State;

  constructor(state: State, cast: Cast) {
    const { topology } = state;
    const { node, orc } = cast;
    this.cast = cast;
    this.#topology = topology;
    this.#state = state;
    this.others = topology.orcs.map(({ name }) => name).filter((name) => name !== orc);
    const here = topology.pairs.filter((pair) => pair.node === node);
    this.sockets = here.filter(({ backend }) => backend === 'axon').map(({ id }) => id);
    this.emitters = here.filter(({ backend }) => backend === 'ee').map(({ id }) => id);
    this.uplinks = topology.uplinks.filter(({ below }) => below === node);
    this.lowerLinks = topology.uplinks.filter(({ above }) => above === node);
    const over = this.uplinks[0]?.above;
    this.remotePair =
      (over === undefined ? null : this.pairAt(over)) ??
      topology.pairs.find((pair) => pair.node !== node)?.id ??
      null;
  }

  update(state: State): void {
    this.#state = state;
  }

  get isHeld(): boolean {
    return this.#state.history.held;
  }

  pairAt(node: NodeToken | undefined): PairId | null {
    return this.#topology.pairs.find((pair) => pair.node === node)?.id ?? null;
  }

  countAt(orc: OrcName, pair: PairId, topic: string): number {
    const there = this.#state.history.attachments.find(
      (each) => each.orcName === orc && each.pair === pair,
    );
    return there?.subscriptions.find(({ pattern }) => pattern === topic)?.count ?? 0;
  }

  isAt(orc: OrcName, pair: PairId): boolean {
    return this.#state.history.attachments.some(
      (each) => each.orcName === orc && each.pair === pair,
    );
  }

  isAnywhere(orc: OrcName): boolean {
    return this.#state.history.attachments.some(({ orcName }) => orcName === orc);
  }

  /** Returns an orc that is attached nowhere and is not the subject. */
  freeOrc(): OrcName | null {
    return this.others.find((each) => !this.isAnywhere(each)) ?? null;
  }

  orcsBehind(pair: PairId): number {
    return this.#state.history.attachments.filter((each) => each.pair === pair).length;
  }

  isHallHolding(topic: string): boolean {
    return this.#state.history.halls.some(
      ({ node, subscriptions }) =>
        node === this.cast.node && subscriptions.some(({ pattern }) => pattern === topic),
    );
  }

  isDown(uplink: Uplink): boolean {
    return this.#state.history.down.some((each) => sameUplink(each, uplink));
  }

  isBusy(pair: PairId, bus: 'command' | 'event'): boolean {
    return this.#state.flights.some((each) => each.pair === pair && each.bus === bus);
  }

  /** Whether something is in flight on this bus of the first uplink. */
  isUplinkBusy(bus: 'command' | 'event'): boolean {
    const [uplink] = this.uplinks;
    return uplink !== undefined && this.isBusy(uplinkPair(uplink.below, uplink.above), bus);
  }
}
