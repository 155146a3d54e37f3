/**
 * The fabric: lifts one router to a whole network. It owns the links, their queues, the clients and the faults; the
 * router under test owns nothing but its tables. Settled runs deliver the oldest frame first, so that one scenario
 * has one outcome. The innermost loop of every run: no `match`, no immer, nothing asynchronous.
 */
import type {
  Arp,
  Effect,
  Event,
  History,
  Input,
  Network,
  Node,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Router,
  RouterKind,
  Step,
  Table,
  Topology,
  Uplink,
} from '#spec';
import { beginning, lineOf, linked, pairOf, sameUplink, uplinkPair, witness } from '#spec';
import type { Flight } from './flights.ts';
import { Flights, fresh, frozen, garbled } from './flights.ts';

export class Fabric implements Network {
  readonly #topology: Topology;
  readonly #kind: RouterKind;
  readonly #routers = new Map<NodeToken, Router>();
  /** The lower node behind a pair that is not a client's. */
  readonly #lower = new Map<PairId, NodeToken>();
  /** Client pairs that are attached, with the count of attachments by then: a frame belongs to one of them. */
  readonly #attached = new Map<PairId, number>();
  #sessions = 0;
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
  }

  apply(step: Step, index: number): readonly Observation[] {
    this.#seen = [];
    this.touched.clear();
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
    this.#routers.set(token, this.#kind.create({ token, horde: node.horde }));
    this.touched.add(token);
  }

  #connect({ below, above }: Uplink): void {
    const pair = uplinkPair(below, above);
    const port =
      50000 + this.#topology.uplinks.findIndex((each) => sameUplink(each, { below, above }));
    this.#lower.set(pair, below);
    this.#tell(above, { kind: 'attached', pair, backend: 'axon', port, node: below });
    this.#tell(below, { kind: 'uplink up', uplink: above, port });
  }

  /** Only who is there hears of it. @clause ROUTE-4 */
  #disconnect({ below, above }: Uplink, gone?: NodeToken): void {
    const pair = uplinkPair(below, above);
    this.#lower.delete(pair);
    if (below !== gone) this.#tell(below, { kind: 'uplink down', uplink: above });
    if (above !== gone) this.#tell(above, { kind: 'lost', pair, socket: 'command' });
  }

  /** The loss settles before the node is back: its uplinks first, then who is below attaches anew. @clause HEAL-2 */
  #restart(node: NodeToken): void {
    const { uplinks } = linked(this.#history);
    const own = uplinks.filter((each) => each.below === node);
    const links = [...own, ...uplinks.filter((each) => each.above === node)];
    for (const pair of this.#history.open)
      if (this.#nodeOf(pair) === node) this.#attached.delete(pair);
    for (const uplink of links) this.#disconnect(uplink, node);
    this.#settle();
    this.#begin(node);
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

  /** What was lost with its pair does not count. */
  #stands({ pair, session }: Flight): boolean {
    return this.#lower.has(pair) || this.#attached.get(pair) === session;
  }

  #arrived(flight: Flight): void {
    if (this.#stands(flight)) this.#tell(flight.to, flight.input);
  }

  #ask(step: Step, index: number): void {
    switch (step.kind) {
      case 'join':
        return this.#command(step.orc, step.pair, 'join', true);
      case 'command':
        return this.#command(step.orc, step.pair, step.name, false);
      case 'subscribe': {
        const lineId = lineOf(step.topic);
        if (lineId === null) return;
        const arp = this.#arp(step.orc, step.pair);
        return this.#say(step.pair, { kind: ':conn-line', lineId, orcName: step.orc, arp });
      }
      case 'unsubscribe':
        return this.#unsubscribe(step.orc, step.pair, step.topic);
      case 'leave':
        for (const each of this.#history.attachments)
          if (each.orcName === step.orc)
            this.#say(each.pair, { kind: ':delete-route', orcName: step.orc });
        return;
      case 'end':
        return this.#tell(this.#nodeOf(step.pair), {
          kind: 'ended',
          pair: step.pair,
          orcName: step.orc,
        });
      case 'cut':
        if (!this.#attached.delete(step.pair)) return;
        return this.#tell(this.#nodeOf(step.pair), {
          kind: 'lost',
          pair: step.pair,
          socket: step.socket,
        });
      case 'rename':
        return this.#say(step.pair, { kind: ':rename', orcName: step.orc, to: step.to });
      case 'inject':
        return this.#say(step.pair, fresh(step.frame));
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
      case 'hold':
        this.#held = true;
        return;
      case 'settle':
        this.#held = false;
        return;
      case 'arrive':
        return this.#deliver(step.pair, 'command');
      case 'climb':
        return this.#deliver(uplinkPair(step.below, step.above), 'command');
      case 'descend':
        return this.#deliver(uplinkPair(step.below, step.above), 'event');
      default:
        return step satisfies never;
    }
  }

  /** @clause EVENT-10 */
  #unsubscribe(orc: OrcName, pair: PairId, topic: string): void {
    const held = this.#history.attachments
      .find((each) => each.orcName === orc && each.pair === pair)
      ?.subscriptions.find((each) => each.pattern === topic);
    if (!held) this.#notSubscribed(this.#nodeOf(pair), topic);
    else if (held.lineId !== null)
      this.#say(pair, { kind: ':disconn-line', lineId: held.lineId, orcName: orc });
  }

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

  #command(orc: OrcName, pair: PairId, name: string, join: boolean): void {
    this.#say(pair, { kind: 'command', name, orcName: orc, arp: this.#arp(orc, pair), join });
  }

  #arp(orc: OrcName, pair: PairId): Arp {
    const nice = this.#topology.orcs.find((each) => each.name === orc)?.nice ?? 0;
    return { token: pair, port: pairOf(this.#topology, pair).port, hordes: [], nice };
  }

  #nodeOf(pair: PairId): NodeToken {
    return pairOf(this.#topology, pair).node;
  }

  /** A frame on a client's command bus; the pair opens with its first use. */
  #say(pair: PairId, frame: unknown): void {
    const { node, backend, port } = pairOf(this.#topology, pair);
    if (!this.#attached.has(pair)) {
      this.#attached.set(pair, ++this.#sessions);
      this.#tell(node, { kind: 'attached', pair, backend, port, node: null });
    }
    this.#fly('command', pair, node, { kind: 'frame', pair, frame });
  }

  #fly(bus: Flight['bus'], pair: PairId, to: NodeToken, input: Input): void {
    this.#flights.add({ bus, pair, session: this.#attached.get(pair) ?? 0, to, input });
  }

  #tell(node: NodeToken, input: Input): void {
    this.touched.add(node);
    for (const effect of this.#router(node).handle(input)) this.#do(node, effect);
  }

  #do(node: NodeToken, effect: Effect): void {
    switch (effect.kind) {
      case 'send': {
        const { uplink, message } = effect;
        const pair = uplinkPair(node, uplink);
        if (!this.#lower.has(pair)) return; // On an uplink that is down it is dropped.
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
        this.#attached.delete(effect.pair);
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
        effect satisfies never;
    }
  }

  #write(node: NodeToken, pair: PairId, event: Event): void {
    this.#seen.push({ kind: 'frame', node, pair, event });
    const below = this.#lower.get(pair);
    if (below === undefined) return;
    // What one receiver does to its copy alters no other's: a router that writes into an event throws (EVENT-8).
    this.#fly('event', pair, below, { kind: 'event', uplink: node, frame: frozen(event) });
  }
}
