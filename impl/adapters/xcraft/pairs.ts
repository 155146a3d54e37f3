/**
 * Pairs: the open pairs of a scenario, each with its attachment and its listener, and the scenario's names for their
 * sockets and ports. A pair opens with its first use, and again with the first use after its end. It stands apart from
 * the steps, which only name pairs.
 */

import type { NodeToken, OrcName, Pair, PairId, Topology } from '#spec';
import { uplinkPair, uplinkPortAt } from '#spec';
import type { Fences } from './fences.ts';
import type { ListenerOptions } from './listener.ts';
import { Listener } from './listener.ts';
import type { PublishedPair } from './published/attachment.ts';
import {
  AxonAttachment,
  CLIENT_PATTERN,
  EeAttachment,
  hasEnded,
  isIdle,
  NODE_PATTERN,
} from './published/attachment.ts';
import type { Graph } from './published/graph.ts';
import type { PublishedNode } from './published/node.ts';
import type { PublishedRoute, WireMessage } from './published/published.ts';
import type { ClientProcess, LocalEnd } from './published/stubs.ts';
import { FENCE } from './published/wire.ts';
import type { SocketNames } from './table.ts';

export interface ClientPair {
  readonly attachment: PublishedPair;
  readonly listener: Listener;
}

export interface PairsOptions {
  readonly topology: Topology;
  readonly fences: Fences;
  /** The modules that all axon clients share, as if they were one process. */
  readonly clients: Graph;
  readonly client: ClientProcess;
  readonly createCallback: (pair: PairId) => ListenerOptions['onHandled'];
}

export class Pairs implements SocketNames {
  readonly #options: PairsOptions;
  readonly #clientPairs = new Map<PairId, ClientPair>();
  readonly #uplinks: AxonAttachment[] = [];
  /** Pairs that were cut, or closed by their client. Their node still has to end the remaining sockets. */
  readonly #abandonedPairs: AxonAttachment[] = [];
  /** The abandoned pairs whose loss the node may not have noticed yet. */
  readonly #halfClosed = new Set<AxonAttachment>();
  /** For each orc: the pair that it last used over `ee`. The package gives all pairs on `ee` the same socket id. */
  readonly #lastEePairs = new Map<string, PairId>();

  constructor(options: PairsOptions) {
    this.#options = options;
  }

  async openUplink(below: PublishedNode, above: PublishedNode): Promise<AxonAttachment> {
    const pair = uplinkPair(below.token, above.token);
    const { Router } = below.graph;
    const made = await AxonAttachment.open({
      pair,
      node: above,
      Router,
      subscribedPattern: NODE_PATTERN,
    });
    this.#options.fences.watch(made);
    this.#uplinks.push(made);
    return made;
  }

  get(pair: PairId): ClientPair | undefined {
    return this.#clientPairs.get(pair);
  }

  async open(pair: Pair, node: PublishedNode): Promise<ClientPair> {
    const known = this.#clientPairs.get(pair.id);
    if (known && !isDead(known.attachment)) return known;
    if (known) this.close(pair.id);
    const opened =
      pair.backend === 'ee' ? await this.#openEe(pair, node) : await this.#openAxon(pair, node);
    this.#clientPairs.set(pair.id, opened);
    return opened;
  }

  /** Destroys one socket of the pair; false when the pair is not open. */
  cut(pair: PairId, socket: 'command' | 'event'): boolean {
    const known = this.#clientPairs.get(pair);
    if (!known) return false;
    known.attachment.cut(socket);
    this.#abandonPair(pair, known);
    return true;
  }

  close(pair: PairId): void {
    const known = this.#clientPairs.get(pair);
    known?.attachment.close();
    if (known) this.#abandonPair(pair, known);
  }

