/**
 * The fabric: lifts one router to a whole network. It owns the links, their queues, the clients and the faults; the
 * router under test owns only its tables. Unless frames are held back, the oldest frame is delivered first, so that
 * one scenario has one outcome. This is the innermost loop of every run: no `match`, no immer, nothing asynchronous.
 */
import type {
  Effect,
  Event,
  History,
  Input,
  Network,
  Node,
  NodeToken,
  Observation,
  PairId,
  Router,
  RouterKind,
  Step,
  Table,
  Topology,
  Uplink,
} from '#spec';
import { advanceHistory, beginning, linked, pairOf, sameUplink, uplinkPair } from '#spec';
import { clientFramesOf } from './clients.ts';
import type { Flight } from './flights.ts';
import { deepFreeze, Flights, garbledInput } from './flights.ts';
import { PairStates } from './pairStates.ts';
import { rejectEffect, requireEffects, requireRouter } from './routerShape.ts';

export class Fabric implements Network {
  readonly #topology: Topology;
  readonly #kind: RouterKind;
  readonly #routers = new Map<NodeToken, Router>();
  readonly #pairs = new PairStates();
  #isHeld = false;
  readonly #flights: Flights;
  #history: History;
  #observations: Observation[] = [];
  /** Nodes that received an input since the step began: only their tables can have changed. */
  readonly touched = new Set<NodeToken>();

