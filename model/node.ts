/**
 * One node of the model: an input and a state give a state and effects. The reference for every clause about a router.
 * Guards first, the change of state last; a refused input leaves the state alone. It knows nothing of queues,
 * clients or other nodes: `network.ts` brings those together.
 */

import { match } from 'ts-pattern';
import type { Effect, Input, Message, NodeToken, PairId } from '#spec';
import { GREATHALL, lineOf, readMessage } from '#spec';
import type { NodeState, PairState } from './arp.ts';
import { pairState, without } from './arp.ts';
import { commanded } from './commands.ts';
import { deleted, endpointEnded } from './departures.ts';
import { published, routed } from './events.ts';
import { counted, countOf } from './lines.ts';
import type { Outcome } from './outcome.ts';
import { refused, unchanged } from './outcome.ts';
import { renames } from './renames.ts';
import { connected, disconnected } from './subscriptions.ts';

/** What the law does with one input. */
export function handle(node: NodeState, input: Input): Outcome {
  return match(input)
    .with({ kind: 'frame' }, ({ pair, frame }) => framed(node, pair, frame))
    .with({ kind: 'event' }, ({ frame }) => routed(node, frame))
    .with({ kind: 'publish' }, (publish) => published(node, publish))
    .with({ kind: 'attached' }, ({ kind: _kind, ...pair }) => attached(node, pair))
    .with({ kind: 'lost' }, ({ pair }) => lost(node, pair))
    .with({ kind: 'ended' }, ({ pair, orcName }) => {
      const ended = node.entries.find(
        (entry) => entry.orcName === orcName && entry.socket === pair && !entry.nested,
      );
      return ended && pairState(node, pair)?.node === null
        ? endpointEnded(node, ended)
        : unchanged(node);
    })
    .with({ kind: 'uplink up' }, ({ uplink, port }) => linked(node, uplink, port, true))
    .with({ kind: 'uplink down' }, ({ uplink }) => linked(node, uplink, 0, false))
    .with({ kind: 'subscribe' }, ({ topic }) => hall(node, topic, 1))
    .with({ kind: 'unsubscribe' }, ({ topic }) => hall(node, topic, -1))
    .exhaustive();
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
  return match(message)
    .with({ kind: 'command' }, (command) => commanded(node, pair, command))
    .with({ kind: ':announce' }, (announce) =>
      pair.node === null
        ? refused(node, 'NOT_YOURS', 'only a lower node announces')
        : commanded(node, pair, announce),
    )
    .with({ kind: ':conn-line' }, (conn) => connected(node, pair, conn))
    .with({ kind: ':disconn-line' }, (disconn) => disconnected(node, pair, disconn))
    .with({ kind: ':delete-route' }, ({ orcName }) => deleted(node, pair, orcName))
    .with({ kind: ':rename' }, (rename) => renames(node, pair, rename))
    .exhaustive();
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
    if (entry.nested) {
      left = without(left, (each) => each.socket === id && each.orcName === entry.orcName);
      continue;
    }
    const ended = endpointEnded(left, entry);
    left = ended.node;
    effects.push(...ended.effects);
  }
  return { node: left, effects };
}

function linked(node: NodeState, token: NodeToken, port: number, up: boolean): Outcome {
  const others = node.uplinks.filter((uplink) => uplink.token !== token);
  const uplinks = [...others, { token, port, up }].sort((a, b) => (a.token < b.token ? -1 : 1));
  return unchanged({ ...node, uplinks });
}

/** Greathall's lines are counted here and never sent up. @clause LINE-7 */
function hall(node: NodeState, topic: string, change: 1 | -1): Outcome {
  const lineId = lineOf(topic);
  const greathall = node.entries.find((entry) => entry.orcName === GREATHALL);
  if (lineId === null || !greathall) return unchanged(node);
  const count = countOf(greathall, lineId) + change;
  return unchanged(count < 0 ? node : counted(node, greathall, lineId, count));
}
