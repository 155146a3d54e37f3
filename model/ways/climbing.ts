/**
 * Climbing: what a node with `ways` does with what comes from below (WAYS-1, WAYS-5, WAYS-6). What a client says changes the node as in
 * the law without ways; only what goes up then differs. What a lower node says changes that node's way.
 */
import type { Effect, Message, NodeToken, OrcName } from '#spec';
import { RENAMED } from '#spec';
import type { NodeState, PairState } from '../arp.ts';
import { entriesOf } from '../arp.ts';
import { isTakeoverBy } from '../commands.ts';
import type { NodeOutcome } from '../outcome.ts';
import { outcomeOf } from '../outcome.ts';
import type { OrcWay } from './kept.ts';
import type { WaysNode } from './state.ts';
import {
  dropWays,
  forgetOrc,
  giveStamp,
  homeOf,
  knownOrcs,
  putWay,
  seenOf,
  takeStamp,
  waysOf,
} from './state.ts';
import type { Cause } from './telling.ts';
import { tellChange } from './telling.ts';

type CommandOf<Kind extends Message['kind']> = Extract<Message, { readonly kind: Kind }>;

/** What changed a node: the state after it, what it does besides sending, and why the orc of the message changed. */
interface Reaction {
  readonly node: WaysNode;
  readonly effects: readonly Effect[];
  readonly orcName: OrcName | null;
  readonly cause: Cause;
}

const withoutSends = (effects: readonly Effect[]) => effects.filter(({ kind }) => kind !== 'send');

/** Returns the reaction and all that goes up for it: first of the orc that spoke, then of others in ascending order. */
function tellAll(before: WaysNode, { node, effects, orcName, cause }: Reaction): NodeOutcome {
  const others = [...new Set([...knownOrcs(before), ...knownOrcs(node)])]
    .sort()
    .filter((name) => name !== orcName && entriesChanged(before, node, name));
  const own = orcName === null ? [] : tellChange(before, node, orcName, cause);
  return {
    node,
    // A pair is closed last, as in the law without ways.
    effects: [
      ...effects.filter(({ kind }) => kind !== 'close'),
      ...own,
      ...others.flatMap((name) => tellChange(before, node, name, {})),
      ...effects.filter(({ kind }) => kind === 'close'),
    ],
  };
}

const entriesChanged = (before: NodeState, after: NodeState, name: OrcName) => {
  const [old, now] = [entriesOf(before, name), entriesOf(after, name)];
  return old.length !== now.length || old.some((entry, index) => entry !== now[index]);
};

/**
 * Does what the law without ways says of an input about clients, then tells the uplinks by ways. An orc that got an endpoint here has no
 * ways any more. @clause WAYS-5
 */
export function reactAsHome(
  node: WaysNode,
  handled: NodeOutcome,
  orcName: OrcName | null = null,
  cause: Cause = {},
): NodeOutcome {
  let after: WaysNode = { ...handled.node, ways: node.ways };
  for (const name of new Set(node.ways.ways.map((way) => way.orcName)))
    if (entriesOf(after, name).some((entry) => !entry.lower)) after = dropWays(after, name);
  return tellAll(node, { node: after, effects: withoutSends(handled.effects), orcName, cause });
}

/** Handles a well formed message on a client's pair; `handled` is what the law without ways makes of it. */
export function climbFromClient(
  node: WaysNode,
  pair: PairState,
  message: Message,
  handled: (node: NodeState) => NodeOutcome,
): NodeOutcome {
  const { orcName } = message;
  switch (message.kind) {
    case 'command': {
      const { node: stamped, stamp } = giveStamp(node, 'command');
      const arp = { ...message.arp, path: [node.token] };
      const passed = { ...message, arp, from: node.token, stamp };
      const isTakeover = message.join && isTakeoverBy(entriesOf(node, orcName), pair);
      return reactAsHome(stamped, handled(stamped), orcName, { passed, isTakeover });
    }
    case ':conn-line':
      return reactAsHome(node, handled(node), orcName, {
        isFirstWord: seenOf(node, orcName) === null,
      });
    case ':rename': {
      const outcome = handled(node);
      if (outcome.effects.some(({ kind }) => kind === 'refuse')) return outcome;
      const { node: stamped, stamp } = giveStamp(node, 'command');
      const nice = entriesOf(node, orcName)[0]?.nice ?? 0;
      const arp = { token: node.token, port: null, hordes: [], nice, path: [node.token] };
      const passed: CommandOf<'command'> = {
        kind: 'command',
        name: RENAMED,
        orcName: message.to,
        arp,
        join: true,
        from: node.token,
        stamp,
      };
      return reactAsHome(stamped, handled(stamped), message.to, { passed });
    }
    default:
      return reactAsHome(node, handled(node), orcName);
  }
}

