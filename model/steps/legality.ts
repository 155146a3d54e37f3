/**
 * Legal steps: whether a step may be taken in a state, and why not. One definition for the generator, the shrinker and
 * authors of scenarios. A command that a router must refuse is legal, so that the refusal can be tested. A step is not
 * legal if the law does not say what follows from it, or if it is really a step of another kind.
 */

import type { NodeToken, OrcName, PairId, Step, Uplink } from '#spec';
import {
  GREATHALL,
  hasUplink,
  isLineId,
  isOrcName,
  isTopic,
  judged,
  lineOf,
  NAME_LIMIT,
  pairOf,
  readEvent,
  readMessage,
  sameUplink,
  TOPIC_LIMIT,
  uplinkPair,
} from '#spec';
import { entriesOf } from '../arp.ts';
import type { Flight, State } from '../change.ts';
import { isEndNotice, nodeOf } from '../change.ts';
import { handle } from '../node.ts';

const attachmentsOf = (state: State, orc: OrcName) =>
  state.history.attachments.filter((each) => each.orcName === orc);

const hasEndpoint = (state: State, orc: OrcName, pair: PairId) =>
  attachmentsOf(state, orc).some((each) => each.pair === pair);

/** Returns null for a legal step, or a sentence that says why it is not legal in this state. */
export function legal(state: State, step: Step): string | null {
  switch (step.kind) {
    case 'join':
    case 'command':
      if (step.orc === GREATHALL) return 'greathall is local to its node; use "hall subscribe"';
      return step.kind === 'command' && step.name.startsWith(':')
        ? 'a command’s name does not start with ":"; use "inject" for a raw frame'
        : null;
    case 'subscribe':
      return subscribeFault(state, step.orc, step.pair, step.topic);
    case 'unsubscribe':
      return hasEndpoint(state, step.orc, step.pair)
        ? null
        : `${step.orc} has no endpoint on ${step.pair}; join there first`;
    case 'leave':
      return attachmentsOf(state, step.orc).length > 0
        ? null
        : `${step.orc} has joined nowhere; it cannot leave`;
    case 'end':
      return hasEndpoint(state, step.orc, step.pair)
        ? null
        : `${step.orc} has no endpoint on ${step.pair} that could end`;
    case 'cut':
      return state.history.open.includes(step.pair)
        ? null
        : `${step.pair} is not open; it cannot be cut`;
    case 'stall':
    case 'resume':
      return stallFault(state, step);
    case 'rename':
      return renameFault(state, step.orc, step.pair, step.to);
    case 'inject':
      return injectFault(state, step.pair, step.frame);
    case 'garble':
      return garbleFault(state, step);
    case 'stray':
      return strayFault(state, step.pair);
    case 'hall subscribe':
      return patternFault(step.topic);
    case 'uplink down':
      return isDown(state, step)
        ? `${formatUplink(step)} is down already`
        : uplinkFault(state, step);
    case 'uplink up':
      if (!isDown(state, step)) return uplinkFault(state, step) ?? `${formatUplink(step)} is up`;
      return isNoticePending(state, step.below, uplinkPair(step.below, step.above))
        ? `${step.below} has yet to hear that ${formatUplink(step)} is down; let that descend first`
        : null;
    case 'reattach':
      return isDown(state, step)
        ? `${formatUplink(step)} is down; say "uplink up"`
        : uplinkFault(state, step);
    case 'publish':
      return isTopic(step.topic) ? null : TOPIC_FAULT;
    case 'hall unsubscribe':
    case 'crash':
      return null;
    case 'restart':
      return state.history.held
        ? 'the links of a restarted node come back at once; while frames are held say "crash"'
        : null;
    case 'hold':
      return state.history.held ? 'frames are held back already' : null;
    case 'settle':
      return state.history.held ? null : 'nothing is held back; "hold" comes first';
    case 'arrive':
      return deliveryFault(state, step.pair, 'command');
    case 'climb':
      return deliveryFault(state, uplinkPair(step.below, step.above), 'command');
    case 'descend':
      return deliveryFault(state, uplinkPair(step.below, step.above), 'event');
    case 'repeat':
      return repeatFault(state, uplinkPair(step.below, step.above));
    default:
      return step satisfies never;
  }
}

/** Whether a notice about the pair is in flight to the node. */
const isNoticePending = ({ flights }: State, node: NodeToken, pair: PairId) =>
  flights.some((each) => each.to === node && each.pair === pair && isEndNotice(each));

const formatUplink = ({ below, above }: Uplink) => `the uplink of ${below} to ${above}`;

const isDown = ({ history }: State, uplink: Uplink) =>
  history.down.some((each) => sameUplink(each, uplink));

const uplinkFault = ({ topology }: State, uplink: Uplink) =>
  hasUplink(topology, uplink) ? null : `${formatUplink(uplink)} is not declared in the topology`;

/** Returns null if a frame in flight on the bus may be delivered by a step of its own, or the reason why none may. */
function deliveryFault(
  { history, flights }: State,
  pair: PairId,
  bus: Flight['bus'],
): string | null {
  if (!history.held) return 'nothing is held back; "hold" comes first';
  return flights.some((each) => each.pair === pair && each.bus === bus)
    ? null
    : `nothing is in flight on the ${bus} bus of ${pair}`;
}

/**
 * Returns null if a message in flight on the link may be duplicated, or the reason why none may. Only internal messages
 * between nodes may be: they tell only whether an orc is there and holds a line, so a duplicate changes nothing.
 */
function repeatFault(state: State, pair: PairId): string | null {
  const fault = deliveryFault(state, pair, 'command');
  if (fault !== null) return fault;
  const next = state.flights.find((each) => each.pair === pair && each.bus === 'command');
  const message = next?.input.kind === 'frame' ? readMessage(next.input.frame) : '';
  return typeof message === 'string' || message.kind === 'command'
    ? `what comes next on ${pair} is no internal message`
    : null;
}

