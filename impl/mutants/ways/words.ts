/** What the mutants of ways ask of a router: what a lower node says, and which route the router has. */
import type { Effect, Input, Message, NodeToken, Route } from '#spec';
import { readMessage, uplinkPair } from '#spec';
import type { SoundRouter } from '../planting/mutant.ts';

/** Returns the message of a lower node in an input, if it is well formed, and which node that is. */
export function wordFromBelow(
  input: Input,
  { lower, options }: SoundRouter,
): { readonly message: Message; readonly below: NodeToken } | null {
  if (input.kind !== 'frame' || !lower.has(input.pair)) return null;
  const below = input.pair.slice(0, input.pair.lastIndexOf('/')) as NodeToken;
  if (uplinkPair(below, options.token) !== input.pair) return null;
  const message = readMessage(input.frame, { sender: below, receiver: options.token });
  return typeof message === 'string' ? null : { message, below };
}

export const routeTo = (right: SoundRouter, orcName: string): Route | undefined =>
  right.table().routes.find((route) => route.orcName === orcName);

export const sendOf = (uplink: NodeToken, message: Message): Effect => ({
  kind: 'send',
  uplink,
  message,
});