/** Handles a well formed message of a lower node. @clause WAYS-1 WAYS-5 WAYS-6 */
export function climbFromBelow(node: WaysNode, below: NodeToken, message: Message): NodeOutcome {
  const { orcName } = message;
  const way = waysOf(node, orcName).find((each) => each.node === below);
  switch (message.kind) {
    case 'command':
      return climbCommand(node, below, way, message);
    case ':announce':
    case ':way':
      return climbWay(node, below, way, message);
    case ':conn-line': {
      const seen = seenOf(node, orcName);
      const told = wayOf(below, way, message);
      if (seen && homeOf(seen) !== homeOf(told)) return outcomeOf(node);
      const lines = [...new Set([...told.lines, message.lineId])].sort();
      const after = putWay(node, { ...told, lines });
      const cause = { isFirstWord: seen === null };
      return tellAll(node, { node: after, effects: [], orcName, cause });
    }
    case ':disconn-line': {
      if (!way) return outcomeOf(node);
      const lines = way.lines.filter((each) => each !== message.lineId);
      const after = putWay(node, { ...way, lines });
      return tellAll(node, { node: after, effects: [], orcName, cause: {} });
    }
    case ':delete-route': {
      const after = dropWays(node, orcName, (each) => each.node === below);
      return tellAll(node, { node: after, effects: [], orcName, cause: {} });
    }
    case ':rename':
      // Its own node says it to those above by other words (ARP-8); a lower node's is refused before.
      return outcomeOf(node);
    default:
      return message satisfies never;
  }
}

/** Returns the way as the message tells it; it keeps the lines of the way that was there. */
function wayOf(
  below: NodeToken,
  known: OrcWay | undefined,
  { orcName, arp }: CommandOf<'command' | ':announce' | ':way' | ':conn-line'>,
): OrcWay {
  const { path = [], hordes, nice } = arp;
  const lines = known?.lines ?? [];
  return { orcName, node: below, path, hordes: [...new Set(hordes)].sort(), nice, lines };
}

/** @clause WAYS-5 WAYS-6 ARP-2 */
function climbCommand(
  node: WaysNode,
  below: NodeToken,
  way: OrcWay | undefined,
  message: CommandOf<'command'>,
): NodeOutcome {
  const { orcName, name, join, from = below, stamp = [0, 0] } = message;
  const taken = takeStamp(node, 'command', from, stamp);
  const told = wayOf(below, way, message);
  const seen = seenOf(node, orcName);
  const isElsewhere = seen !== null && homeOf(seen) !== homeOf(told);
  const comesBack = told.path.includes(node.token);
  const isTakeover = taken !== null && join && isElsewhere && !comesBack;
  const marked = taken ?? node;
  const cleared = isTakeover ? forgetOrc(marked, orcName) : marked;
  const isWay = !comesBack && (isTakeover || (!isElsewhere && (join || way !== undefined)));
  const after = isWay
    ? putWay(cleared, isTakeover ? wayOf(below, undefined, message) : told)
    : cleared;
  const effects: Effect[] = taken ? [{ kind: 'dispatch', name, orcName }] : [];
  const cause = taken ? { passed: message, isTakeover } : {};
  return tellAll(node, { node: after, effects, orcName, cause });
}

/** @clause WAYS-1 WAYS-4 WAYS-5 */
function climbWay(
  node: WaysNode,
  below: NodeToken,
  way: OrcWay | undefined,
  message: CommandOf<':announce' | ':way'>,
): NodeOutcome {
  const { orcName, kind } = message;
  const told = wayOf(below, way, message);
  const seen = seenOf(node, orcName);
  const isElsewhere = seen !== null && homeOf(seen) !== homeOf(told);
  if (isElsewhere && kind === ':way') return outcomeOf(node);
  const cleared = isElsewhere ? forgetOrc(node, orcName) : node;
  const lines = kind === ':way' ? [...message.lines].sort() : isElsewhere ? [] : told.lines;
  const after = putWay(cleared, { ...told, lines });
  const isChosen = seenOf(after, orcName)?.path[1] === below;
  const passed = kind === ':announce' && isChosen ? message : undefined;
  const cause = { isTakeover: isElsewhere, ...(passed ? { passed } : {}) };
  return tellAll(node, { node: after, effects: [], orcName, cause });
}

/** Ends every way by a lower node whose pair is gone; an orc that is known by another stays. @clause WAYS-1 WAYS-10 ROUTE-4 */
export function loseLowerNode(node: WaysNode, below: NodeToken): NodeOutcome {
  const gone = node.ways.ways.filter((way) => way.node === below);
  const after = gone.reduce(
    (left, { orcName }) => dropWays(left, orcName, (way) => way.node === below),
    node,
  );
  return tellAll(node, { node: after, effects: [], orcName: null, cause: {} });
}
