/**
 * One node of the model: an input and a state give a state and effects. The reference for every clause about a router.
 * Guards come first and the change of state last; a refused input leaves the state alone. It knows nothing of queues,
 * clients or other nodes, which `network.ts` brings together.
 */

import type { Effect, Input, LineId, Message, NodeToken, OrcName, PairId } from '#spec';
import { GREATHALL, lineOf, readMessage } from '#spec';
import type { ArpEntry, NodeState, PairState } from './arp.ts';
import { pairState } from './arp.ts';
import { handleCommand } from './commands.ts';
import { endEndpoint, removeOrc } from './departures.ts';
import { publishEvent, routeEvent } from './events.ts';
import { dropUplink, raiseUplink } from './healing.ts';
import { countOf, setCount } from './lines.ts';
import type { NodeOutcome } from './outcome.ts';
import { outcomeOf, refuse } from './outcome.ts';
import { renameOrc } from './renames.ts';
import { connectLine, disconnectLine } from './subscriptions.ts';
import { climbFromBelow, climbFromClient, loseLowerNode, reactAsHome } from './ways/climbing.ts';
import { publishByWays, routeByWays } from './ways/falling.ts';
import type { WaysNode } from './ways/state.ts';
import { hasWays, knownOrcs } from './ways/state.ts';
import { announceTo } from './ways/telling.ts';

/** Returns the law's answer to one input. Uses a `switch` and not `match`, because this is an innermost loop. */
export function handle(node: NodeState, input: Input): NodeOutcome {
  return hasWays(node) ? handleByWays(node, input) : handleAlone(node, input);
}

/** Answers by the law in which at most one way leads from a node to another. */
function handleAlone(node: NodeState, input: Input): NodeOutcome {
  switch (input.kind) {
    case 'frame':
      return handleFrame(node, input.pair, input.frame);
    case 'event':
      return routeEvent(node, input.uplink, input.frame);
    case 'publish':
      return publishEvent(node, input);
    case 'attached':
      return attachPair(node, input);
    case 'lost':
      return losePair(node, input.pair);
    case 'ended':
      return endOrcEndpoint(node, input.pair, input.orcName);
    case 'uplink up':
      return raiseUplink(node, { token: input.uplink, port: input.port, up: true });
    case 'uplink down':
      return dropUplink(node, input.uplink);
    case 'subscribe':
      return countGreathall(node, input.topic, 1);
    case 'unsubscribe':
      return countGreathall(node, input.topic, -1);
    default:
      return input satisfies never;
  }
}

/**
 * Answers by the law with several ways. What is about clients alone is answered as without; then the uplinks are told by ways.
 * @clause WAYS-1 WAYS-4
 */
function handleByWays(node: WaysNode, input: Input): NodeOutcome {
  switch (input.kind) {
    case 'frame': {
      const pair = pairState(node, input.pair);
      if (!pair) return refuse(node, 'UNKNOWN_PAIR', `${input.pair} is not attached`);
      const ends = pair.node === null ? null : { sender: pair.node, receiver: node.token };
      const message = readMessage(input.frame, ends);
      if (typeof message === 'string') return refuse(node, 'MALFORMED', message);
      const handleHere = (state: NodeState) => handleMessage(state, pair, message);
      if (pair.node === null) return climbFromClient(node, pair, message, handleHere);
      return message.kind === ':rename'
        ? handleHere(node)
        : climbFromBelow(node, pair.node, message);
    }
    case 'event':
      return routeByWays(node, input.uplink, input.frame);
    case 'publish':
      return publishByWays(node, input);
    case 'attached': {
      const older = node.pairs.find((each) => each.node !== null && each.node === input.node);
      const { node: left, effects } = older?.node
        ? loseLower(node, older, older.node)
        : outcomeOf(node);
      const { pair: id, backend, port } = input;
      return {
        node: { ...left, pairs: [...left.pairs, { id, backend, port, node: input.node }] },
        effects,
      };
    }
    case 'lost': {
      const pair = pairState(node, input.pair);
      return pair?.node
        ? loseLower(node, pair, pair.node)
        : reactAsHome(node, handleAlone(node, input));
    }
    case 'uplink up': {
      const uplink = { token: input.uplink, port: input.port, up: true };
      const { node: after } = raiseUplink(node, uplink);
      return { node: after, effects: announceTo(node, uplink, knownOrcs(node)) };
    }
    case 'ended':
      return reactAsHome(node, handleAlone(node, input));
    case 'uplink down':
    case 'subscribe':
    case 'unsubscribe':
      return handleAlone(node, input);
    default:
      return input satisfies never;
  }
}

