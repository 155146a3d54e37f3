/**
 * Afterwards: the routes that every table must show once all faults are over and nothing is in flight. They follow from the
 * history alone: who is attached where by which pair, and what each orc subscribed there. No message, hop or order of events is
 * needed. So this derives HEAL-1 and HEAL-2 independently of the model, which computes the routes hop by hop.
 */

import type { Path } from '../scenario/paths.ts';
import { leastPaths } from '../scenario/paths.ts';
import type { Topology } from '../scenario/topology.ts';
import { hasVariant, nodesBelow, uplinkPair } from '../scenario/topology.ts';
import type { LineId, NodeToken, OrcName, PairId } from '../words/names.ts';
import { GREATHALL } from '../words/names.ts';
import type { Backend, Route, Way } from '../words/table.ts';
import { byUnit } from '../words/table.ts';
import type { Attachment, History } from './attachments.ts';
import { judged } from './attachments.ts';

/** A route reduced to what the history determines: without `hordes`, `nice`, ports and subscription counts. */
export interface Closed {
  readonly backend: Backend;
  readonly orcName: OrcName;
  readonly socket: PairId;
  readonly lines: readonly LineId[];
  /** With `ways`, but not of greathall: as in `Route`. */
  readonly path?: Path;
  readonly ways?: readonly Way[];
}

/**
 * Returns the routes that a node's table must show, in ascending order, for the orcs that the law judges. Expects all
 * uplinks up and nothing in flight.
 */
export function afterwards(history: History, node: NodeToken): Closed[] {
  const { topology, attachments, halls } = history;
  const paths = leastPaths(topology, node);
  const withWays = hasVariant(topology, 'ways');
  const hallSubscriptions = halls.find((each) => each.node === node)?.subscriptions ?? [];
  const attachmentsHere = attachments.filter((each) => each.node === node);
  const attachmentsBelow = attachments.filter((each) => each.node !== node && paths.has(each.node));
  const routesBelow = [...new Set(attachmentsBelow.map((each) => each.orcName))].map(
    (orcName): Closed => {
      const ownAttachments = attachmentsBelow.filter((each) => each.orcName === orcName);
      const home = (ownAttachments[0] as Attachment).node;
      const path = paths.get(home) as Path;
      const lines = distinctLines(ownAttachments.flatMap(lineIdsOf));
      return {
        backend: 'axon',
        orcName,
        socket: uplinkPair(path[1] as NodeToken, node),
        lines,
        ...(withWays ? { path, ways: waysTo(topology, node, home, lines) } : {}),
      };
    },
  );
  return [
    {
      backend: 'ee' as const,
      orcName: GREATHALL,
      socket: GREATHALL as string as PairId,
      lines: distinctLines(hallSubscriptions.map((each) => each.lineId)),
    },
    ...[
      ...attachmentsHere.map(
        (each): Closed => ({
          backend: each.backend,
          orcName: each.orcName,
          socket: each.pair,
          lines: distinctLines(lineIdsOf(each)),
          ...(withWays ? { path: [node], ways: [] } : {}),
        }),
      ),
      ...routesBelow,
    ].filter(({ orcName }) => judged(history, orcName)),
  ].sort(compareRoutes);
}

/**
 * Returns a table's routes reduced to the form of `Closed`. An entry without lines, made by a pair on which its orc has no
 * endpoint, is left out (ROUTE-7).
 */
export function closedForm(history: History, routes: readonly Route[]): Closed[] {
  const isNested = ({ orcName, socket }: Route) =>
    orcName !== GREATHALL &&
    history.topology.pairs.some(({ id }) => id === socket) &&
    !history.attachments.some((each) => each.orcName === orcName && each.pair === socket);
  return routes
    .filter((route) => route.orcName === GREATHALL || judged(history, route.orcName))
    .filter((route) => !isNested(route) || route.lines.length > 0)
    .map(({ backend, orcName, socket, lines: held, path, ways }) => ({
      backend,
      orcName,
      socket,
      lines: distinctLines(held.map((each) => each.lineId)),
      ...(orcName !== GREATHALL && path && ways ? { path, ways } : {}),
    }))
    .sort(compareRoutes);
}

const compareRoutes = (left: Closed, right: Closed) =>
  byUnit(left.backend, right.backend) || byUnit(left.orcName, right.orcName);

const lineIdsOf = ({ subscriptions }: Attachment) => subscriptions.map((each) => each.lineId);

const distinctLines = (ids: readonly (LineId | null)[]): LineId[] =>
  [...new Set(ids.filter((id) => id !== null))].sort(byUnit);

/** Returns the ways that a node keeps: by each lower node whose least path to the home does not come back through it. @clause WAYS-2 */
function waysTo(
  topology: Topology,
  node: NodeToken,
  home: NodeToken,
  lines: readonly LineId[],
): Way[] {
  return nodesBelow(topology, node)
    .sort(byUnit)
    .flatMap((below) => {
      const path = leastPaths(topology, below).get(home);
      return path && !path.includes(node) ? [{ node: below, path, lines }] : [];
    });
}
