/**
 * Subject: the one orc, pair, line and node that a scenario with a goal is about, with the small actions that bring a situation
 * about. Each action returns its next step, legal or not, or null where it is already done.
 */
import type { LineId, NodeToken, OrcName, PairId, Step } from '#spec';
import type { Memory } from './memory.ts';
import type { Scene } from './scene.ts';
import type { LineMemory, OrcMemory, PairMemory } from './view.ts';

export class Subject {
  readonly scene: Scene;
  readonly #memory: Memory;

  constructor(scene: Scene, memory: Memory) {
    this.scene = scene;
    this.#memory = memory;
  }

  orcMemory(): OrcMemory | undefined {
    return this.#memory.orcs.get(this.scene.cast.orc);
  }

  pairMemory(): PairMemory | undefined {
    return this.#memory.pairs.get(this.scene.cast.pair);
  }

  lineMemory(): LineMemory | undefined {
    return this.#memory.lines.get(this.#line(0));
  }

  attach(): Step | null {
    return this.scene.isAt(this.scene.cast.orc, this.scene.cast.pair)
      ? null
      : this.join(this.scene.cast.pair);
  }

  join(pair: PairId | null): Step | null {
    const { orc } = this.scene.cast;
    return pair === null || this.scene.isAt(orc, pair) ? null : { kind: 'join', orc, pair };
  }

  /** Returns a pair of the node on the other backend. */
  pairOnOtherBackend(): PairId | null {
    const isSocket = this.scene.sockets.includes(this.scene.cast.pair);
    return (isSocket ? this.scene.emitters[0] : this.scene.sockets[0]) ?? null;
  }

  /** Returns another pair of the node on the same backend. */
  pairOnSameBackend(): PairId | null {
    const { pair } = this.scene.cast;
    const alike = this.scene.sockets.includes(pair) ? this.scene.sockets : this.scene.emitters;
    return alike.find((each) => each !== pair) ?? null;
  }

  moveToOtherNode(): Step | null {
    const far = this.scene.remotePair;
    return far === null || this.scene.isAt(this.scene.cast.orc, far)
      ? this.attach()
      : this.join(far);
  }

  /** Renames another orc so that it takes the subject's name. */
  renameInto(): Step | null {
    const { orc, pair } = this.scene.cast;
    if (this.scene.isAnywhere(orc)) return this.leave();
    const ready = this.scene.others.find((each) => this.scene.isAt(each, pair));
    if (ready !== undefined) return { kind: 'rename', orc: ready, pair, to: orc };
    const free = this.scene.freeOrc();
    return free === null ? null : { kind: 'join', orc: free, pair };
  }

  rename(): Step | null {
    const { orc, pair } = this.scene.cast;
    const to = this.scene.freeOrc();
    return to === null ? null : { kind: 'rename', orc, pair, to };
  }

  sendCommand(): Step {
    return {
      kind: 'command',
      orc: this.scene.cast.orc,
      pair: this.scene.cast.pair,
      name: 'job.start',
    };
  }

  sendNestedCommand(): Step | null {
    const pair = this.pairOnOtherBackend();
    return pair === null
      ? null
      : { kind: 'command', orc: this.scene.cast.orc, pair, name: 'job.start' };
  }

  /** Lets another orc send a command by the subject's pair, while its own endpoint is at another pair of the node. */
  letOtherNest(): Step | null {
    const pair = this.pairOnOtherBackend();
    if (pair === null) return null;
    const guest = this.scene.others.find((each) => this.scene.isAt(each, pair));
    if (guest !== undefined)
      return { kind: 'command', orc: guest, pair: this.scene.cast.pair, name: 'job.start' };
    const orc = this.scene.freeOrc();
    return orc === null ? null : { kind: 'join', orc, pair };
  }

  leave(): Step {
    return { kind: 'leave', orc: this.scene.cast.orc };
  }

  end(): Step {
    return { kind: 'end', orc: this.scene.cast.orc, pair: this.scene.cast.pair };
  }

  cut(): Step {
    return { kind: 'cut', pair: this.scene.cast.pair, socket: 'command' };
  }

  /** Subscribes until the orc has that many subscriptions to its line at its pair. */
  subscribe(count = 1): Step | null {
    const { orc, pair } = this.scene.cast;
    return this.attach() ?? this.#subscribeOrc(orc, pair, this.topic(0), count);
  }

  subscribeTo(line: number, ending = 'changed'): Step | null {
    const { orc, pair } = this.scene.cast;
    return this.#subscribeOrc(orc, pair, this.topic(line, ending));
  }

  subscribeAt(pair: PairId | null): Step | null {
    return pair === null ? null : this.#subscribeOrc(this.scene.cast.orc, pair, this.topic(0));
  }

  subscribeBroadcast(): Step | null {
    return this.#subscribeOrc(this.scene.cast.orc, this.scene.cast.pair, 'news.*');
  }

  /** Unsubscribes. A router refuses this for a line that the orc does not hold. */
  unsubscribe(line = 0): Step {
    const { orc, pair } = this.scene.cast;
    return { kind: 'unsubscribe', orc, pair, topic: this.topic(line) };
  }

