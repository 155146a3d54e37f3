/**
 * Legal steps: whether a step is well formed in a state, and why not. One notion for the generator, the shrinker and
 * whoever writes a scenario by hand. Refused commands are legal, on purpose; what is not legal is a step whose
 * outcome the law leaves open, or one that says something else than it does.
 */

import type { NodeToken, OrcName, PairId, Step, Uplink } from '#spec';
import {
  GREATHALL,
  hasUplink,
  isOrcName,
  judged,
  lineOf,
  pairOf,
  readEvent,
  readMessage,
  sameUplink,
  uplinkPair,
} from '#spec';
import { entriesOf } from './arp.ts';
import type { Flight, State } from './change.ts';
import { isNews, nodeOf } from './change.ts';
import { handle } from './node.ts';

const attachmentsOf = (state: State, orc: OrcName) =>
  state.history.attachments.filter((each) => each.orcName === orc);

const stands = (state: State, orc: OrcName, pair: PairId) =>
  attachmentsOf(state, orc).some((each) => each.pair === pair);

/** Null, or the sentence that says why the step does not stand here. */
export function legal(state: State, step: Step): string | null {
  switch (step.kind) {
    case 'join':
    case 'command':
      if (step.orc === GREATHALL) return 'greathall is local to its node; use "hall subscribe"';
      return step.kind === 'command' && step.name.startsWith(':')
        ? 'a command’s name does not start with ":"; use "inject" for a raw frame'
        : null;
    case 'subscribe':
      return subscribes(state, step.orc, step.pair, step.topic);
    case 'unsubscribe':
      return stands(state, step.orc, step.pair)
        ? null
        : `${step.orc} has no endpoint on ${step.pair}; join there first`;
    case 'leave':
      return attachmentsOf(state, step.orc).length > 0
        ? null
        : `${step.orc} has joined nowhere; it cannot leave`;
    case 'end':
      return stands(state, step.orc, step.pair)
        ? null
        : `${step.orc} has no endpoint on ${step.pair} that could end`;
    case 'cut':
      return state.history.open.includes(step.pair)
        ? null
        : `${step.pair} is not open; it cannot be cut`;
    case 'rename':
      return renames(state, step.orc, step.pair, step.to);
    case 'inject':
      return injects(state, step.pair, step.frame);
    case 'garble':
      return garbles(state, step);
    case 'hall subscribe':
      return patterned(step.topic);
    case 'uplink down':
      return isDown(state, step) ? `${namedUplink(step)} is down already` : declared(state, step);
    case 'uplink up':
      if (!isDown(state, step)) return declared(state, step) ?? `${namedUplink(step)} is up`;
      return hears(state, step.below, uplinkPair(step.below, step.above))
        ? `${step.below} has yet to hear that ${namedUplink(step)} is down; let that descend first`
        : null;
    case 'publish':
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
      return flies(state, step.pair, 'command');
    case 'climb':
      return flies(state, uplinkPair(step.below, step.above), 'command');
    case 'descend':
      return flies(state, uplinkPair(step.below, step.above), 'event');
    case 'repeat':
      return repeats(state, uplinkPair(step.below, step.above));
    default:
      return step satisfies never;
  }
}

/** Whether the node has yet to hear what has become of the pair. */
const hears = ({ flights }: State, node: NodeToken, pair: PairId) =>
  flights.some((each) => each.to === node && each.pair === pair && isNews(each));

const namedUplink = ({ below, above }: Uplink) => `the uplink of ${below} to ${above}`;

const isDown = ({ history }: State, uplink: Uplink) =>
  history.down.some((each) => sameUplink(each, uplink));

const declared = ({ topology }: State, uplink: Uplink) =>
  hasUplink(topology, uplink) ? null : `${namedUplink(uplink)} is not declared in the topology`;

/** Whether something is in flight on the bus that may be delivered alone. */
function flies({ history, flights }: State, pair: PairId, bus: Flight['bus']): string | null {
  if (!history.held) return 'nothing is held back; "hold" comes first';
  return flights.some((each) => each.pair === pair && each.bus === bus)
    ? null
    : `nothing is in flight on the ${bus} bus of ${pair}`;
}

