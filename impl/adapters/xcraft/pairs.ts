/**
 * Pairs: the pairs of a scenario that are open, each with its attachment and its listener, and the scenario's names
 * for their sockets and ports. A pair opens with its first use, and anew with the first use after its end.
 * It stands apart from the steps, which only name pairs.
 */

import type { NodeToken, OrcName, Pair, PairId, Topology } from '#spec';
import { uplinkPair } from '#spec';
import type { Attachment } from './attachment.ts';
import {
  AxonAttachment,
  CLIENT_HEARS,
  EeAttachment,
  ended,
  idle,
  NODE_HEARS,
} from './attachment.ts';
import type { Listening } from './listener.ts';
import { Listener } from './listener.ts';
import type { Graph } from './published/graph.ts';
import type { PublishedNode } from './published/node.ts';
import type { ArpEntry, WireMessage } from './published/published.ts';
import type { ClientProcess, LocalEnd } from './published/siblings.ts';
import type { Fences } from './settle.ts';
import type { Naming } from './table.ts';
import { FENCE } from './wire.ts';

/** The event port of the first uplink; the others follow in the topology's order. */
const FIRST_PORT = 50000;

export interface Opened {
  readonly attachment: Attachment;
  readonly listener: Listener;
}

export interface PairsOptions {
  readonly topology: Topology;
  readonly fences: Fences;
  /** The process of the axon clients. */
  readonly clients: Graph;
  readonly client: ClientProcess;
  readonly handled: (pair: PairId) => Listening['handled'];
}

export class Pairs implements Naming {
  readonly #options: PairsOptions;
  readonly #opened = new Map<PairId, Opened>();
  readonly #uplinks: AxonAttachment[] = [];
  /** No longer in use: cut, or closed; what is left of them is for the node to end. */
  readonly #halves: AxonAttachment[] = [];
  /** Of these, those whose loss the node may not have noticed yet. */
  readonly #parting = new Set<AxonAttachment>();
  /** The pair an orc last spoke on over `ee`: the package gives all of them one socket id. */
  readonly #spoke = new Map<string, PairId>();

  constructor(options: PairsOptions) {
    this.#options = options;
  }

  async uplink(below: PublishedNode, above: PublishedNode): Promise<AxonAttachment> {
    const pair = uplinkPair(below.token, above.token);
    const { Router } = below.graph;
    const made = await AxonAttachment.open({ pair, node: above, Router, hears: NODE_HEARS });
    this.#options.fences.watch(made);
    this.#uplinks.push(made);
    return made;
  }

  get(pair: PairId): Opened | undefined {
    return this.#opened.get(pair);
  }

  async open(pair: Pair, node: PublishedNode): Promise<Opened> {
    const known = this.#opened.get(pair.id);
    if (known && !dead(known.attachment)) return known;
    if (known) this.close(pair.id);
    const opened =
      pair.backend === 'ee' ? await this.#openEe(pair, node) : await this.#openAxon(pair, node);
    this.#opened.set(pair.id, opened);
    return opened;
  }

  /** Loses one socket of the pair; false when it is not open. */
  cut(pair: PairId, socket: 'command' | 'event'): boolean {
    const known = this.#opened.get(pair);
    if (!known) return false;
    known.attachment.cut(socket);
    this.#parts(pair, known);
    return true;
  }

  close(pair: PairId): void {
    const known = this.#opened.get(pair);
    known?.attachment.close();
    if (known) this.#parts(pair, known);
  }

