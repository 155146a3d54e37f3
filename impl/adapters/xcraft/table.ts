/**
 * Tables: the package's ARP and line tables in the form of the law. It stands apart because here real sockets and ports are
 * translated to the scenario's names. What the package does not keep is left out, except for greathall's own row, which is shown
 * empty.
 */

import type { Horde, LineId, OrcName, PairId, Route, Table } from '#spec';
import { byUnit, GREATHALL } from '#spec';
import type { PublishedNode } from './published/node.ts';
import type { BackendName, Lines, PublishedRoute } from './published/published.ts';

/**
 * Translates the published router's sockets and ports to the scenario's pair ids and port numbers.
 */
export interface SocketNames {
  pairOf(socket: PublishedRoute['socket'], orcName: OrcName, node: PublishedNode): PairId;
  /** Returns the scenario's number for the real event port of a route that was made by the pair. */
  portOf(real: number, pair: PairId, node: PublishedNode): number;
  /** Whether the pair is a lower node's. */
  isUplink(pair: PairId): boolean;
}

const BACKENDS = ['axon', 'ee'] as const satisfies readonly BackendName[];

export function tableOf(node: PublishedNode, names: SocketNames): Table {
  const arp = node.graph.Router.getARP();
  const lines = holdingsIn(node.graph.Router.getLines());
  const routes = BACKENDS.flatMap((backend) =>
    Object.keys(arp[backend])
      .sort(byUnit)
      .map((name) => {
        const entry = arp[backend][name] as PublishedRoute;
        const holdings = lines.get(name) ?? [];
        return name === GREATHALL && backend === 'ee' && entry.token === undefined
          ? buildGreathallRoute(node, holdings)
          : buildRoute(backend, name as OrcName, entry, holdings, node, names);
      }),
  );
  return { node: node.token, routes };
}

/**
 * One subscriber of a line. The `token` names a process: for all subscribers on a node's `ee` it is the node's own, over axon
 * that of the pair.
 */
interface LineSubscriber {
  readonly lineId: LineId;
  readonly token: string;
  readonly count: number;
}

function buildRoute(
  backend: BackendName,
  orcName: OrcName,
  entry: PublishedRoute,
  holdings: readonly LineSubscriber[],
  node: PublishedNode,
  names: SocketNames,
): Route {
  const socket = names.pairOf(entry.socket, orcName, node);
  return {
    backend,
    orcName,
    token: entry.token ?? '',
    socket,
    port: entry.port === undefined ? null : names.portOf(entry.port, socket, node),
    hordes: [...(entry.hordes ?? [])].sort(byUnit) as Horde[],
    nice: entry.nice ?? 0,
    lines: names.isUplink(socket)
      ? linesOf(
          holdings.map((each) => ({ ...each, count: 1 })),
          Math.max,
        )
      : linesOf(holdings.filter((each) => each.token === (backend === 'ee' ? node.token : socket))),
  };
}

function buildGreathallRoute(node: PublishedNode, holdings: readonly LineSubscriber[]): Route {
  return {
    backend: 'ee',
    orcName: GREATHALL,
    token: node.token,
    socket: GREATHALL as string as PairId,
    port: null,
    hordes: [node.horde],
    nice: 0,
    lines: linesOf(holdings),
  };
}

function linesOf(
  holdings: readonly LineSubscriber[],
  combine = (left: number, right: number) => left + right,
): Route['lines'] {
  const counts = new Map<LineId, number>();
  for (const { lineId, count } of holdings)
    counts.set(lineId, combine(counts.get(lineId) ?? 0, count));
  return [...counts]
    .sort(([left], [right]) => byUnit(left, right))
    .map(([lineId, count]) => ({ lineId, count }));
}

/**
 * Returns the lines of each orc. A remote line names its subscribers `orcName$token`; a count of 0
 * is left out.
 */
function holdingsIn({ local, remotes }: Lines): Map<string, LineSubscriber[]> {
  const found = new Map<string, LineSubscriber[]>();
  for (const table of [local, ...remotes.values()])
    for (const [lineId, holders] of table.entries())
      for (const [holder, count] of holders.entries()) {
        if (count <= 0) continue;
        const [orcName, token] = holder.split('$') as [string, string?];
        const holding = { lineId: lineId as LineId, token: token ?? '', count };
        found.set(orcName, [...(found.get(orcName) ?? []), holding]);
      }
  return found;
}
