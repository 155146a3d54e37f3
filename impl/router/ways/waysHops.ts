/**
 * The hops of a router with `ways`: how it answers each input by the functions of this folder. Apart, so that the router chooses once, when
 * it is created, and not at each input.
 */
import type { Effect, RouterOptions, Variant } from '#spec';
import type { PairLimits } from '../core.ts';
import type { Hops } from '../hops.ts';
import { onEventWithWays } from './downward.ts';
import { endLowerPair, onLowerMessage } from './fromBelow.ts';
import { endClientEndpoint, endClientPair, onClientMessage } from './fromClients.ts';
import { announceAll } from './telling.ts';
import { createWaysCore } from './waysCore.ts';

export function createWaysHops(
  options: RouterOptions,
  limits: PairLimits | null,
  variants: readonly Variant[],
): Hops {
  const core = createWaysCore(options, limits, variants);
  const { token } = core;
  return {
    core,
    endsWith: (node) => (node === null ? null : { sender: node, receiver: token }),
    onMessage: (at, message, out) =>
      at.node === null
        ? onClientMessage(core, at, message, out)
        : onLowerMessage(core, at, message, out),
    onEvent: (event, isPublished, out) => onEventWithWays(core, event, isPublished, out),
    endPair: (at, out) =>
      at.node === null ? endClientPair(core, at, out) : endLowerPair(core, at, out),
    endEndpoint: (entry, out) => endClientEndpoint(core, entry, out),
    announceAll: (at, out) => announceAll(core, at, out),
    arrange: closeLast,
  };
}

/** Moves what is closed behind all else. */
function closeLast(out: Effect[]): Effect[] {
  const isClosing = ({ kind }: Effect) => kind === 'close';
  if (!out.some(isClosing)) return out;
  return [...out.filter((each) => !isClosing(each)), ...out.filter(isClosing)];
}
