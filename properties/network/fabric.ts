/**
 * The fabric: lifts one router to a whole network. It runs the routers and the clients and does what a step asks. The transport
 * owns the links, the queues and the losses; the router under test owns only its tables. This is the innermost loop of every run,
 * so it uses no `match`, and nothing in it is asynchronous.
 */
import type { ClientStep } from '#model';
import { clientFramesOf, unsubscribeRefusal } from '#model';
import type {
  Effect,
  History,
  Input,
  Network,
  Node,
  NodeToken,
  Observation,
  Router,
  RouterKind,
  Step,
  Table,
  Topology,
  Uplink,
} from '#spec';
import { advanceHistory, beginning, eventIdOf, linksOf, pairOf, uplinkPair } from '#spec';
import { cloneFrame, deepFreeze, Flights, garbledInput } from './flights.ts';
import type { Misdirected } from './misdirected.ts';
import { rejectEffect, requireEffects, requireRouter } from './routerShape.ts';
import { Transport } from './transport.ts';
import { Unsupported } from './undriven.ts';

export class Fabric implements Network {
  readonly #topology: Topology;
  readonly #kind: RouterKind;
  readonly #routers = new Map<NodeToken, Router>();
  /** How often each node has started. */
  readonly #runs = new Map<NodeToken, number>();
  #isHeld = false;
  readonly #flights: Flights;
  readonly #transport: Transport;
  #history: History;
  #observations: Observation[] = [];
  /** Nodes that received an input since the step began: only their tables can have changed. */
  readonly touched = new Set<NodeToken>();
  /** What routers sent in this step on an uplink or pair that, as far as they know, is not open. */
  misdirected: Misdirected[] = [];