/** Only what the law makes idempotent where membership matters alone: internal messages between nodes. */
function repeats(state: State, pair: PairId): string | null {
  const fault = flies(state, pair, 'command');
  if (fault !== null) return fault;
  const next = state.flights.find((each) => each.pair === pair && each.bus === 'command');
  const message = next?.input.kind === 'frame' ? readMessage(next.input.frame) : '';
  return typeof message === 'string' || message.kind === 'command'
    ? `what comes next on ${pair} is no internal message`
    : null;
}

/** A pattern is on a well formed line or on none. */
function patterned(topic: string): string | null {
  const lineId = lineOf(topic);
  if (topic.includes('<>')) return 'a pattern with <> names no line';
  return lineId !== null && /[<:$]/.test(lineId)
    ? `${JSON.stringify(lineId)} is no line id: none of < > : $ may be in it`
    : null;
}

function subscribes(state: State, orc: OrcName, pair: PairId, topic: string): string | null {
  const fault = patterned(topic);
  if (fault !== null) return fault;
  if (orc === GREATHALL) return 'greathall subscribes by "hall subscribe"';
  if (stands(state, orc, pair)) return null;
  if (attachmentsOf(state, orc).length > 0)
    return `${orc} stands elsewhere and has no endpoint on ${pair}; join there first`;
  return lineOf(topic) === null
    ? `${orc} has no endpoint on ${pair}, and ${topic} holds no line that would make one`
    : null;
}

function renames(state: State, orc: OrcName, pair: PairId, to: OrcName): string | null {
  if (state.history.held)
    return 'whether a name is taken is known when all is settled; settle first';
  if (!stands(state, orc, pair)) return `${orc} has no endpoint on ${pair}; join there first`;
  if (!judged(state.history, orc))
    return `${orc} has two attachments or is free; let it leave first`;
  if (!isOrcName(to) || to === GREATHALL) return null;
  if (!state.topology.orcs.some((each) => each.name === to))
    return `orc ${JSON.stringify(to)} is not declared in the topology; declare it there`;
  const { node } = pairOf(state.topology, pair);
  const taken = entriesOf(nodeOf(state, node), to).length > 0;
  return !taken && attachmentsOf(state, to).length > 0
    ? `${to} stands at another node, which ${node} cannot know; choose another name`
    : null;
}

/** Over a link only what is malformed: what reads as a message or event is the business of the node that says it. */
function garbles(
  state: State,
  { below, above, bus, frame }: Extract<Step, { readonly kind: 'garble' }>,
): string | null {
  if (isDown(state, { below, above })) return `${namedUplink({ below, above })} is down`;
  if (hears(state, above, uplinkPair(below, above)))
    return `${above} has yet to hear of ${namedUplink({ below, above })}; let that climb first`;
  const read = bus === 'command' ? readMessage(frame) : readEvent(frame);
  return typeof read === 'string'
    ? declared(state, { below, above })
    : `the frame reads as ${bus === 'command' ? 'a message' : 'an event'}; "garble" is for malformed ones`;
}

/** An injected frame must be without effect by the law, but for the entry it may have nested itself (SAFE-2). */
function injects(state: State, pair: PairId, frame: unknown): string | null {
  const message = readMessage(frame);
  if (typeof message === 'string') return null;
  if (state.history.held)
    return 'what it meets on its way is not known; settle first, or inject a malformed frame';
  if (message.kind === 'command') return 'a well formed command is a step "command" or "join"';
  const { node: token, backend, port } = pairOf(state.topology, pair);
  const node = nodeOf(state, token);
  const open = node.pairs.some((each) => each.id === pair)
    ? node
    : handle(node, { kind: 'attached', pair, backend, port, node: null }).node;
  const outcome = handle(open, { kind: 'frame', pair, frame });
  const standing = (entries: typeof node.entries) => entries.filter((entry) => !entry.nested);
  const same =
    outcome.effects.every((effect) => effect.kind === 'refuse') &&
    standing(outcome.node.entries).length === standing(open.entries).length &&
    standing(outcome.node.entries).every((entry, at) => entry === standing(open.entries)[at]);
  return same
    ? null
    : `${message.kind} would be honoured on ${pair}; "inject" is for frames the law refuses or ignores`;
}
