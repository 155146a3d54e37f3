/**
 * Pair names: which pair of the scenario each real pair is. Nodes name their pairs themselves, and the system chooses ports. It
 * stands apart because a mistake here could hide a fault. A real port is translated to the scenario's number only if it is
 * exactly the port of the lower end's event socket; any other port is shown unchanged (ARP-7).
 */
import type { Message, PairId, Table, Topology } from '#spec';
import { uplinkPair, uplinkPortAt } from '#spec';
import type { PairWelcome } from '../../backends/tcp/index.ts';

interface NamedPair {
  readonly id: PairId;
  readonly port: number | null;
  readonly real: PairWelcome;
}

export class PairNames {
  readonly #declaredPorts = new Map<PairId, number | null>();
  readonly #byReal = new Map<PairId, NamedPair>();

  constructor({ pairs, uplinks }: Topology) {
    for (const { id, port } of pairs) this.#declaredPorts.set(id, port);
    for (const [index, { below, above }] of uplinks.entries())
      this.#declaredPorts.set(uplinkPair(below, above), uplinkPortAt(index));
  }

  /** Records a pair that has come up, for the first time or again. */
  add(id: PairId, real: PairWelcome): void {
    this.#byReal.set(real.pair, { id, port: this.#declaredPorts.get(id) ?? null, real });
  }

  /** Returns the scenario's name of a real pair. A name that was not recorded here is already the scenario's own, as on `ee`. */
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

  /**
   * Returns a message that came from a lower node over the pair `real`, with the names in its arp translated to those of the
   * scenario.
   */
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