  #parts(pair: PairId, { attachment }: Opened): void {
    this.#opened.delete(pair);
    if (!(attachment instanceof AxonAttachment)) return;
    this.#halves.push(attachment);
    this.#parting.add(attachment);
  }

  /** Nobody listens there any more; the node, which may still write, cannot know it. */
  isParting(attachment: AxonAttachment): boolean {
    return this.#parting.has(attachment);
  }

  /** All is settled: whatever is lost, the node knows it. */
  settled(): void {
    this.#parting.clear();
  }

  closeAll(): void {
    for (const { attachment } of this.#opened.values()) attachment.close();
    for (const attachment of [...this.#halves, ...this.#uplinks]) attachment.close();
    this.#opened.clear();
  }

  /** The axon attachments at a node that still have a socket, or something behind one. */
  at(node: NodeToken): AxonAttachment[] {
    return this.#axon().filter((each) => each.node.token === node && !gone(each));
  }

  spoke(orcName: string, pair: PairId, node: NodeToken): void {
    this.#spoke.set(`${node} ${orcName}`, pair);
  }

  /** The pair at whose far end this socket is. */
  bySocket(socket: ArpEntry['socket']): AxonAttachment | undefined {
    return this.#axon().find((each) => each.command?.far === socket || each.event?.far === socket);
  }

  pair(socket: ArpEntry['socket'], orcName: OrcName, node: PublishedNode): PairId {
    const spoke = this.#spoke.get(`${node.token} ${orcName}`);
    if (socket === node.eeSocket && spoke !== undefined) return spoke;
    return this.bySocket(socket)?.pair ?? ('unknown' as PairId);
  }

  port(real: number, pair: PairId, node: PublishedNode): number {
    const here = this.#axon().filter((each) => each.node === node && each.port === real);
    const found = here.find((each) => each.pair === pair) ?? here[0];
    return found ? this.#numberOf(found) : real;
  }

  isUplink(pair: PairId): boolean {
    return this.#uplinks.some((each) => each.pair === pair);
  }

  #axon(): AxonAttachment[] {
    const clients = [...this.#opened.values()].flatMap(({ attachment }) =>
      attachment instanceof AxonAttachment ? [attachment] : [],
    );
    return [...this.#uplinks, ...clients, ...this.#halves];
  }

  #numberOf(attachment: AxonAttachment): number {
    const uplink = this.#uplinks.indexOf(attachment);
    if (uplink >= 0) return FIRST_PORT + uplink;
    return (
      this.#options.topology.pairs.find((each) => each.id === attachment.pair)?.port ??
      attachment.port
    );
  }

  async #openEe(pair: Pair, node: PublishedNode): Promise<Opened> {
    const { Router } = node.graph;
    const attachment = await EeAttachment.open({
      pair: pair.id,
      node,
      Router,
      hears: CLIENT_HEARS,
    });
    return { attachment, listener: this.#listen(attachment, node.graph) };
  }

  async #openAxon(pair: Pair, node: PublishedNode): Promise<Opened> {
    const { clients, client, fences } = this.#options;
    const { Router } = clients;
    const attachment = await AxonAttachment.open(
      { pair: pair.id, node, Router, hears: CLIENT_HEARS },
      client,
      this.#localEnd(pair),
    );
    fences.watch(attachment);
    return { attachment, listener: this.#listen(attachment, clients) };
  }

  #listen(attachment: Attachment, { Cache, Router }: Graph): Listener {
    const { sub, pair } = attachment;
    const listener = new Listener({ sub, Cache, Router, handled: this.#options.handled(pair) });
    sub.on('message', (topic: string, message: WireMessage) => {
      if (topic === FENCE) this.#options.fences.passed(message.data);
      else hear(attachment, () => listener.hear(topic, message));
    });
    return listener;
  }

  /** Pairs of one node with equal port numbers are bound to one port on an address each (ARP-7). */
  #localEnd(pair: Pair): LocalEnd | undefined {
    const equal = this.#options.topology.pairs.filter(
      (each) => each.backend === 'axon' && each.node === pair.node && each.port === pair.port,
    );
    if (equal.length < 2) return undefined;
    const open = equal.flatMap(({ id }) => this.#opened.get(id)?.attachment ?? []);
    const twin = open.find(
      (each): each is AxonAttachment => each instanceof AxonAttachment && !dead(each),
    );
    return { localAddress: ownAddress(), localPort: twin?.port ?? 0 };
  }
}

let addresses = 0;

/**
 * A loopback address that no socket has had before, so that a port of another is free there. Where the system has only
 * one such address the bind fails, and the library connects once more by a port of its own.
 */
function ownAddress(): string {
  const serial = addresses++;
  return `127.${64 + ((serial >> 15) & 63)}.${(serial >> 7) & 255}.${1 + (serial & 127)}`;
}

/** Over axon a client's fault stays in its own process; on `ee` it is thrown where the library puts it. */
function hear(attachment: Attachment, run: () => void): void {
  if (attachment.backend === 'ee') return run();
  try {
    run();
  } catch {
    // The client's own.
  }
}

const dead = (attachment: Attachment) =>
  attachment instanceof AxonAttachment &&
  (attachment.command?.near.destroyed !== false || attachment.event?.near.destroyed !== false);

const gone = ({ command, event }: AxonAttachment) =>
  [command, event].every(
    (wire) => wire === null || (ended(wire.near) && ended(wire.far) && idle(wire)),
  );