/** Ends a lower node's pair and every way by it. @clause WAYS-1 ROUTE-4 */
function loseLower(node: WaysNode, { id }: PairState, below: NodeToken): NodeOutcome {
  return loseLowerNode({ ...node, pairs: node.pairs.filter((each) => each.id !== id) }, below);
}

/** Parses a frame from below and handles its message; a malformed one is refused. @clause SAFE-1 LINE-7 */
function handleFrame(node: NodeState, id: PairId, frame: unknown): NodeOutcome {
  const pair = pairState(node, id);
  if (!pair) return refuse(node, 'UNKNOWN_PAIR', `${id} is not attached`);
  const message = readMessage(frame);
  if (typeof message === 'string') return refuse(node, 'MALFORMED', message);
  return handleMessage(node, pair, message);
}

function handleMessage(node: NodeState, pair: PairState, message: Message): NodeOutcome {
  switch (message.kind) {
    case 'command':
      return handleCommand(node, pair, message);
    case ':announce':
      return pair.node === null
        ? refuse(node, 'NOT_YOURS', 'only a lower node announces')
        : handleCommand(node, pair, message);
    case ':conn-line':
      return connectLine(node, pair, message);
    case ':disconn-line':
      return disconnectLine(node, pair, message);
    case ':delete-route':
      return removeOrc(node, pair, message.orcName);
    case ':rename':
      return renameOrc(node, pair, message);
    case ':way':
      // Read between nodes with `ways` alone, and handled before it comes here.
      return refuse(node, 'NOT_YOURS', 'only a lower node tells its way');
    default:
      return message satisfies never;
  }
}

/** Attaches a pair. A lower node that attaches again ends its older pair first (docs/SPEC.md#what-crosses-a-link). */
function attachPair(
  node: NodeState,
  pair: Omit<PairState, 'id'> & { readonly pair: PairId },
): NodeOutcome {
  const olderPair = node.pairs.find((each) => each.node !== null && each.node === pair.node);
  const { node: left, effects } = olderPair ? losePair(node, olderPair.id) : outcomeOf(node);
  const { pair: id, backend, port } = pair;
  return {
    node: { ...left, pairs: [...left.pairs, { id, backend, port, node: pair.node }] },
    effects,
  };
}

/** Ends every entry behind a pair that is gone. @clause ROUTE-4 ROUTE-5 */
function losePair(node: NodeState, id: PairId): NodeOutcome {
  if (!pairState(node, id)) return outcomeOf(node);
  let left: NodeState = { ...node, pairs: node.pairs.filter((pair) => pair.id !== id) };
  const effects: Effect[] = [];
  // One pair has one backend, and entries of one backend are in ascending order of orc name, so routes end in that
  // order.
  for (const entry of node.entries.filter((each) => each.socket === id)) {
    const outcome = endEndpoint(left, entry);
    left = outcome.node;
    effects.push(...outcome.effects);
  }
  return { node: left, effects };
}

/** Ends one orc's endpoint on a pair; only an endpoint of a client can end by itself. @clause ROUTE-7 */
function endOrcEndpoint(node: NodeState, id: PairId, orcName: OrcName): NodeOutcome {
  const ownEntry = node.entries.find(
    (entry) => entry.orcName === orcName && entry.socket === id && !entry.nested,
  );
  return ownEntry && pairState(node, id)?.node === null
    ? endEndpoint(node, ownEntry)
    : outcomeOf(node);
}

/** Counts greathall's own lines, which are never sent up. @clause LINE-7 */
function countGreathall(node: NodeState, topic: string, change: 1 | -1): NodeOutcome {
  const lineId = lineOf(topic);
  const greathall = node.entries.find((entry) => entry.orcName === GREATHALL);
  if (lineId === null || !greathall) return outcomeOf(node);
  if (node.hallPatterns) return changeHallSet(node, node.hallPatterns, greathall, topic, change);
  const count = countOf(greathall, lineId) + change;
  return outcomeOf(count < 0 ? node : setCount(node, greathall, lineId, count));
}

/** Puts a pattern into greathall's set, or takes it out: greathall holds a line while a pattern on it is there. @clause LINE-9 */
function changeHallSet(
  node: NodeState,
  known: readonly string[],
  greathall: ArpEntry,
  topic: string,
  change: 1 | -1,
): NodeOutcome {
  const others = known.filter((each) => each !== topic);
  const hallPatterns = change > 0 ? [...others, topic] : others;
  const lineId = lineOf(topic) as LineId;
  const isHeld = hallPatterns.some((each) => lineOf(each) === lineId);
  return outcomeOf({ ...setCount(node, greathall, lineId, isHeld ? 1 : 0), hallPatterns });
}