const TOPIC_FAULT = `a topic or pattern has 1 to ${TOPIC_LIMIT} characters`;

/** Returns null for a pattern on a well formed line or on none, or the reason. */
function patternFault(topic: string): string | null {
  const lineId: string | null = lineOf(topic);
  if (!isTopic(topic)) return TOPIC_FAULT;
  if (topic.includes('<>')) return 'a pattern with <> names no line';
  if (lineId === null || isLineId(lineId)) return null;
  return /[<:$]/.test(lineId)
    ? `${JSON.stringify(lineId)} is no line id: none of < > : $ may be in it`
    : `a line id has 1 to ${NAME_LIMIT} characters, this one ${lineId.length}`;
}

function subscribeFault(state: State, orc: OrcName, pair: PairId, topic: string): string | null {
  const fault = patternFault(topic);
  if (fault !== null) return fault;
  if (orc === GREATHALL) return 'greathall subscribes by "hall subscribe"';
  if (hasEndpoint(state, orc, pair)) return null;
  if (attachmentsOf(state, orc).length > 0)
    return `${orc} stands elsewhere and has no endpoint on ${pair}; join there first`;
  return lineOf(topic) === null
    ? `${orc} has no endpoint on ${pair}, and ${topic} holds no line that would make one`
    : null;
}

function renameFault(state: State, orc: OrcName, pair: PairId, to: OrcName): string | null {
  if (state.history.held)
    return 'whether a name is taken is known when all is settled; settle first';
  if (!hasEndpoint(state, orc, pair)) return `${orc} has no endpoint on ${pair}; join there first`;
  if (!judged(state.history, orc))
    return `${orc} has two attachments or is free; let it leave first`;
  if (!isOrcName(to) || to === GREATHALL) return null;
  if (!state.topology.orcs.some((each) => each.name === to))
    return `orc ${JSON.stringify(to)} is not declared in the topology; declare it there`;
  const { node } = pairOf(state.topology, pair);
  const isTaken = entriesOf(nodeOf(state, node), to).length > 0;
  return !isTaken && attachmentsOf(state, to).length > 0
    ? `${to} stands at another node, which ${node} cannot know; choose another name`
    : null;
}

/**
 * Returns null if the raw frame may be put on the link, or the reason why it may not. On a link that is up it must be
 * malformed, because a well-formed frame would count as the sending node's own. On a link that both ends know to be
 * down it may be any frame, because none has an effect there.
 */
function garbleFault(
  state: State,
  { below, above, bus, frame }: Extract<Step, { readonly kind: 'garble' }>,
): string | null {
  if (isDown(state, { below, above }))
    return state.history.held
      ? `${formatUplink({ below, above })} is down, and an end may have yet to hear of it; settle first`
      : null;
  if (isNoticePending(state, above, uplinkPair(below, above)))
    return `${above} has yet to hear of ${formatUplink({ below, above })}; let that climb first`;
  const read = bus === 'command' ? readMessage(frame) : readEvent(frame);
  return typeof read === 'string'
    ? uplinkFault(state, { below, above })
    : `the frame reads as ${bus === 'command' ? 'a message' : 'an event'}; "garble" is for malformed ones`;
}

/** Returns null if a frame may arrive on the client's pair though it is not attached, or the reason why it may not. */
function strayFault({ history }: State, pair: PairId): string | null {
  if (history.held) return `whether ${pair} is over by then is not known; settle first`;
  return history.open.includes(pair) ? `${pair} is attached; say "inject"` : null;
}

/** Returns null if the client may stop reading, or read on, or the reason why it may not. */
function stallFault(
  { history, topology }: State,
  { kind, pair }: Extract<Step, { readonly kind: 'stall' | 'resume' }>,
): string | null {
  if (history.held) return `what is on its way to ${pair} is not known; settle first`;
  if (kind === 'resume')
    return history.stalled.includes(pair) ? null : `${pair} is not stalled; say "stall" first`;
  if (pairOf(topology, pair).backend === 'ee')
    return `${pair} has no socket to read; it cannot be stalled`;
  if (!history.open.includes(pair)) return `${pair} is not open; it cannot be stalled`;
  return history.stalled.includes(pair) ? `${pair} is stalled already` : null;
}

/**
 * Returns null if the raw frame may be sent on the client's pair, or the reason why it may not. By law it must have no
 * effect, except on an entry that was nested by this pair itself (SAFE-2).
 */
function injectFault(state: State, pair: PairId, frame: unknown): string | null {
  const message = readMessage(frame);
  if (typeof message === 'string') return null;
  if (state.history.held)
    return 'what it meets on its way is not known; settle first, or inject a malformed frame';
  if (message.kind === 'command') return 'a well formed command is a step "command" or "join"';
  const { node: token, backend, port } = pairOf(state.topology, pair);
  const node = nodeOf(state, token);
  const openNode = node.pairs.some((each) => each.id === pair)
    ? node
    : handle(node, { kind: 'attached', pair, backend, port, node: null }).node;
  const outcome = handle(openNode, { kind: 'frame', pair, frame });
  const standingEntries = (entries: typeof node.entries) =>
    entries.filter((entry) => !entry.nested);
  const isWithoutEffect =
    outcome.effects.every((effect) => effect.kind === 'refuse') &&
    standingEntries(outcome.node.entries).length === standingEntries(openNode.entries).length &&
    standingEntries(outcome.node.entries).every(
      (entry, at) => entry === standingEntries(openNode.entries)[at],
    );
  return isWithoutEffect
    ? null
    : `${message.kind} would be honoured on ${pair}; "inject" is for frames the law refuses or ignores`;
}
