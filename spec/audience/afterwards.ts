/**
 * Afterwards: the routes that every table must show once all faults are over and nothing is in flight. They follow from the
 * history alone: who is attached where by which pair, and what each orc subscribed there. No message, hop or order of events is
 * needed. So this derives HEAL-1 and HEAL-2 independently of the model, which computes the routes hop by hop.
 */

import type { Topology } from '../scenario/topology.ts';
import { atOrBelow, nodesAbove, uplinkPair } from '../scenario/topology.ts';
import type { LineId, NodeToken, OrcName, PairId } from '../words/names.ts';
import { GREATHALL } from '../words/names.ts';
import type { Backend, Route } from '../words/table.ts';
import { byUnit } from '../words/table.ts';
import type { Attachment, History } from './attachments.ts';
import { judged } from './attachments.ts';

/** A route reduced to what the history determines: without `hordes`, `nice`, ports and subscription counts. */
export interface Closed {
  readonly backend: Backend;
  readonly orcName: OrcName;
  readonly socket: PairId;
  readonly lines: readonly LineId[];
}

/**
 * Returns the routes that a node's table must show, in ascending order, for the orcs that the law judges. Expects all
 * uplinks up and nothing in flight.
 */
export function afterwards(history: History, node: NodeToken): Closed[] {
  const { topology, attachments, halls } = history;
  const hallSubscriptions = halls.find((each) => each.node === node)?.subscriptions ?? [];
  const attachmentsHere = attachments.filter((each) => each.node === node);
  const attachmentsBelow = attachments.filter(
    (each) => each.node !== node && canReach(topology, node, each),
  );
  const routesBelow = [...new Set(attachmentsBelow.map((each) => each.orcName))].map(
    (orcName): Closed => {
      const ownAttachments = attachmentsBelow.filter((each) => each.orcName === orcName);
      const socket = nextHopDown(topology, node, ownAttachments[0] as Attachment);
      return {
        backend: 'axon',
        orcName,
        socket,
        lines: distinctLines(ownAttachments.flatMap(lineIdsOf)),
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
    .map(({ backend, orcName, socket, lines: held }) => ({
      backend,
      orcName,
      socket,
      lines: distinctLines(held.map((each) => each.lineId)),
    }))
    .sort(compareRoutes);
}

const compareRoutes = (left: Closed, right: Closed) =>
  byUnit(left.backend, right.backend) || byUnit(left.orcName, right.orcName);

const lineIdsOf = ({ subscriptions }: Attachment) => subscriptions.map((each) => each.lineId);

const distinctLines = (ids: readonly (LineId | null)[]): LineId[] =>
  [...new Set(ids.filter((id) => id !== null))].sort(byUnit);

const canReach = (topology: Topology, node: NodeToken, { node: at }: Attachment) =>
  atOrBelow(topology, node).has(at);

/** Returns the first hop from `node` down to the attachment: the pair of the lower node through which the way leads. */
function nextHopDown(topology: Topology, node: NodeToken, attachment: Attachment): PairId {
  let at = attachment.node;
  for (;;) {
    const next = nodesAbove(topology, at).find((above) =>
      canReach(topology, node, { ...attachment, node: above }),
    );
    if (next === undefined)
      throw new RangeError(`no way leads from ${node} down to ${attachment.node}`);
    if (next === node) return uplinkPair(at, node);
    at = next;
  }
}
