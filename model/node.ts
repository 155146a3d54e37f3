/**
 * One node of the model: an input and a state give a state and effects. The reference for every clause about a router.
 * Guards first, the change of state last; a refused input leaves the state alone. It knows nothing of queues,
 * clients or other nodes: `network.ts` brings those together.
 */

import type { Effect, Input, Message, OrcName, PairId } from '#spec';
import { GREATHALL, lineOf, readMessage } from '#spec';
import type { NodeState, PairState } from './arp.ts';
import { pairState } from './arp.ts';
import { commanded } from './commands.ts';
import { deleted, endpointEnded } from './departures.ts';
import { published, routed } from './events.ts';
import { climbed, fallen } from './healing.ts';
import { counted, countOf } from './lines.ts';
import type { Outcome } from './outcome.ts';
import { refused, unchanged } from './outcome.ts';
import { renames } from './renames.ts';
import { connected, disconnected } from './subscriptions.ts';

/** What the law does with one input. A `switch`, as in every innermost loop. */
export function handle(node: NodeState, input: Input): Outcome {
  switch (input.kind) {
    case 'frame':
      return framed(node, input.pair, input.frame);
    case 'event':
      return routed(node, input.frame);
    case 'publish':
      return published(node, input);
    case 'attached':
      return attached(node, input);
    case 'lost':
      return lost(node, input.pair);
    case 'ended':
      return ended(node, input.pair, input.orcName);
    case 'uplink up':
      return climbed(node, { token: input.uplink, port: input.port, up: true });
    case 'uplink down':
      return fallen(node, input.uplink);
    case 'subscribe':
      return hall(node, input.topic, 1);
    case 'unsubscribe':
      return hall(node, input.topic, -1);
    default:
      return input satisfies never;
  }
}

/** @clause SAFE-1 LINE-7 */
function framed(node: NodeState, id: PairId, frame: unknown): Outcome {
  const pair = pairState(node, id);
  if (!pair) return refused(node, 'UNKNOWN_PAIR', `${id} is not attached`);
  const message = readMessage(frame);
  if (typeof message === 'string') return refused(node, 'MALFORMED', message);
  return heard(node, pair, message);
}

function heard(node: NodeState, pair: PairState, message: Message): Outcome {
  switch (message.kind) {
    case 'command':
      return commanded(node, pair, message);
    case ':announce':
      return pair.node === null
        ? refused(node, 'NOT_YOURS', 'only a lower node announces')
        : commanded(node, pair, message);
    case ':conn-line':
      return connected(node, pair, message);
    case ':disconn-line':
      return disconnected(node, pair, message);
    case ':delete-route':
      return deleted(node, pair, message.orcName);
    case ':rename':
      return renames(node, pair, message);
    default:
      return message satisfies never;
  }
}

/** A lower node that attaches anew ends its older pair first (semantics, 2). */
function attached(
  node: NodeState,
  pair: Omit<PairState, 'id'> & { readonly pair: PairId },
): Outcome {
  const older = node.pairs.find((each) => each.node !== null && each.node === pair.node);
  const { node: left, effects } = older ? lost(node, older.id) : unchanged(node);
  const { pair: id, backend, port } = pair;
  return {
    node: { ...left, pairs: [...left.pairs, { id, backend, port, node: pair.node }] },
    effects,
  };
}

/** @clause ROUTE-4 ROUTE-5 */
function lost(node: NodeState, id: PairId): Outcome {
  if (!pairState(node, id)) return unchanged(node);
  let left: NodeState = { ...node, pairs: node.pairs.filter((pair) => pair.id !== id) };
  const effects: Effect[] = [];
  // Entries stand in ascending order of orcName on one backend, and a pair has one backend.
  for (const entry of node.entries.filter((each) => each.socket === id)) {
    const ended = endpointEnded(left, entry);
    left = ended.node;
    effects.push(...ended.effects);
  }
  return { node: left, effects };
}

/** Nothing but an endpoint of a client ends by itself. @clause ROUTE-7 */
function ended(node: NodeState, id: PairId, orcName: OrcName): Outcome {
  const own = node.entries.find(
    (entry) => entry.orcName === orcName && entry.socket === id && !entry.nested,
  );
  return own && pairState(node, id)?.node === null ? endpointEnded(node, own) : unchanged(node);
}

/** Greathall's lines are counted here and never sent up. @clause LINE-7 */
function hall(node: NodeState, topic: string, change: 1 | -1): Outcome {
  const lineId = lineOf(topic);
  const greathall = node.entries.find((entry) => entry.orcName === GREATHALL);
  if (lineId === null || !greathall) return unchanged(node);
  const count = countOf(greathall, lineId) + change;
  return unchanged(count < 0 ? node : counted(node, greathall, lineId, count));
}
