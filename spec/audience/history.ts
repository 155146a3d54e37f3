/**
 * History: what the clients of a network know, from what they asked for and what they were answered.
 * No table is in it: where each orc stands, what it subscribed there, and whether the law judges it (see "Free").
 * The audience law reads it; a model or a harness lets its clients act by it.
 */
import { linked } from '../scenario/links.ts';
import type { Step } from '../scenario/steps.ts';
import type { Pair, Topology, Uplink } from '../scenario/topology.ts';
import { atOrBelow, sameUplink } from '../scenario/topology.ts';
import type { NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Observation } from '../words/observation.ts';
import type { Backend } from '../words/table.ts';
import type { Subscription } from './subscriptions.ts';
import { recountHolders } from './subscriptions.ts';

/** An orc's endpoint as its client knows it. */
export interface Attachment {
  readonly orcName: OrcName;
  readonly node: NodeToken;
  readonly pair: PairId;
  readonly backend: Backend;
  /** The orc has since joined by another pair that took the route over; this one still stands. */
  readonly stale: boolean;
  readonly subscriptions: readonly Subscription[];
}

export interface History {
  readonly topology: Topology;
  /** In order of joining. */
  readonly attachments: readonly Attachment[];
  /** Orcs that are free until they have left and joined again (semantics, "Free"). */
  readonly free: readonly OrcName[];
  readonly halls: readonly {
    readonly node: NodeToken;
    readonly subscriptions: readonly Subscription[];
  }[];
  /** Client pairs that are open. */
  readonly open: readonly PairId[];
  /** Uplinks that are lost and have not come back. */
  readonly down: readonly Uplink[];
  /** Frames are held back: what was asked for may not have come to pass. */
  readonly held: boolean;
}

export function beginning(topology: Topology): History {
  return {
    topology,
    attachments: [],
    free: [],
    halls: topology.nodes.map(({ token }) => ({ node: token, subscriptions: [] })),
    open: [],
    down: [],
    held: false,
  };
}

/** The declared pair; a scenario that was parsed names no other. */
export function pairOf(topology: Topology, id: PairId): Pair {
  const pair = topology.pairs.find((each) => each.id === id);
  if (!pair) throw new RangeError(`pair ${id} is not declared in the topology`);
  return pair;
}

export function attachmentOf(history: History, orc: OrcName, pair: PairId): Attachment | undefined {
  return history.attachments.find((each) => each.orcName === orc && each.pair === pair);
}

/** Whether the audience law judges who reaches this orc: it is not free, and no two attachments of it stand. */
export function judged(history: History, orc: OrcName): boolean {
  return (
    !history.free.includes(orc) &&
    !history.attachments.some((each) => each.stale && each.orcName === orc)
  );
}

/** Ends attachments. The newest gone while an older stands leaves the orc free; none left makes it judged again (ADR 1.14). */
function endAttachments(history: History, isGone: (each: Attachment) => boolean): History {
  const attachments = history.attachments.filter((each) => !isGone(each));
  if (attachments.length === history.attachments.length) return history;
  const free = new Set(history.free);
  for (const { orcName } of history.attachments.filter(isGone)) {
    const left = attachments.filter((each) => each.orcName === orcName);
    // Who comes back while its departure is under way is free until it has left at a settled moment.
    if (history.held) free.add(orcName);
    else if (left.length === 0) free.delete(orcName);
    else if (left.every((each) => each.stale)) free.add(orcName);
  }
  return { ...history, attachments, free: [...free] };
}

function openPair(history: History, pair: PairId): History {
  return history.open.includes(pair) ? history : { ...history, open: [...history.open, pair] };
}

function markFree(history: History, orc: OrcName): History {
  return history.free.includes(orc) ? history : { ...history, free: [...history.free, orc] };
}

/** Speaking by an older attachment, or at its node, while a newer one stands makes the orc free. */
function freeStaleSpeaker(history: History, orc: OrcName, pair: PairId): History {
  const { node } = pairOf(history.topology, pair);
  return history.attachments.some(
    (each) => each.orcName === orc && each.stale && each.node === node,
  )
    ? markFree(history, orc)
    : history;
}

