/**
 * A client of the soak: joins a node, acts there for one or two orcs, and leaves in every possible way. Does
 * as `churn.ts` tells it, and notes each request in the ledger. Uses the client library as any user does.
 */
import type { Connection, Member } from '#impl-tcp';
import { connect } from '#impl-tcp';
import type { NodeToken, OrcName, PairId } from '#spec';
import type { DeliveryLedger } from './deliveryLedger.ts';
import type { SoakTestbed } from './testbed.ts';
import { withTimeout } from './testbed.ts';

interface Session {
  readonly node: NodeToken;
  readonly pair: PairId;
  readonly connection: Connection;
  readonly members: Map<OrcName, { readonly member: Member; readonly topics: string[] }>;
}

export class SoakClient {
  readonly names: readonly [OrcName, OrcName];
  readonly #testbed: SoakTestbed;
  readonly #ledger: DeliveryLedger;
  readonly #pairs: ReadonlyMap<NodeToken, PairId>;
  /**
   * Connections whose last orc has left but that the node has not closed yet; `settle` waits for
   * them.
   */
  readonly #endingConnections = new Set<Connection>();
  #session: Session | null = null;
  #serial = 0;

  constructor(
    names: readonly [OrcName, OrcName],
    pairs: ReadonlyMap<NodeToken, PairId>,
    testbed: SoakTestbed,
    ledger: DeliveryLedger,
  ) {
    this.names = names;
    this.#pairs = pairs;
    this.#testbed = testbed;
    this.#ledger = ledger;
  }

  get pair(): PairId | null {
    return this.#session?.pair ?? null;
  }

  /** Returns the orcs that are attached now. */
  get attachedOrcs(): readonly OrcName[] {
    return [...(this.#session?.members.keys() ?? [])];
  }

  topicsOf(orc: OrcName): readonly string[] {
    return this.#session?.members.get(orc)?.topics ?? [];
  }

  async arrive(node: NodeToken): Promise<void> {
    const pair = this.#pairs.get(node) as PairId;
    const token = `${pair}.${this.#serial++}`;
    const connecting = connect(
      { host: '127.0.0.1', port: this.#testbed.port(node) },
      { token, watch: (event) => this.#ledger.noteArrival({ kind: 'frame', node, pair, event }) },
    );
    const connection = await withTimeout(connecting, `${token} found no way into node ${node}`);
    const stay: Session = { node, pair, connection, members: new Map() };
    this.#session = stay;
    void connection.closed.then(() => {
      if (this.#session === stay) this.#session = null;
      this.#testbed.noteEnd(token);
    });
  }

  join(orc: OrcName): void {
    const stay = this.#session;
    if (!stay) return;
    this.#ledger.note({ kind: 'join', orc, pair: stay.pair });
    stay.members.set(orc, { member: stay.connection.join(orc), topics: [] });
  }

  subscribe(orc: OrcName, topic: string): void {
    const stay = this.#session;
    const there = stay?.members.get(orc);
    if (!stay || !there) return;
    this.#ledger.note({ kind: 'subscribe', orc, pair: stay.pair, topic });
    there.member.subscribe(topic, (event) => this.#ledger.noteHandlerRun(event));
    there.topics.push(topic);
  }

  unsubscribe(orc: OrcName, topic: string): void {
    const stay = this.#session;
    const there = stay?.members.get(orc);
    const index = there?.topics.indexOf(topic) ?? -1;
    if (!stay || !there || index < 0) return;
    this.#ledger.note({ kind: 'unsubscribe', orc, pair: stay.pair, topic });
    there.member.unsubscribe(topic);
    there.topics.splice(index, 1);
  }

  command(orc: OrcName): void {
    const stay = this.#session;
    if (!stay) return;
    this.#ledger.note({ kind: 'command', orc, pair: stay.pair, name: 'soak.work' });
    stay.members.get(orc)?.member.command('soak.work');
  }

  /**
   * Makes the orc leave. When it is the connection's last one, the node closes the pair (ROUTE-1).
   */
  leave(orc: OrcName): void {
    const stay = this.#session;
    const there = stay?.members.get(orc);
    if (!stay || !there) return;
    stay.members.delete(orc);
    const { node, pair } = stay;
    const last = stay.members.size === 0;
    this.#ledger.note({ kind: 'leave', orc }, last ? { kind: 'closed', node, pair } : undefined);
    there.member.leave();
    if (!last) return;
    this.#session = null;
    this.#endingConnections.add(stay.connection);
  }

  /** Loses one socket or both without notice, as if the program had been killed. */
  cut(socket: 'command' | 'event' | 'both'): void {
    const stay = this.#session;
    if (!stay) return;
    this.#session = null;
    this.#ledger.note({
      kind: 'cut',
      pair: stay.pair,
      socket: socket === 'event' ? socket : 'command',
    });
    if (socket === 'both') stay.connection.close();
    else stay.connection.cut(socket);
  }

  /** Resolves when everything sent so far has been handled at the node and above. */
  async settle(): Promise<void> {
    const ending = [...this.#endingConnections];
    this.#endingConnections.clear();
    await Promise.all(ending.map(({ closed }) => closed));
    await this.#session?.connection.settle();
  }

  close(): void {
    this.#session?.connection.close();
  }
}