  constructor(kind: RouterKind, topology: Topology, flights = new Flights()) {
    [this.#flights, this.#kind, this.#topology] = [flights, kind, topology];
    this.#transport = new Transport(
      topology,
      flights,
      (node, input) => this.#feedInput(node, input),
      // Marks hold stamps, which only grow.
      () => JSON.stringify([...this.#routers.values()].map((router) => router.table?.().routes)),
    );
    this.#history = beginning(topology);
    for (const { token } of topology.nodes) this.#startRouter(token);
    for (const uplink of topology.uplinks) this.#transport.connect(uplink);
    this.#transport.settle();
  }

  apply(step: Step, index: number): readonly Observation[] {
    this.#observations = [];
    this.touched.clear();
    if (this.misdirected.length > 0) this.misdirected = [];
    this.#flights.beginStep(index);
    this.#applyStep(step, index);
    if (!this.#isHeld) this.#transport.settle();
    this.#history = advanceHistory(this.#history, step, this.#observations);
    return this.#observations;
  }

  table(node: NodeToken): Table {
    const table = this.#routerAt(node).table?.();
    if (!table) throw new Error(`the router offers no table(), but declares the feature "tables"`);
    return table;
  }

  size(node: NodeToken): number {
    const size = this.#routerAt(node).size?.();
    if (size === undefined)
      throw new Error(`the router offers no size(), but declares the feature "size"`);
    return size;
  }

  close(): void {
    this.#routers.clear();
  }

  #startRouter(token: NodeToken): void {
    const node = this.#topology.nodes.find((each) => each.token === token) as Node;
    const run = (this.#runs.get(token) ?? 0) + 1;
    this.#runs.set(token, run);
    const options = { token, horde: node.horde };
    const hasRuns = this.#kind.features.includes('ways');
    const router = this.#kind.create(hasRuns ? { ...options, run } : options);
    this.#routers.set(token, requireRouter(router));
    this.touched.add(token);
  }

  /** Replaces the node's program by a new one. Returns the links that were lost: the node's own uplinks first. */
  #crash(node: NodeToken): Uplink[] {
    const links = linksOf(this.#history, node);
    this.#transport.forgetNode(node);
    for (const uplink of links) this.#transport.disconnect(uplink);
    this.#startRouter(node);
    return links;
  }

  /** Crashes the node, tells its neighbours of the loss, then brings its links back. @clause HEAL-2 */
  #restart(node: NodeToken): void {
    const links = this.#crash(node);
    this.#transport.settle();
    for (const uplink of links) this.#transport.connect(uplink);
  }

  #routerAt(node: NodeToken): Router {
    const router = this.#routers.get(node);
    if (!router) throw new RangeError(`node ${node} is not declared in the topology`);
    return router;
  }

  #applyStep(step: Step, index: number): void {
    switch (step.kind) {
      case 'join':
      case 'command':
      case 'subscribe':
      case 'leave':
      case 'rename':
        return this.#sayAll(step);
      case 'inject':
        return this.#transport.sendFromClient(step.pair, cloneFrame(step.frame));
      case 'unsubscribe':
      case 'hall unsubscribe': {
        const refusal = unsubscribeRefusal(step, this.#history);
        if (refusal) this.#observations.push(refusal);
        else if (step.kind === 'unsubscribe') this.#sayAll(step);
        else this.#feedInput(step.node, { kind: 'unsubscribe', topic: step.topic });
        return;
      }
      case 'end':
        return this.#transport.sendEnd({ kind: 'ended', pair: step.pair, orcName: step.orc });
      case 'cut':
        return this.#transport.cut(step.pair, step.socket);
      case 'garble':
        return this.#feedInput(...garbledInput(step));
      case 'stray': {
        const { pair, frame } = step;
        const { node } = pairOf(this.#topology, pair);
        return this.#feedInput(node, { kind: 'frame', pair, frame: cloneFrame(frame) });
      }
      case 'publish':
        return this.#feedInput(step.node, {
          kind: 'publish',
          topic: step.topic,
          id: eventIdOf(index),
          payload: deepFreeze(step.payload ?? null),
          forward: step.forward ?? null,
        });
      case 'hall subscribe':
        return this.#feedInput(step.node, { kind: 'subscribe', topic: step.topic });
      case 'uplink down':
        return this.#transport.disconnect(step);
      case 'uplink up':
      case 'reattach':
        return this.#transport.connect(step);
      case 'restart':
        return this.#restart(step.node);
      case 'crash':
        return void this.#crash(step.node);
      case 'stall':
      case 'resume':
        throw new Unsupported(`"${step.kind}": a router has no clients that read; a network has`);
      case 'hold':
      case 'settle':
        this.#isHeld = step.kind === 'hold';
        return;
      case 'arrive':
        return this.#transport.deliver(step.pair, 'command');
      case 'climb':
        return this.#transport.deliver(uplinkPair(step.below, step.above), 'command');
      case 'descend':
        return this.#transport.deliver(uplinkPair(step.below, step.above), 'event');
      case 'repeat':
        return this.#transport.repeat(uplinkPair(step.below, step.above));
      default:
        return step satisfies never;
    }
  }

  #sayAll(step: ClientStep): void {
    for (const { pair, frame } of clientFramesOf(step, this.#history))
      this.#transport.sendFromClient(pair, frame);
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
        const crossing = this.#transport.sendUp(node, uplink, message);
        if (crossing === 'crosses')
          this.#observations.push({ kind: 'message', below: node, above: uplink, message });
        else if (crossing === 'misdirected')
          this.misdirected.push({ node, what: 'send', to: uplink });
        return;
      }
      case 'write':
        for (const pair of effect.pairs) {
          const crossing = this.#transport.writeDown(node, pair, effect.event);
          // A frame that a router writes where no pair is counts as written, too, so that the clauses about events can object to
          // it.
          if (crossing !== 'lost')
            this.#observations.push({ kind: 'frame', node, pair, event: effect.event });
          if (crossing === 'misdirected') this.misdirected.push({ node, what: 'write', to: pair });
        }
        return;
      case 'emit':
        this.#observations.push({ kind: 'emission', node, event: effect.event });
        return;
      case 'close':
        this.#transport.close(effect.pair);
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
}
