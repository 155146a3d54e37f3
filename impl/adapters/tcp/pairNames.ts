/**
 * Naming: what a scenario calls the pairs that really stand. A node names its pairs itself, and the system gives ports.
 * It stands apart because this is where the harness could lie: a port is given its scenario's number only if it is
 * the very port of the lower end's event socket; any other shows as it is (ARP-7).
 */
import type { Message, PairId, Table, Topology } from '#spec';
import { uplinkPair } from '#spec';
import type { Standing } from '../../backends/tcp/index.ts';

/** The event ports of uplinks in a scenario: the model's numbers. */
const FIRST_PORT = 50000;

interface NamedPair {
  readonly id: PairId;
  readonly port: number | null;
  readonly real: Standing;
}

export class PairNames {
  readonly #declaredPorts = new Map<PairId, number | null>();
  readonly #byReal = new Map<PairId, NamedPair>();

  constructor({ pairs, uplinks }: Topology) {
    for (const { id, port } of pairs) this.#declaredPorts.set(id, port);
    for (const [index, { below, above }] of uplinks.entries())
      this.#declaredPorts.set(uplinkPair(below, above), FIRST_PORT + index);
  }

  /** The pair stands, or stands anew. */
  add(id: PairId, real: Standing): void {
    this.#byReal.set(real.pair, { id, port: this.#declaredPorts.get(id) ?? null, real });
  }

  /** Names without a pair here are the scenario's own: those on `ee`. */
  nameOf(real: PairId): PairId {
    return this.#byReal.get(real)?.id ?? real;
  }

  translateTable(table: Table): Table {
    return {
      ...table,
      routes: table.routes.map((route) => {
        const named = this.#byReal.get(route.socket);
        if (!named) return route;
        return { ...route, socket: named.id, port: scenarioPort(named, route.port) };
      }),
    };
  }

  /** A message as it came over the pair `real`, from a lower node. */
  translateMessage(real: PairId, message: unknown): Message {
    const named = this.#byReal.get(real);
    const given = message as Message;
    if (!named || !('arp' in given)) return given;
    return { ...given, arp: { ...given.arp, port: scenarioPort(named, given.arp.port) } };
  }
}

function scenarioPort({ port, real }: NamedPair, seen: number | null): number | null {
  return seen === real.localPort ? port : seen;
}
