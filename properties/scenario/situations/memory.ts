/**
 * Memory: what has happened so far in a scenario and no longer shows in the model's state: who left, what came back, which name
 * was freed. It follows the steps one by one and judges nothing.
 */
import type { Advance, State } from '#model';
import type { Attachment, LineId, NodeToken, OrcName, PairId, Step, Topology, Uplink } from '#spec';
import { lineOf, nodesAbove, uplinkPair } from '#spec';
import type { LineMemory, NodeMemory, OrcMemory, PairMemory, UplinkMemory } from './view.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export class Memory {
  readonly orcs = new Map<OrcName, OrcMemory>();
  readonly pairs = new Map<PairId, PairMemory>();
  readonly lines = new Map<LineId, LineMemory>();
  readonly nodes = new Map<NodeToken, NodeMemory>();
  readonly #uplinks = new Map<PairId, UplinkMemory>();

  constructor(topology: Topology) {
    for (const { name, nice } of topology.orcs) this.orcs.set(name, newOrc(nice));
    const ports = new Map<string, number>();
    const placeOf = (node: NodeToken, port: number | null) => `${node} ${port}`;
    for (const { node, port } of topology.pairs)
      ports.set(placeOf(node, port), (ports.get(placeOf(node, port)) ?? 0) + 1);
    for (const { id, node, port, backend } of topology.pairs)
      this.pairs.set(id, {
        isEmitter: backend === 'ee',
        hasEqualPort: port !== null && (ports.get(placeOf(node, port)) ?? 0) > 1,
        wasLost: false,
        isUsedAnew: false,
        wasClosed: false,
        joinCount: 0,
      });
    for (const { below, above } of topology.uplinks)
      this.#uplinks.set(uplinkPair(below, above), {
        isDown: false,
        returnCount: 0,
        wasAttachedTwice: false,
      });
    for (const { token } of topology.nodes) this.#addNode(topology, token);
    for (const { token } of topology.nodes) this.#addWaysUp(topology, token);
  }

  line(id: LineId): LineMemory {
    let known = this.lines.get(id);
    if (!known) {
      known = { eventCount: 0, unheardCount: 0, hasEnded: false, wasHalls: false };
      this.lines.set(id, known);
    }
    return known;
  }

  /** Call it after the step is done. `before` is the state before the step. */
  record(before: State, step: Step, { state, observations }: Advance): void {
    const [was, is] = [before.history.attachments, state.history.attachments];
    if ('orc' in step && observations.some(({ kind }) => kind === 'refusal'))
      this.#changeOrc(step.orc, (orc) => {
        orc.wasRefused = true;
      });
    if (was !== is) {
      if (step.kind === 'rename') this.#rename(step.orc, step.to);
      this.#arrivals(was, is);
      this.#departures(was, is, step);
    }
    for (const each of observations)
      if (each.kind === 'closed') {
        const pair = this.pairs.get(each.pair);
        if (pair) [pair.wasClosed, pair.isUsedAnew] = [true, false];
      }
    this.#recordKind(step, observations);
  }

  #recordKind(step: Step, observations: Advance['observations']): void {
    switch (step.kind) {
      case 'command':
        return this.#changeOrc(step.orc, (orc) => {
          orc.commandCount++;
        });
      case 'unsubscribe':
        return this.#changeOrc(step.orc, (orc) => {
          orc.hasGivenUpLine ||= observations.every(({ kind }) => kind !== 'refusal');
        });
      case 'publish': {
        const lineId = lineOf(step.topic);
        if (lineId === null) return;
        const line = this.line(lineId);
        line.eventCount++;
        if (observations.length === 0) line.unheardCount++;
        return;
      }
      case 'hall subscribe': {
        const lineId = lineOf(step.topic);
        if (lineId !== null) this.line(lineId).wasHalls = true;
        return;
      }
      case 'cut': {
        const pair = this.pairs.get(step.pair);
        if (pair) [pair.wasLost, pair.isUsedAnew] = [true, false];
        return;
      }
      case 'uplink down':
        return this.#changeUplink(step, true);
      case 'uplink up':
        return this.#changeUplink(step, false);
      case 'reattach': {
        const uplink = this.#uplinks.get(uplinkPair(step.below, step.above));
        if (uplink) uplink.wasAttachedTwice = true;
        return;
      }
      case 'restart':
      case 'crash': {
        const node = this.nodes.get(step.node);
        if (!node) return;
        node.restartCount++;
        for (const link of [...node.uplinks, ...node.lowerLinks])
          if (step.kind === 'crash') link.isDown = true;
          else if (!link.isDown) link.returnCount++;
        return;
      }
      default:
        return;
    }
  }

  #changeOrc(name: OrcName, change: (orc: OrcMemory) => void): void {
    const orc = this.orcs.get(name);
    if (orc) change(orc);
  }

  #changeUplink({ below, above }: Uplink, isDown: boolean): void {
    const uplink = this.#uplinks.get(uplinkPair(below, above));
    if (!uplink) return;
    if (uplink.isDown && !isDown) uplink.returnCount++;
    uplink.isDown = isDown;
  }

  #rename(from: OrcName, to: OrcName): void {
    this.#changeOrc(from, (orc) => {
      orc.isNameFreed = true;
    });
    this.#changeOrc(to, (orc) => {
      orc.wasRenamed = true;
    });
  }

  #arrivals(was: readonly Attachment[], is: readonly Attachment[]): void {
    for (const each of is) {
      if (was.some((old) => old.orcName === each.orcName && old.pair === each.pair)) continue;
      const pair = this.pairs.get(each.pair);
      if (pair) {
        pair.joinCount++;
        pair.isUsedAnew = pair.wasLost || pair.wasClosed;
      }
      const older = was.filter(({ orcName }) => orcName === each.orcName);
      this.#changeOrc(each.orcName, (orc) => {
        orc.isBack ||= orc.hasLeft;
        orc.isNameReused ||= orc.isNameFreed;
        for (const { node, backend } of older) {
          orc.wasTakenOver ||= node !== each.node || backend === each.backend;
          orc.wasMoved ||= node !== each.node;
        }
      });
    }
  }

  #departures(was: readonly Attachment[], is: readonly Attachment[], step: Step): void {
    for (const each of was) {
      if (is.some((now) => now.orcName === each.orcName && now.pair === each.pair)) continue;
      if (step.kind !== 'rename') this.#changeOrc(each.orcName, (orc) => leaveBy(orc, step.kind));
    }
    for (const { subscriptions } of was)
      for (const { lineId } of subscriptions)
        if (lineId !== null && !isHeldBy(is, lineId)) this.line(lineId).hasEnded = true;
  }

  #addNode({ uplinks }: Topology, token: NodeToken): void {
    const links = (isEnd: (uplink: Uplink) => boolean) =>
      uplinks
        .filter(isEnd)
        .map(({ below, above }) => this.#uplinks.get(uplinkPair(below, above)) as UplinkMemory);
    this.nodes.set(token, {
      restartCount: 0,
      uplinks: links(({ below }) => below === token),
      lowerLinks: links(({ above }) => above === token),
      way: [],
      nodesAbove: [],
    });
  }

  /** Notes what lies on the ways up from the node, once all nodes are there. */
  #addWaysUp(topology: Topology, token: NodeToken): void {
    const reached = new Set(nodesAbove(topology, token));
    for (const above of reached) for (const next of nodesAbove(topology, above)) reached.add(next);
    const over = [...reached].map((each) => this.nodes.get(each) as NodeMemory);
    const node = this.nodes.get(token) as Writable<NodeMemory>;
    node.nodesAbove = over;
    node.way = [...new Set([node, ...over].flatMap(({ uplinks }) => uplinks))];
  }
}

const newOrc = (nice: number): OrcMemory => ({
  hasLeft: false,
  isBack: false,
  wasRenamed: false,
  isNameFreed: false,
  isNameReused: false,
  wasTakenOver: false,
  wasMoved: false,
  hasLostEndpoint: false,
  hasLostPair: false,
  hasLostNode: false,
  hasGivenUpLine: false,
  wasRefused: false,
  commandCount: 0,
  nice,
});

function leaveBy(orc: OrcMemory, kind: Step['kind']): void {
  switch (kind) {
    case 'leave':
      orc.hasLeft = true;
      return;
    case 'end':
      orc.hasLostEndpoint = true;
      return;
    case 'cut':
      orc.hasLostPair = true;
      return;
    case 'restart':
    case 'crash':
      orc.hasLostNode = true;
      return;
    default:
      return;
  }
}

function isHeldBy(attachments: readonly Attachment[], lineId: LineId): boolean {
  for (const { subscriptions } of attachments)
    for (const each of subscriptions) if (each.lineId === lineId) return true;
  return false;
}
