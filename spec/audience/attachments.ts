/**
 * Attachments: where each orc is attached as far as its client knows, and how that changes when the orc joins, speaks, leaves or
 * loses its pair or node. They tell which attachment is stale, and which orc the law leaves free (docs/SPEC.md#free). Separate
 * from the history, which says what each step asks for.
 */
import { linked } from '../scenario/links.ts';
import type { Pair, Topology, Uplink } from '../scenario/topology.ts';
import { atOrBelow } from '../scenario/topology.ts';
import type { NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Backend } from '../words/table.ts';
import type { Subscription } from './subscriptions.ts';

/** An orc's endpoint as its client knows it. */
export interface Attachment {
  readonly orcName: OrcName;
  readonly node: NodeToken;
  readonly pair: PairId;
  readonly backend: Backend;
  /**
   * True when the orc has since joined by another pair that took the route over, while this attachment has not ended.
   */
  readonly stale: boolean;
  readonly subscriptions: readonly Subscription[];
}

export interface History {
  readonly topology: Topology;
  /** In order of joining. */
  readonly attachments: readonly Attachment[];
  /**
   * Orcs that the law leaves free, and so does not judge, until they have left and joined again (docs/SPEC.md#free).
   */
  readonly free: readonly OrcName[];
  readonly halls: readonly {
    readonly node: NodeToken;
    readonly subscriptions: readonly Subscription[];
  }[];
  /** The client pairs that are open. */
  readonly open: readonly PairId[];
  /** The open client pairs whose clients do not read their event sockets. */
  readonly stalled: readonly PairId[];
  /** Uplinks that were lost and are not back yet. */
  readonly down: readonly Uplink[];
  /** True between `hold` and `settle`: frames may be in flight, so requests may not have taken effect yet. */
  readonly held: boolean;
}

export function beginning(topology: Topology): History {
  return {
    topology,
    attachments: [],
    free: [],
    halls: topology.nodes.map(({ token }) => ({ node: token, subscriptions: [] })),
    open: [],
    stalled: [],
    down: [],
    held: false,
  };
}

/** Returns the pair declared with this id. Throws RangeError for an undeclared id; a parsed scenario has none. */
export function pairOf(topology: Topology, id: PairId): Pair {
  const pair = topology.pairs.find((each) => each.id === id);
  if (!pair) throw new RangeError(`pair ${id} is not declared in the topology`);
  return pair;
}

export function attachmentOf(history: History, orc: OrcName, pair: PairId): Attachment | undefined {
  return history.attachments.find((each) => each.orcName === orc && each.pair === pair);
}

/** Whether the audience law judges who reaches this orc: it is not free and has no stale attachment. */
export function judged(history: History, orc: OrcName): boolean {
  return (
    !history.free.includes(orc) &&
    !history.attachments.some((each) => each.stale && each.orcName === orc)
  );
}

/**
 * Ends attachments. An orc whose only remaining attachments are stale becomes free; one with no attachment left is
 * judged again (ADR 1.14).
 */
export function endAttachments(history: History, isGone: (each: Attachment) => boolean): History {
  const attachments = history.attachments.filter((each) => !isGone(each));
  if (attachments.length === history.attachments.length) return history;
  const free = new Set(history.free);
  for (const { orcName } of history.attachments.filter(isGone)) {
    const left = attachments.filter((each) => each.orcName === orcName);
    // An orc whose departure may still be in flight stays free until it has left while nothing was in flight.
    if (history.held) free.add(orcName);
    else if (left.length === 0) free.delete(orcName);
    else if (left.every((each) => each.stale)) free.add(orcName);
  }
  return { ...history, attachments, free: [...free] };
}

export function openPair(history: History, pair: PairId): History {
  return history.open.includes(pair) ? history : { ...history, open: [...history.open, pair] };
}

function markFree(history: History, orc: OrcName): History {
  return history.free.includes(orc) ? history : { ...history, free: [...history.free, orc] };
}

/** Makes an orc free when it speaks at a node where it has a stale attachment. */
export function freeStaleSpeaker(history: History, orc: OrcName, pair: PairId): History {
  const { node } = pairOf(history.topology, pair);
  return history.attachments.some(
    (each) => each.orcName === orc && each.stale && each.node === node,
  )
    ? markFree(history, orc)
    : history;
}

