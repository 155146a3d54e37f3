/**
 * Legal steps: whether a step is well formed in a state, and why not. One notion for the generator, the shrinker and
 * whoever writes a scenario by hand. Refused commands are legal, on purpose; what is not legal is a step whose
 * outcome the law leaves open, or one that says something else than it does.
 */

import type { OrcName, PairId, Step } from '#spec';
import { GREATHALL, isOrcName, judged, lineOf, pairOf, readMessage } from '#spec';
import { entriesOf } from './arp.ts';
import type { State } from './network.ts';
import { nodeOf } from './network.ts';
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
    case 'hall subscribe':
      return patterned(step.topic);
    case 'publish':
    case 'hall unsubscribe':
      return null;
    default:
      return step satisfies never;
  }
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

/** An injected frame must be without effect by the law, but for the entry it may have nested itself (SAFE-2). */
function injects(state: State, pair: PairId, frame: unknown): string | null {
  const message = readMessage(frame);
  if (typeof message === 'string') return null;
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
