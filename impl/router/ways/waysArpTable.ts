/**
 * The ARP table of a router with `ways`: its entries are those of clients alone, and the orcs that are elsewhere are in the way
 * table. To whoever asks whether an orc is known both are one table.
 */
import type { Horde, LineId, NodeToken, OrcName, Route, Table, Variant } from '#spec';
import { byUnit, GREATHALL } from '#spec';
import type { OrcEntries } from '../arp.ts';
import { ArpTable } from '../arp.ts';
import type { AttachedPairs } from '../attachments.ts';
import { Marks } from './marks.ts';
import type { WayEntry } from './wayEntry.ts';
import { WayTable } from './wayTable.ts';

/** What is known of an orc without an entry by a client. */
const NO_ENTRIES: OrcEntries = Object.freeze({ ee: null, axon: null });

export class WaysArpTable extends ArpTable {
  readonly ways = new WayTable();
  readonly marks: Marks;
  readonly #token: NodeToken;
  readonly #countsCopies: boolean;

  constructor(
    { token, horde, run }: { token: NodeToken; horde: Horde; run: number },
    attachments: AttachedPairs,
    variants: readonly Variant[],
  ) {
    super(token, horde, attachments, variants);
    this.#token = token;
    this.#countsCopies = variants.includes('copies per subscription');
    this.marks = new Marks(token, run);
  }

  override get size(): number {
    return super.size + this.ways.size;
  }

  override get(orcName: OrcName): OrcEntries | undefined {
    return super.get(orcName) ?? (this.ways.has(orcName) ? NO_ENTRIES : undefined);
  }

  /** Whether greathall holds the line, and nobody else on the node's emitter does. @clause WAYS-8 */
  isHeldByHallAlone(lineId: LineId): boolean {
    const count = this.hall.lines.get(lineId);
    if (count === undefined) return false;
    return this.lines.emitterCount(lineId) === (this.#countsCopies ? count : 1);
  }

  override toTable(): Table {
    const { node, routes } = super.toTable();
    const ownRoutes = routes.map((route) =>
      route.orcName === GREATHALL ? route : { ...route, path: [this.#token], ways: [] },
    );
    const otherRoutes = this.ways.orcNames().map((orcName) => this.#routeTo(orcName));
    const all = [...ownRoutes, ...otherRoutes].sort(
      (one, other) => byUnit(one.backend, other.backend) || byUnit(one.orcName, other.orcName),
    );
    return { node, routes: all, marks: this.marks.list() };
  }

  /** @clause WAYS-1 WAYS-2 */
  #routeTo(orcName: OrcName): Route {
    const { attachment, node, path, hordes, nice, lines } = this.ways.chosen(orcName) as WayEntry;
    return {
      backend: attachment.backend,
      orcName,
      token: node,
      socket: attachment.pair,
      port: attachment.port,
      hordes,
      nice,
      lines: [...lines].sort(byUnit).map((lineId) => ({ lineId, count: 1 })),
      path: [this.#token, ...path],
      ways: this.ways.waysTo(orcName).map((way) => ({
        node: way.node,
        path: way.path,
        lines: [...way.lines].sort(byUnit),
      })),
    };
  }
}