export function joinOrc(history: History, orc: OrcName, pair: PairId): History {
  const known = attachmentOf(history, orc, pair);
  if (known) return known.stale ? rejoinOrc(history, known) : history;
  const { node, backend } = pairOf(history.topology, pair);
  const attachment = { orcName: orc, node, pair, backend, stale: false, subscriptions: [] };
  const overtaken = overtakenAttachments(history, attachment);
  const isElsewhere = history.attachments.some((each) => each.orcName === orc);
  const isDoubtful =
    (overtaken.length > 0 && !judged(history, orc)) || (history.held && isElsewhere);
  return {
    ...(isDoubtful ? markFree(history, orc) : history),
    attachments: [
      ...history.attachments.map((each) =>
        overtaken.includes(each) ? { ...each, stale: true } : each,
      ),
      attachment,
    ],
  };
}

/**
 * Makes the orc join again by a stale attachment, which takes the route back without lines; the orc stays free until
 * it has left.
 */
function rejoinOrc(history: History, known: Attachment): History {
  const overtaken = overtakenAttachments(history, known);
  return markFree(
    {
      ...history,
      attachments: history.attachments.map((each) =>
        each === known
          ? { ...each, stale: false }
          : overtaken.includes(each)
            ? { ...each, stale: true }
            : each,
      ),
    },
    known.orcName,
  );
}

/**
 * Returns the current attachments whose route a join by `newer` takes over: those at other nodes, and those at the
 * same node on the same backend.
 */
function overtakenAttachments(history: History, newer: Attachment): Attachment[] {
  return history.attachments.filter(
    (each) =>
      each.orcName === newer.orcName &&
      !each.stale &&
      each.pair !== newer.pair &&
      (each.node !== newer.node || each.backend === newer.backend),
  );
}

export function renameOrc(history: History, orc: OrcName, to: OrcName): History {
  return {
    ...history,
    attachments: history.attachments.map((each) =>
      each.orcName === orc ? { ...each, orcName: to } : each,
    ),
  };
}

/**
 * Makes orcs that are attached at two places free when a link or node above one of the places changes: from then on the law does
 * not say which attachment is the newer one (docs/SPEC.md#free).
 */
export function freeTwiceAttached(history: History, at: NodeToken): History {
  const affectedNodes = atOrBelow(history.topology, at);
  return history.attachments
    .filter((each) => affectedNodes.has(each.node))
    .filter(({ orcName }) =>
      history.attachments.some((each) => each.stale && each.orcName === orcName),
    )
    .reduce((after, { orcName }) => markFree(after, orcName), history);
}

/** Ends the endpoints of the node's clients, and greathall's subscriptions there. The node's uplinks stay up. */
export function restartNode(history: History, node: NodeToken): History {
  const left = endAttachments(freeTwiceAttached(history, node), (each) => each.node === node);
  return {
    ...left,
    halls: left.halls.map((hall) => (hall.node === node ? { node, subscriptions: [] } : hall)),
    open: left.open.filter((pair) => pairOf(history.topology, pair).node !== node),
    stalled: left.stalled.filter((pair) => pairOf(history.topology, pair).node !== node),
  };
}

/** Ends the same endpoints as a restart does. The node's links stay lost until each of them gets an `uplink up` of its own. */
export function crashNode(history: History, node: NodeToken): History {
  const lostUplinks = linked(history).uplinks.filter(
    ({ below, above }) => below === node || above === node,
  );
  const left = restartNode(history, node);
  return { ...left, down: [...left.down, ...lostUplinks] };
}

/** Returns the history after the client or the router has closed a pair, which also ends its stall. */
export function closed(history: History, pair: PairId): History {
  const left = endAttachments(history, (each) => each.pair === pair);
  return left.open.includes(pair)
    ? { ...resumePair(left, pair), open: left.open.filter((each) => each !== pair) }
    : left;
}

/** Makes the client of the pair stop reading its event socket. @clause EVENT-14 */
export const stallPair = (history: History, pair: PairId): History => ({
  ...history,
  stalled: [...history.stalled, pair],
});

export const resumePair = (history: History, pair: PairId): History =>
  history.stalled.includes(pair)
    ? { ...history, stalled: history.stalled.filter((each) => each !== pair) }
    : history;
