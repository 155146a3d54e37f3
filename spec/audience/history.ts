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
import { recounted } from './subscriptions.ts';

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
function ended(history: History, gone: (each: Attachment) => boolean): History {
  const attachments = history.attachments.filter((each) => !gone(each));
  if (attachments.length === history.attachments.length) return history;
  const free = new Set(history.free);
  for (const { orcName } of history.attachments.filter(gone)) {
    const left = attachments.filter((each) => each.orcName === orcName);
    // Who comes back while its departure is under way is free until it has left at a settled moment.
    if (history.held) free.add(orcName);
    else if (left.length === 0) free.delete(orcName);
    else if (left.every((each) => each.stale)) free.add(orcName);
  }
  return { ...history, attachments, free: [...free] };
}

function opened(history: History, pair: PairId): History {
  return history.open.includes(pair) ? history : { ...history, open: [...history.open, pair] };
}

function freed(history: History, orc: OrcName): History {
  return history.free.includes(orc) ? history : { ...history, free: [...history.free, orc] };
}

/** Speaking by an older attachment, or at its node, while a newer one stands makes the orc free. */
function spoken(history: History, orc: OrcName, pair: PairId): History {
  const { node } = pairOf(history.topology, pair);
  return history.attachments.some(
    (each) => each.orcName === orc && each.stale && each.node === node,
  )
    ? freed(history, orc)
    : history;
}

function joined(history: History, orc: OrcName, pair: PairId): History {
  const known = attachmentOf(history, orc, pair);
  if (known) return known.stale ? rejoined(history, known) : history;
  const { node, backend } = pairOf(history.topology, pair);
  const attachment = { orcName: orc, node, pair, backend, stale: false, subscriptions: [] };
  const overtaken = overtakenBy(history, attachment);
  const elsewhere = history.attachments.some((each) => each.orcName === orc);
  const doubtful = (overtaken.length > 0 && !judged(history, orc)) || (history.held && elsewhere);
  return {
    ...(doubtful ? freed(history, orc) : history),
    attachments: [
      ...history.attachments.map((each) =>
        overtaken.includes(each) ? { ...each, stale: true } : each,
      ),
      attachment,
    ],
  };
}

/** An older attachment takes its route back, without lines; the orc stays free until it has left. */
function rejoined(history: History, known: Attachment): History {
  const overtaken = overtakenBy(history, known);
  return freed(
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
function overtakenBy(history: History, newer: Attachment): Attachment[] {
  return history.attachments.filter(
    (each) =>
      each.orcName === newer.orcName &&
      !each.stale &&
      each.pair !== newer.pair &&
      (each.node !== newer.node || each.backend === newer.backend),
  );
}

function resubscribed(
  history: History,
  orc: OrcName,
  pair: PairId,
  topic: string,
  change: 1 | -1,
): History {
  const here = (each: Attachment) => each.orcName === orc && each.pair === pair;
  return { ...history, attachments: recounted(history.attachments, here, topic, change) };
}

function hallCounted(history: History, node: NodeToken, topic: string, change: 1 | -1): History {
  return {
    ...history,
    halls: recounted(history.halls, (hall) => hall.node === node, topic, change),
  };
}

function renamed(history: History, orc: OrcName, to: OrcName): History {
  return {
    ...history,
    attachments: history.attachments.map((each) =>
      each.orcName === orc ? { ...each, orcName: to } : each,
    ),
  };
}

/** A change on the ways up of an orc that stands at two places leaves it free: which way is the newer is open (semantics, "Free"). */
function shaken(history: History, at: NodeToken): History {
  const touched = atOrBelow(history.topology, at);
  return history.attachments
    .filter((each) => touched.has(each.node))
    .filter(({ orcName }) =>
      history.attachments.some((each) => each.stale && each.orcName === orcName),
    )
    .reduce((after, { orcName }) => freed(after, orcName), history);
}

/** Its clients' endpoints and greathall's subscriptions are gone; its uplinks are as they were. */
function restarted(history: History, node: NodeToken): History {
  const left = ended(shaken(history, node), (each) => each.node === node);
  return {
    ...left,
    halls: left.halls.map((hall) => (hall.node === node ? { node, subscriptions: [] } : hall)),
    open: left.open.filter((pair) => pairOf(history.topology, pair).node !== node),
  };
}

/** A restart whose links stay lost until each comes back. */
function crashed(history: History, node: NodeToken): History {
  const lost = linked(history).uplinks.filter(
    ({ below, above }) => below === node || above === node,
  );
  const left = restarted(history, node);
  return { ...left, down: [...left.down, ...lost] };
}

function asked(history: History, step: Step, refused: boolean): History {
  switch (step.kind) {
    case 'join':
      return joined(opened(history, step.pair), step.orc, step.pair);
    case 'command':
      return spoken(opened(history, step.pair), step.orc, step.pair);
    case 'subscribe': {
      const there = attachmentOf(history, step.orc, step.pair)
        ? spoken(history, step.orc, step.pair)
        : joined(opened(history, step.pair), step.orc, step.pair);
      return resubscribed(there, step.orc, step.pair, step.topic, 1);
    }
    case 'unsubscribe':
      // The client knows by itself whether it holds one; a router's refusal does not bring it back.
      return resubscribed(
        spoken(history, step.orc, step.pair),
        step.orc,
        step.pair,
        step.topic,
        -1,
      );
    case 'leave':
      return ended(history, (each) => each.orcName === step.orc);
    case 'end':
      return ended(history, (each) => each.orcName === step.orc && each.pair === step.pair);
    case 'cut':
      return closed(history, step.pair);
    case 'rename':
      return refused ? history : renamed(history, step.orc, step.to);
    case 'inject':
      return opened(history, step.pair);
    case 'hall subscribe':
      return hallCounted(history, step.node, step.topic, 1);
    case 'hall unsubscribe':
      return hallCounted(history, step.node, step.topic, -1);
    case 'uplink down': {
      const { below, above } = step;
      return { ...shaken(history, below), down: [...history.down, { below, above }] };
    }
    case 'uplink up':
      return {
        ...shaken(history, step.below),
        down: history.down.filter((each) => !sameUplink(each, step)),
      };
    case 'restart':
      return restarted(history, step.node);
    case 'crash':
      return crashed(history, step.node);
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
  const left = ended(history, (each) => each.pair === pair);
  return left.open.includes(pair)
    ? { ...left, open: left.open.filter((each) => each !== pair) }
    : left;
}

/** The history after a settled step and what came back to the clients: refusals, and pairs that a router closed. */
export function witness(history: History, step: Step, answers: readonly Observation[]): History {
  let after = asked(
    history,
    step,
    answers.some((answer) => answer.kind === 'refusal'),
  );
  for (const answer of answers) if (answer.kind === 'closed') after = closed(after, answer.pair);
  return after;
}