  /** Lets orcs subscribe until that many pairs of the node carry the line, including the subject's own pair. */
  addCarriers(count: number): Step | null {
    const free = this.scene.sockets.filter((each) => each !== this.scene.cast.pair);
    for (let at = 0; at < Math.min(count - 1, free.length); at++) {
      const step = this.#subscribeSomebody(free[at] as PairId, at);
      if (step) return step;
    }
    return null;
  }

  subscribeOther(at: number): Step | null {
    return this.#subscribeSomebody(this.scene.cast.pair, at - 1);
  }

  subscribeBelow(count: number): Step | null {
    const link = this.scene.lowerLinks[count - 1];
    const pair = this.scene.pairAt(link?.below);
    return pair === null ? null : this.#subscribeSomebody(pair, this.scene.others.length - count);
  }

  /** Lets orcs join until that many orcs are behind the subject's pair. */
  addOrcs(count: number): Step | null {
    const { pair } = this.scene.cast;
    const orc = this.scene.orcsBehind(pair) < count ? this.scene.freeOrc() : null;
    return orc === null ? null : { kind: 'join', orc, pair };
  }

  hallSubscribe(): Step | null {
    const { node } = this.scene.cast;
    const topic = this.topic(0);
    return this.scene.isHallHolding(topic) ? null : { kind: 'hall subscribe', node, topic };
  }

  hallUnsubscribe(): Step {
    return { kind: 'hall unsubscribe', node: this.scene.cast.node, topic: this.topic(0) };
  }

  publish(node: NodeToken = this.scene.cast.node): Step {
    return { kind: 'publish', node, topic: this.topic(0) };
  }

  publishAbove(): Step | null {
    const above = this.scene.uplinks[0]?.above;
    return above === undefined ? null : this.publish(above);
  }

  publishUnheard(): Step {
    const { orc, pair } = this.scene.cast;
    const topic = this.topic(0);
    return this.scene.countAt(orc, pair, topic) > 0 ? this.unsubscribe() : this.publish();
  }

  restart(): Step {
    return { kind: 'restart', node: this.scene.cast.node };
  }

  restartAbove(): Step | null {
    const node = this.scene.uplinks[0]?.above;
    return node === undefined ? null : { kind: 'restart', node };
  }

  uplinkDown(at: number): Step | null {
    const uplink = this.scene.uplinks[at];
    return uplink && !this.scene.isDown(uplink) ? { kind: 'uplink down', ...uplink } : null;
  }

  uplinkUp(at: number): Step | null {
    const uplink = this.scene.uplinks[at];
    return uplink && this.scene.isDown(uplink) ? { kind: 'uplink up', ...uplink } : null;
  }

  cycleUplink(): Step | null {
    return this.uplinkUp(0) ?? this.uplinkDown(0);
  }

  /** Attaches the node a second time while its uplink is up. If the uplink is down, it is first brought back. */
  reattach(): Step | null {
    const [uplink] = this.scene.uplinks;
    return this.uplinkUp(0) ?? (uplink ? { kind: 'reattach', ...uplink } : null);
  }

  lowerDown(): Step | null {
    const link = this.scene.lowerLinks[0];
    return link && !this.scene.isDown(link) ? { kind: 'uplink down', ...link } : null;
  }

  lowerUp(): Step | null {
    const link = this.scene.lowerLinks[0];
    return link && this.scene.isDown(link) ? { kind: 'uplink up', ...link } : null;
  }

  hold(): Step | null {
    return this.scene.isHeld ? null : { kind: 'hold' };
  }

  /** Puts a message of the orc in flight on its way up, while frames are held back. */
  sendUp(): Step | null {
    const { pair } = this.scene.cast;
    if (this.scene.isBusy(pair, 'command')) return { kind: 'arrive', pair };
    return this.scene.uplinks[0] ? this.sendCommand() : null;
  }

  topic(line: number, ending = 'changed'): string {
    return `wh::<${this.#line(line)}>.${ending}`;
  }

  #line(at: number): LineId {
    const { lines } = this.scene.cast;
    return lines[at % lines.length] as LineId;
  }

  /** Sends a message about a line upwards; such a message may be repeated. */
  sendLineUp(): Step | null {
    const { orc, pair } = this.scene.cast;
    if (this.scene.isBusy(pair, 'command')) return { kind: 'arrive', pair };
    for (let at = 0; at < 4; at++) {
      const step = this.#subscribeOrc(orc, pair, this.topic(at));
      if (step) return step;
    }
    return this.unsubscribe(3);
  }

  #subscribeOrc(orc: OrcName, pair: PairId, topic: string, count = 1): Step | null {
    return this.scene.countAt(orc, pair, topic) >= count
      ? null
      : { kind: 'subscribe', orc, pair, topic };
  }

  /** Lets an orc other than the subject subscribe by the pair: one that is already there, or one that is attached nowhere. */
  #subscribeSomebody(pair: PairId, preferred: number): Step | null {
    const topic = this.topic(0);
    const there = this.scene.others.find((each) => this.scene.isAt(each, pair));
    if (there !== undefined) return this.#subscribeOrc(there, pair, topic);
    const wished = this.scene.others[preferred];
    const orc =
      wished !== undefined && !this.scene.isAnywhere(wished) ? wished : this.scene.freeOrc();
    return orc === null ? null : { kind: 'subscribe', orc, pair, topic };
  }
}