  constructor(kind: RouterKind, topology: Topology, flights = new Flights()) {
    [this.#flights, this.#kind, this.#topology] = [flights, kind, topology];
    this.#history = beginning(topology);
    for (const { token } of topology.nodes) this.#startRouter(token);
    for (const uplink of topology.uplinks) this.#connect(uplink);
    this.#settle();
  }

  apply(step: Step, index: number): readonly Observation[] {
    this.#observations = [];
    this.touched.clear();
    this.#flights.beginStep(index);
    this.#applyStep(step, index);
    if (!this.#isHeld) this.#settle();
    this.#history = advanceHistory(this.#history, step, this.#observations);
    return this.#observations;
  }

  table(node: NodeToken): Table {
    const table = this.#routerAt(node).table?.();
    if (!table) throw new Error(`the router offers no table(), but declares the feature "tables"`);
    return table;
  }

  close(): void {
    this.#routers.clear();
  }

  #startRouter(token: NodeToken): void {
    const node = this.#topology.nodes.find((each) => each.token === token) as Node;
    this.#routers.set(token, requireRouter(this.#kind.create({ token, horde: node.horde })));
    this.touched.add(token);
  }

  /** Brings a link up: its lower node knows at once, the upper one once `attached` is delivered. @clause HEAL-1 */
  #connect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    this.#flights.loseOn(pair);
    const port =
      50000 + this.#topology.uplinks.findIndex((each) => sameUplink(each, { below, above }));
    this.#pairs.raiseLink(pair);
    this.#enqueue('command', pair, above, {
      kind: 'attached',
      pair,
      backend: 'axon',
      port,
      node: below,
    });
    this.#feedInput(below, { kind: 'uplink up', uplink: above, port });
  }

  /** Loses a link; each end that knew the link is told by an input of its own. @clause ROUTE-4 */
  #disconnect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    this.#flights.loseOn(pair);
    const ends = this.#pairs.endPair(pair);
    if (ends.below) this.#enqueue('event', pair, below, { kind: 'uplink down', uplink: above });
    if (ends.above)
      this.#enqueue('command', pair, above, { kind: 'lost', pair, socket: 'command' });
  }

  /** Replaces the node's program by a new one; returns the links that were lost, its uplinks first. */
  #crash(node: NodeToken): Uplink[] {
    const { uplinks } = linked(this.#history);
    const own = uplinks.filter((each) => each.below === node);
    const links = [...own, ...uplinks.filter((each) => each.above === node)];
    this.#flights.loseTo(node);
    for (const pair of this.#topology.pairs)
      if (pair.node === node) this.#pairs.forgetAbove(pair.id);
    for (const { below, above } of this.#topology.uplinks) {
      if (below === node) this.#pairs.forgetBelow(uplinkPair(below, above));
      if (above === node) this.#pairs.forgetAbove(uplinkPair(below, above));
    }
    for (const uplink of links) this.#disconnect(uplink);
    this.#startRouter(node);
    return links;
  }

  /** Crashes the node, delivers the news of the loss everywhere, then brings its links back. @clause HEAL-2 */
  #restart(node: NodeToken): void {
    const links = this.#crash(node);
    this.#settle();
    for (const uplink of links) this.#connect(uplink);
  }

  #routerAt(node: NodeToken): Router {
    const router = this.#routers.get(node);
    if (!router) throw new RangeError(`node ${node} is not declared in the topology`);
    return router;
  }

  #settle(): void {
    this.#flights.drain((flight) => this.#handleArrival(flight));
  }

  #deliver(pair: PairId, bus: Flight['bus']): void {
    const flight = this.#flights.takeOldest(pair, bus, (each) => this.#isLive(each));
    if (flight) this.#handleArrival(flight);
  }

  /** Whether the flight may be delivered: not if its client pair was closed or reopened meanwhile. */
  #isLive({ pair, session }: Flight): boolean {
    return session === null || this.#pairs.sessionOf(pair) === session;
  }

  #handleArrival(flight: Flight): void {
    if (!this.#isLive(flight)) return;
    this.#pairs.noteInput(flight.pair, flight.input);
    this.#feedInput(flight.to, flight.input);
  }

  #applyStep(step: Step, index: number): void {
    switch (step.kind) {
      case 'join':
      case 'command':
      case 'subscribe':
      case 'unsubscribe':
      case 'leave':
      case 'rename':
      case 'inject': {
        const frames = clientFramesOf(step, this.#history);
        for (const { pair, frame } of frames ?? []) this.#sendFromClient(pair, frame);
        if (frames || !('topic' in step)) return;
        return this.#refuseNotSubscribed(this.#nodeOf(step.pair), step.topic);
      }
      case 'end':
        return this.#enqueue('command', step.pair, this.#nodeOf(step.pair), {
          kind: 'ended',
          pair: step.pair,
          orcName: step.orc,
        });
      case 'cut':
        return this.#cut(step.pair, step.socket);
      case 'garble':
        return this.#feedInput(...garbledInput(step));
      case 'publish':
        return this.#feedInput(step.node, {
          kind: 'publish',
          topic: step.topic,
          id: `e${index}`,
          payload: deepFreeze(step.payload ?? null),
          forward: step.forward ?? null,
        });
      case 'hall subscribe':
        return this.#feedInput(step.node, { kind: 'subscribe', topic: step.topic });
      case 'hall unsubscribe':
        return this.#hallUnsubscribe(step.node, step.topic);
      case 'uplink down':
        return this.#disconnect(step);
      case 'uplink up':
        return this.#connect(step);
      case 'restart':
        return this.#restart(step.node);
      case 'crash':
        return void this.#crash(step.node);
      case 'hold':
      case 'settle':
        this.#isHeld = step.kind === 'hold';
        return;
      case 'arrive':
        return this.#deliver(step.pair, 'command');
      case 'climb':
        return this.#deliver(uplinkPair(step.below, step.above), 'command');
      case 'descend':
        return this.#deliver(uplinkPair(step.below, step.above), 'event');
      case 'repeat':
        return this.#flights.repeat(uplinkPair(step.below, step.above));
      default:
        return step satisfies never;
    }
  }

  /** @clause ROUTE-4 */
  #cut(pair: PairId, socket: 'command' | 'event'): void {
    if (!this.#pairs.isClient(pair)) return;
    this.#flights.loseOn(pair);
    this.#pairs.endPair(pair);
    this.#enqueue('command', pair, this.#nodeOf(pair), { kind: 'lost', pair, socket });
  }

  /** @clause EVENT-10 */
  #hallUnsubscribe(node: NodeToken, topic: string): void {
    const hall = this.#history.halls.find((each) => each.node === node);
    if (hall?.subscriptions.some((each) => each.pattern === topic))
      this.#feedInput(node, { kind: 'unsubscribe', topic });
    else this.#refuseNotSubscribed(node, topic);
  }

  #refuseNotSubscribed(node: NodeToken, topic: string): void {
    const detail = `no subscription to ${topic}`;
    this.#observations.push({ kind: 'refusal', node, fault: 'NOT_SUBSCRIBED', detail });
  }

  #nodeOf(pair: PairId): NodeToken {
    return pairOf(this.#topology, pair).node;
  }

  /** Opens the pair at its first use; the notice that an earlier pair of this id was lost arrives before. */
  #sendFromClient(pair: PairId, frame: unknown): void {
    const { node, backend, port } = pairOf(this.#topology, pair);
    if (this.#pairs.isEndUnnoticed(pair))
      this.#flights.runAttributed(() => this.#deliver(pair, 'command'));
    if (!this.#pairs.isClient(pair)) {
      this.#pairs.openClient(pair);
      this.#feedInput(node, { kind: 'attached', pair, backend, port, node: null });
    }
    this.#enqueue('command', pair, node, { kind: 'frame', pair, frame });
  }

  #enqueue(bus: Flight['bus'], pair: PairId, to: NodeToken, input: Input): void {
    this.#flights.add({ bus, pair, session: this.#pairs.sessionOf(pair), to, input });
  }

  #feedInput(node: NodeToken, input: Input): void {
    this.touched.add(node);
    for (const effect of requireEffects(this.#routerAt(node).handle(input)))
      this.#applyEffect(node, effect);
  }

  #applyEffect(node: NodeToken, effect: Effect): void {
    switch (effect.kind) {
      case 'send': {
        const { uplink, message } = effect;
        const pair = uplinkPair(node, uplink);
        if (!this.#pairs.carriesUp(pair)) return; // On an uplink that is down it is dropped.
        this.#enqueue('command', pair, uplink, { kind: 'frame', pair, frame: message });
        this.#observations.push({ kind: 'message', below: node, above: uplink, message });
        return;
      }
      case 'write':
        for (const pair of effect.pairs) this.#write(node, pair, effect.event);
        return;
      case 'emit':
        this.#observations.push({ kind: 'emission', node, event: effect.event });
        return;
      case 'close':
        // What is in flight on the pair is lost: `#isLive` rejects it later.
        this.#pairs.closeClient(effect.pair);
        this.#observations.push({ kind: 'closed', node, pair: effect.pair });
        return;
      case 'refuse':
        this.#observations.push({
          kind: 'refusal',
          node,
          fault: effect.fault,
          detail: effect.detail,
        });
        return;
      case 'dispatch': {
        const { name, orcName } = effect;
        this.#observations.push({ kind: 'dispatch', node, name, orcName, routed: null });
        return;
      }
      default:
        rejectEffect(effect);
    }
  }

  #write(node: NodeToken, pair: PairId, event: Event): void {
    if (this.#pairs.isEndUnnoticed(pair)) return; // Nothing crosses a pair that is over.
    this.#observations.push({ kind: 'frame', node, pair, event });
    const below = this.#pairs.lowerOf(pair);
    if (below === undefined) return;
    // Frozen, so that a receiver that writes into its copy throws instead of altering the copies of others (EVENT-8).
    this.#enqueue('event', pair, below, { kind: 'event', uplink: node, frame: deepFreeze(event) });
  }
}