  #abandonPair(pair: PairId, { attachment }: ClientPair): void {
    this.#clientPairs.delete(pair);
    if (!(attachment instanceof AxonAttachment)) return;
    this.#abandonedPairs.push(attachment);
    this.#halfClosed.add(attachment);
  }

  /** Whether the client no longer listens on the pair, while its node cannot know that and may still write. */
  isHalfClosed(attachment: AxonAttachment): boolean {
    return this.#halfClosed.has(attachment);
  }

  /** Forgets the half-closed pairs. Call it once all has settled, when every node has noticed its losses. */
  clearHalfClosed(): void {
    this.#halfClosed.clear();
  }

  closeAll(): void {
    for (const { attachment } of this.#clientPairs.values()) attachment.close();
    for (const attachment of [...this.#abandonedPairs, ...this.#uplinks]) attachment.close();
    this.#clientPairs.clear();
  }

  /** Returns the axon attachments at a node that still have a socket, or data to decode behind one. */
  attachmentsAt(node: NodeToken): AxonAttachment[] {
    return this.#axonAttachments().filter((each) => each.node.token === node && !isGone(each));
  }

  recordEePair(orcName: string, pair: PairId, node: NodeToken): void {
    this.#lastEePairs.set(`${node}\n${orcName}`, pair);
  }

  /** Returns the pair whose accepted end is this socket. */
  findBySocket(socket: PublishedRoute['socket']): AxonAttachment | undefined {
    return this.#axonAttachments().find(
      (each) => each.command?.far === socket || each.event?.far === socket,
    );
  }

  pairOf(socket: PublishedRoute['socket'], orcName: OrcName, node: PublishedNode): PairId {
    const lastPair = this.#lastEePairs.get(`${node.token}\n${orcName}`);
    if (socket === node.eeSocket && lastPair !== undefined) return lastPair;
    return this.findBySocket(socket)?.pair ?? ('unknown' as PairId);
  }

  portOf(real: number, pair: PairId, node: PublishedNode): number {
    const candidates = this.#axonAttachments().filter(
      (each) => each.node === node && each.port === real,
    );
    const found = candidates.find((each) => each.pair === pair) ?? candidates[0];
    return found ? this.#numberOf(found) : real;
  }

  isUplink(pair: PairId): boolean {
    return this.#uplinks.some((each) => each.pair === pair);
  }

  #axonAttachments(): AxonAttachment[] {
    const clients = [...this.#clientPairs.values()].flatMap(({ attachment }) =>
      attachment instanceof AxonAttachment ? [attachment] : [],
    );
    return [...this.#uplinks, ...clients, ...this.#abandonedPairs];
  }

  #numberOf(attachment: AxonAttachment): number {
    const uplink = this.#uplinks.indexOf(attachment);
    if (uplink >= 0) return uplinkPortAt(uplink);
    return (
      this.#options.topology.pairs.find((each) => each.id === attachment.pair)?.port ??
      attachment.port
    );
  }

  async #openEe(pair: Pair, node: PublishedNode): Promise<ClientPair> {
    const { Router } = node.graph;
    const attachment = await EeAttachment.open({
      pair: pair.id,
      node,
      Router,
      subscribedPattern: CLIENT_PATTERN,
    });
    return { attachment, listener: this.#listen(attachment, node.graph) };
  }

  async #openAxon(pair: Pair, node: PublishedNode): Promise<ClientPair> {
    const { clients, client, fences } = this.#options;
    const { Router } = clients;
    const attachment = await AxonAttachment.open(
      { pair: pair.id, node, Router, subscribedPattern: CLIENT_PATTERN },
      client,
      this.#localEnd(pair),
    );
    fences.watch(attachment);
    return { attachment, listener: this.#listen(attachment, clients) };
  }

  #listen(attachment: PublishedPair, { Cache, Router }: Graph): Listener {
    const { sub, pair } = attachment;
    const listener = new Listener({
      sub,
      Cache,
      Router,
      onHandled: this.#options.createCallback(pair),
    });
    sub.on('message', (topic: string, message: WireMessage) => {
      if (topic === FENCE) this.#options.fences.releaseMark(message.data);
      else deliver(attachment, () => listener.hear(topic, message));
    });
    return listener;
  }

  /**
   * Returns the address to which a pair's event socket is to be bound. Pairs of one node with equal port numbers get one real
   * port on different addresses (ARP-7).
   */
  #localEnd(pair: Pair): LocalEnd | undefined {
    const equalPairs = this.#options.topology.pairs.filter(
      (each) => each.backend === 'axon' && each.node === pair.node && each.port === pair.port,
    );
    if (equalPairs.length < 2) return undefined;
    const open = equalPairs.flatMap(({ id }) => this.#clientPairs.get(id)?.attachment ?? []);
    const twin = open.find(
      (each): each is AxonAttachment => each instanceof AxonAttachment && !isDead(each),
    );
    return { localAddress: nextAddress(), localPort: twin?.port ?? 0 };
  }
}

let addressCount = 0;

/**
 * Returns a loopback address that no socket has used before, so that a port that is taken on another address is free on it. Where
 * the system has only one loopback address, the bind fails and the library connects again with a port of its own.
 */
function nextAddress(): string {
  const serial = addressCount++;
  return `127.${64 + ((serial >> 15) & 63)}.${(serial >> 7) & 255}.${1 + (serial & 127)}`;
}

/**
 * Runs a delivery. Over axon an error of the client stays in the client's process. On `ee` it is thrown wherever the library lets
 * it through.
 */
function deliver(attachment: PublishedPair, run: () => void): void {
  if (attachment.backend === 'ee') return run();
  try {
    run();
  } catch {
    // The error stays in the client.
  }
}

const isDead = (attachment: PublishedPair) =>
  attachment instanceof AxonAttachment &&
  (attachment.command?.near.destroyed !== false || attachment.event?.near.destroyed !== false);

const isGone = ({ command, event }: AxonAttachment) =>
  [command, event].every(
    (wire) => wire === null || (hasEnded(wire.near) && hasEnded(wire.far) && isIdle(wire)),
  );
