/**
 * The fabric: lifts one router to a whole network. It owns the links, their queues, the clients and the faults; the
 * router under test owns nothing but its tables. Settled runs deliver the oldest frame first, so that one scenario
 * has one outcome. The innermost loop of every run: no `match`, no immer, nothing asynchronous.
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
import { beginning, linked, pairOf, sameUplink, uplinkPair, witness } from '#spec';
import { Carriers } from './carriers.ts';
import { wordsOf } from './clients.ts';
import { listed, routerOf, strange } from './contract.ts';
import type { Flight } from './flights.ts';
import { Flights, frozen, garbled } from './flights.ts';

export class Fabric implements Network {
  readonly #topology: Topology;
  readonly #kind: RouterKind;
  readonly #routers = new Map<NodeToken, Router>();
  readonly #carriers = new Carriers();
  #held = false;
  readonly #flights: Flights;
  #history: History;
  #seen: Observation[] = [];
  /** Nodes told something since the step began: only their tables can have changed. */
  readonly touched = new Set<NodeToken>();

  constructor(kind: RouterKind, topology: Topology, flights = new Flights()) {
    [this.#flights, this.#kind, this.#topology] = [flights, kind, topology];
    this.#history = beginning(topology);
    for (const { token } of topology.nodes) this.#begin(token);
    for (const uplink of topology.uplinks) this.#connect(uplink);
    this.#settle();
  }

  apply(step: Step, index: number): readonly Observation[] {
    this.#seen = [];
    this.touched.clear();
    this.#flights.begin(index);
    this.#ask(step, index);
    if (!this.#held) this.#settle();
    this.#history = witness(this.#history, step, this.#seen);
    return this.#seen;
  }

  table(node: NodeToken): Table {
    const table = this.#router(node).table?.();
    if (!table) throw new Error(`the router offers no table(), but declares the feature "tables"`);
    return table;
  }

  close(): void {
    this.#routers.clear();
  }

  #begin(token: NodeToken): void {
    const node = this.#topology.nodes.find((each) => each.token === token) as Node;
    this.#routers.set(token, routerOf(this.#kind.create({ token, horde: node.horde })));
    this.touched.add(token);
  }

  /** The news of an older loss goes with the older pair; the one above hears of the new one in its turn. @clause HEAL-1 */
  #connect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    this.#flights.lose(pair);
    const port =
      50000 + this.#topology.uplinks.findIndex((each) => sameUplink(each, { below, above }));
    this.#carriers.raise(pair);
    this.#fly('command', pair, above, {
      kind: 'attached',
      pair,
      backend: 'axon',
      port,
      node: below,
    });
    this.#tell(below, { kind: 'uplink up', uplink: above, port });
  }

  /** Each end that knew of it hears of its loss in its turn. @clause ROUTE-4 */
  #disconnect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    this.#flights.lose(pair);
    const hears = this.#carriers.fell(pair);
    if (hears.below) this.#fly('event', pair, below, { kind: 'uplink down', uplink: above });
    if (hears.above) this.#fly('command', pair, above, { kind: 'lost', pair, socket: 'command' });
  }

  /** The program ends, with all it knew and what was on its way to it, and begins anew; gives its links, its uplinks first. */
  #crash(node: NodeToken): Uplink[] {
    const { uplinks } = linked(this.#history);
    const own = uplinks.filter((each) => each.below === node);
    const links = [...own, ...uplinks.filter((each) => each.above === node)];
    this.#flights.loseFor(node);
    for (const pair of this.#topology.pairs)
      if (pair.node === node) this.#carriers.forgotten(pair.id);
    for (const { below, above } of this.#topology.uplinks) {
      if (below === node) this.#carriers.dropped(uplinkPair(below, above));
      if (above === node) this.#carriers.forgotten(uplinkPair(below, above));
    }
    for (const uplink of links) this.#disconnect(uplink);
    this.#begin(node);
    return links;
  }

  /** The loss settles before its links are back. @clause HEAL-2 */
  #restart(node: NodeToken): void {
    const links = this.#crash(node);
    this.#settle();
    for (const uplink of links) this.#connect(uplink);
  }

  #router(node: NodeToken): Router {
    const router = this.#routers.get(node);
    if (!router) throw new RangeError(`node ${node} is not declared in the topology`);
    return router;
  }

  #settle(): void {
    this.#flights.drain((flight) => this.#arrived(flight));
  }

  #deliver(pair: PairId, bus: Flight['bus']): void {
    const flight = this.#flights.take(pair, bus, (each) => this.#stands(each));
    if (flight) this.#arrived(flight);
  }

  /** What was lost with a pair that its router closed does not count. */
  #stands({ pair, session }: Flight): boolean {
    return session === null || this.#carriers.sessionOf(pair) === session;
  }

  #arrived(flight: Flight): void {
    if (!this.#stands(flight)) return;
    this.#carriers.heard(flight.pair, flight.input);
    this.#tell(flight.to, flight.input);
  }

  #ask(step: Step, index: number): void {
    switch (step.kind) {
      case 'join':
      case 'command':
      case 'subscribe':
      case 'unsubscribe':
      case 'leave':
      case 'rename':
      case 'inject': {
        const words = wordsOf(step, this.#history);
        for (const { pair, frame } of words ?? []) this.#say(pair, frame);
        if (words || !('topic' in step)) return;
        return this.#notSubscribed(this.#nodeOf(step.pair), step.topic);
      }
      case 'end':
        return this.#fly('command', step.pair, this.#nodeOf(step.pair), {
          kind: 'ended',
          pair: step.pair,
          orcName: step.orc,
        });
      case 'cut':
        return this.#cut(step.pair, step.socket);
      case 'garble':
        return this.#tell(...garbled(step));
      case 'publish':
        return this.#tell(step.node, {
          kind: 'publish',
          topic: step.topic,
          id: `e${index}`,
          payload: frozen(step.payload ?? null),
          forward: step.forward ?? null,
        });
      case 'hall subscribe':
        return this.#tell(step.node, { kind: 'subscribe', topic: step.topic });
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
        this.#held = step.kind === 'hold';
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
    if (!this.#carriers.isClient(pair)) return;
    this.#flights.lose(pair);
    this.#carriers.fell(pair);
    this.#fly('command', pair, this.#nodeOf(pair), { kind: 'lost', pair, socket });
  }

  /** @clause EVENT-10 */
  #hallUnsubscribe(node: NodeToken, topic: string): void {
    const hall = this.#history.halls.find((each) => each.node === node);
    if (hall?.subscriptions.some((each) => each.pattern === topic))
      this.#tell(node, { kind: 'unsubscribe', topic });
    else this.#notSubscribed(node, topic);
  }

  #notSubscribed(node: NodeToken, topic: string): void {
    const detail = `no subscription to ${topic}`;
    this.#seen.push({ kind: 'refusal', node, fault: 'NOT_SUBSCRIBED', detail });
  }

  #nodeOf(pair: PairId): NodeToken {
    return pairOf(this.#topology, pair).node;
  }

  /** A frame on a client's command bus; the pair opens with its first use. Its node hears first that it was lost. */
  #say(pair: PairId, frame: unknown): void {
    const { node, backend, port } = pairOf(this.#topology, pair);
    if (this.#carriers.deaf(pair)) this.#flights.aside(() => this.#deliver(pair, 'command'));
    if (!this.#carriers.isClient(pair)) {
      this.#carriers.openClient(pair);
      this.#tell(node, { kind: 'attached', pair, backend, port, node: null });
    }
    this.#fly('command', pair, node, { kind: 'frame', pair, frame });
  }

  #fly(bus: Flight['bus'], pair: PairId, to: NodeToken, input: Input): void {
    this.#flights.add({ bus, pair, session: this.#carriers.sessionOf(pair), to, input });
  }

  #tell(node: NodeToken, input: Input): void {
    this.touched.add(node);
    for (const effect of listed(this.#router(node).handle(input))) this.#do(node, effect);
  }

  #do(node: NodeToken, effect: Effect): void {
    switch (effect.kind) {
      case 'send': {
        const { uplink, message } = effect;
        const pair = uplinkPair(node, uplink);
        if (!this.#carriers.climbs(pair)) return; // On an uplink that is down it is dropped.
        this.#fly('command', pair, uplink, { kind: 'frame', pair, frame: message });
        this.#seen.push({ kind: 'message', below: node, above: uplink, message });
        return;
      }
      case 'write':
        for (const pair of effect.pairs) this.#write(node, pair, effect.event);
        return;
      case 'emit':
        this.#seen.push({ kind: 'emission', node, event: effect.event });
        return;
      case 'close':
        // What is in flight on it is lost: `apply` delivers only on pairs that stand.
        this.#carriers.closeClient(effect.pair);
        this.#seen.push({ kind: 'closed', node, pair: effect.pair });
        return;
      case 'refuse':
        this.#seen.push({ kind: 'refusal', node, fault: effect.fault, detail: effect.detail });
        return;
      case 'dispatch': {
        const { name, orcName } = effect;
        this.#seen.push({ kind: 'dispatch', node, name, orcName, routed: null });
        return;
      }
      default:
        strange(effect);
    }
  }

  #write(node: NodeToken, pair: PairId, event: Event): void {
    if (this.#carriers.deaf(pair)) return; // Nothing crosses a pair that is over.
    this.#seen.push({ kind: 'frame', node, pair, event });
    const below = this.#carriers.lowerOf(pair);
    if (below === undefined) return;
    // What one receiver does to its copy alters no other's: a router that writes into an event throws (EVENT-8).
    this.#fly('event', pair, below, { kind: 'event', uplink: node, frame: frozen(event) });
  }
}