function joinOrc(history: History, orc: OrcName, pair: PairId): History {
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

/** An older attachment takes its route back, without lines; the orc stays free until it has left. */
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

/** The standing attachments whose route a join by `newer` takes over: elsewhere, or here on the same backend. */
function overtakenAttachments(history: History, newer: Attachment): Attachment[] {
  return history.attachments.filter(
    (each) =>
      each.orcName === newer.orcName &&
      !each.stale &&
      each.pair !== newer.pair &&
      (each.node !== newer.node || each.backend === newer.backend),
  );
}

function countSubscription(
  history: History,
  orc: OrcName,
  pair: PairId,
  topic: string,
  change: 1 | -1,
): History {
  const isMeant = (each: Attachment) => each.orcName === orc && each.pair === pair;
  return { ...history, attachments: recountHolders(history.attachments, isMeant, topic, change) };
}

function countHallSubscription(
  history: History,
  node: NodeToken,
  topic: string,
  change: 1 | -1,
): History {
  return {
    ...history,
    halls: recountHolders(history.halls, (hall) => hall.node === node, topic, change),
  };
}

function renameOrc(history: History, orc: OrcName, to: OrcName): History {
  return {
    ...history,
    attachments: history.attachments.map((each) =>
      each.orcName === orc ? { ...each, orcName: to } : each,
    ),
  };
}

/** A change on the ways up of an orc that stands at two places leaves it free: which way is the newer is open (semantics, "Free"). */
function freeTwiceAttached(history: History, at: NodeToken): History {
  const affectedNodes = atOrBelow(history.topology, at);
  return history.attachments
    .filter((each) => affectedNodes.has(each.node))
    .filter(({ orcName }) =>
      history.attachments.some((each) => each.stale && each.orcName === orcName),
    )
    .reduce((after, { orcName }) => markFree(after, orcName), history);
}

/** Its clients' endpoints and greathall's subscriptions are gone; its uplinks are as they were. */
function restartNode(history: History, node: NodeToken): History {
  const left = endAttachments(freeTwiceAttached(history, node), (each) => each.node === node);
  return {
    ...left,
    halls: left.halls.map((hall) => (hall.node === node ? { node, subscriptions: [] } : hall)),
    open: left.open.filter((pair) => pairOf(history.topology, pair).node !== node),
  };
}

/** A restart whose links stay lost until each comes back. */
function crashNode(history: History, node: NodeToken): History {
  const lostUplinks = linked(history).uplinks.filter(
    ({ below, above }) => below === node || above === node,
  );
  const left = restartNode(history, node);
  return { ...left, down: [...left.down, ...lostUplinks] };
}

function applyStep(history: History, step: Step, refused: boolean): History {
  switch (step.kind) {
    case 'join':
      return joinOrc(openPair(history, step.pair), step.orc, step.pair);
    case 'command':
      return freeStaleSpeaker(openPair(history, step.pair), step.orc, step.pair);
    case 'subscribe': {
      const attached = attachmentOf(history, step.orc, step.pair)
        ? freeStaleSpeaker(history, step.orc, step.pair)
        : joinOrc(openPair(history, step.pair), step.orc, step.pair);
      return countSubscription(attached, step.orc, step.pair, step.topic, 1);
    }
    case 'unsubscribe':
      // The client knows by itself whether it holds one; a router's refusal does not bring it back.
      return countSubscription(
        freeStaleSpeaker(history, step.orc, step.pair),
        step.orc,
        step.pair,
        step.topic,
        -1,
      );
    case 'leave':
      return endAttachments(history, (each) => each.orcName === step.orc);
    case 'end':
      return endAttachments(
        history,
        (each) => each.orcName === step.orc && each.pair === step.pair,
      );
    case 'cut':
      return closed(history, step.pair);
    case 'rename':
      return refused ? history : renameOrc(history, step.orc, step.to);
    case 'inject':
      return openPair(history, step.pair);
    case 'hall subscribe':
      return countHallSubscription(history, step.node, step.topic, 1);
    case 'hall unsubscribe':
      return countHallSubscription(history, step.node, step.topic, -1);
    case 'uplink down': {
      const { below, above } = step;
      return { ...freeTwiceAttached(history, below), down: [...history.down, { below, above }] };
    }
    case 'uplink up':
      return {
        ...freeTwiceAttached(history, step.below),
        down: history.down.filter((each) => !sameUplink(each, step)),
      };
    case 'restart':
      return restartNode(history, step.node);
    case 'crash':
      return crashNode(history, step.node);
    case 'publish':
    case 'garble':
    case 'arrive':
    case 'climb':
    case 'descend':
    case 'repeat':
      return history;
    case 'hold':
      return { ...history, held: true };
    case 'settle':
      return { ...history, held: false };
    default:
      return step satisfies never;
  }
}

/** The history after a pair was closed, by whomever. */
export function closed(history: History, pair: PairId): History {
  const left = endAttachments(history, (each) => each.pair === pair);
  return left.open.includes(pair)
    ? { ...left, open: left.open.filter((each) => each !== pair) }
    : left;
}

/** The history after a settled step and what came back to the clients: refusals, and pairs that a router closed. */
export function advanceHistory(
  history: History,
  step: Step,
  answers: readonly Observation[],
): History {
  let after = applyStep(
    history,
    step,
    answers.some((answer) => answer.kind === 'refusal'),
  );
  for (const answer of answers) if (answer.kind === 'closed') after = closed(after, answer.pair);
  return after;
}
