/** Mutants of stamps and of events on several ways (WAYS-6 to WAYS-9). */
import type { Effect, Event, Input, NodeToken, PairId } from '#spec';
import { createRouter } from '../../router/ways/createRouter.ts';
import { alterEffects } from '../planting/layers.ts';
import { defineVariantMutant } from '../planting/mutant.ts';

type Fields = Record<string, unknown>;

/** Returns the input with the fields of its frame changed, if it is a frame or an event with such fields. */
function withFields(input: Input, change: (frame: Fields) => Fields): Input {
  if (input.kind !== 'frame' && input.kind !== 'event') return input;
  const { frame } = input;
  return typeof frame === 'object' && frame !== null
    ? { ...input, frame: change(frame as Fields) }
    : input;
}

const alterEvents = (alter: (event: Event) => Event) =>
  alterEffects((effects) =>
    effects.map(
      (effect): Effect =>
        effect.kind === 'write' ? { ...effect, event: alter(effect.event) } : effect,
    ),
  );

const unionOf = (effects: readonly Effect[]): NodeToken[] => [
  ...new Set(effects.flatMap((effect) => (effect.kind === 'write' ? (effect.event.to ?? []) : []))),
];

export const stamps = [
  defineVariantMutant(
    'ways',
    'takes-every-copy',
    'WAYS-6',
    'commands and broadcasts are taken as often as they come',
    ({ handle }) => {
      let count = 0;
      return {
        handle: (input) =>
          handle(
            withFields(input, (frame) =>
              Array.isArray(frame.stamp) ? { ...frame, stamp: [1_000_000, ++count] } : frame,
            ),
          ),
      };
    },
  ),
  defineVariantMutant(
    'ways',
    'drops-copies-of-commands',
    'ARP-2',
    'a command is passed up on the first uplink only',
    alterEffects((effects) => {
      const first = effects.find((each) => each.kind === 'send' && each.message.kind === 'command');
      return effects.filter(
        (each) => each === first || each.kind !== 'send' || each.message.kind !== 'command',
      );
    }),
  ),
  defineVariantMutant(
    'ways',
    'stamps-begin-anew',
    'WAYS-7',
    'after a restart stamps begin as at the first start',
    ({ options }) => createRouter({ ...options, run: 1 }, null, ['ways']),
  ),
  defineVariantMutant(
    'ways',
    'homes-not-split',
    'WAYS-8',
    'each frame of an event carries all homes',
    alterEffects((effects) => {
      const to = unionOf(effects);
      return effects.map(
        (effect): Effect =>
          effect.kind === 'write' && effect.event.to
            ? { ...effect, event: { ...effect.event, to: [...to].sort() } }
            : effect,
      );
    }),
  ),
  defineVariantMutant(
    'ways',
    'homes-unread',
    'WAYS-8',
    'whoever holds the line below gets a frame, whatever homes the event is for',
    ({ handle, table }) => ({
      handle: (input) =>
        handle(
          withFields(input, (frame) => {
            if (!Array.isArray(frame.to)) return frame;
            const homes = table().routes.flatMap(({ path, lines }) =>
              lines.length > 0 ? (path?.at(-1) ?? []) : [],
            );
            return { ...frame, to: [...new Set([...frame.to, ...homes])].sort() };
          }),
        ),
    }),
  ),
  defineVariantMutant(
    'ways',
    'last-home-forgotten',
    'WAYS-8',
    'of several homes of an event the last is forgotten',
    ({ handle }) => ({
      handle: (input) =>
        handle(
          withFields(input, (frame) =>
            Array.isArray(frame.to) && frame.to.length > 1
              ? { ...frame, to: frame.to.slice(0, -1) }
              : frame,
          ),
        ),
    }),
  ),
  defineVariantMutant(
    'ways',
    'short-trail',
    'WAYS-9',
    'an event tells only the last node that it crossed',
    alterEvents((event) => (event.trail ? { ...event, trail: event.trail.slice(-1) } : event)),
  ),
  defineVariantMutant(
    'ways',
    'stunned-by-a-loss',
    'WAYS-10',
    'while a lower node is lost, nothing is sent down to the others',
    (right) => {
      const lost = new Set<PairId>();
      return {
        handle(input) {
          if (input.kind === 'attached') lost.delete(input.pair);
          if (input.kind === 'lost' && right.lower.has(input.pair)) lost.add(input.pair);
          const effects = right.handle(input);
          if (lost.size === 0) return effects;
          return effects.flatMap((effect): Effect[] => {
            if (effect.kind !== 'write') return [effect];
            const pairs = effect.pairs.filter((pair) => !right.lower.has(pair));
            return pairs.length > 0 ? [{ ...effect, pairs }] : [];
          });
        },
      };
    },
  ),
];
