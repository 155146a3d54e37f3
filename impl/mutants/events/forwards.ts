/**
 * Mutants of forwarding: events go along too many ways, are handled on the way, or are lost at the node for which they were.
 */
import type { Effect, Input } from '#spec';
import { alterCarriage, eventIn } from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const refusesHorde = (effects: readonly Effect[]) =>
  effects.some((effect) => effect.kind === 'refuse' && effect.fault === 'NO_HORDE');

/** Handles the input as if its event were for this node. */
function handleHere(input: Input, right: SoundRouter): readonly Effect[] {
  const event = eventIn(input);
  if (!event) return [];
  const { topic, id, payload } = event;
  return right.handle({ kind: 'publish', topic, id, payload, forward: null });
}

export const forwards = [
  defineMutant(
    'forward-to-nowhere-stays',
    'EVENT-9',
    'an event for an unknown horde is handled at its publisher as if it were for it',
    (right) => ({
      handle(input) {
        const effects = right.handle(input);
        return input.kind === 'publish' && refusesHorde(effects)
          ? handleHere(input, right)
          : effects;
      },
    }),
  ),
  defineMutant(
    'forward-to-nowhere-unsaid',
    'EVENT-9',
    'an event for an unknown horde is dropped without an error',
    ({ handle }) => ({
      handle: (input) => {
        const effects = handle(input);
        return input.kind === 'publish' && refusesHorde(effects) ? [] : effects;
      },
    }),
  ),
  defineMutant(
    'forward-to-itself-unknown',
    'EVENT-9',
    'a node does not find its own horde: what is forwarded to its publisher is refused',
    (right) => ({
      handle: (input) =>
        input.kind === 'publish' && input.forward === right.options.horde
          ? [{ kind: 'refuse', fault: 'NO_HORDE', detail: 'no route leads there' }]
          : right.handle(input),
    }),
  ),
  defineMutant(
    'forward-handled-on-the-way',
    'EVENT-9',
    'a node that passes a forwarded event on handles it as well',
    (right) => ({
      handle(input) {
        const effects = right.handle(input);
        const forward = eventIn(input)?.forward;
        const passed = forward !== undefined && forward !== right.options.horde;
        return passed && effects.some((effect) => effect.kind === 'write')
          ? [...effects, ...handleHere(input, right)]
          : effects;
      },
    }),
  ),
  defineMutant(
    'forward-by-every-way',
    'EVENT-9',
    'a forwarded event goes to every lower node, whichever leads to the horde',
    alterCarriage((each, _, { lower, options }) =>
      each.event.forward !== undefined &&
      each.event.forward !== options.horde &&
      each.pairs.length > 0
        ? { ...each, pairs: [...lower].sort() }
        : each,
    ),
  ),
  defineMutant(
    'forward-dropped-on-the-way',
    'EVENT-9',
    'a forwarded event that came from above goes no further down',
    ({ handle, options }) => ({
      handle(input) {
        const forward = input.kind === 'event' ? eventIn(input)?.forward : undefined;
        return forward !== undefined && forward !== options.horde ? [] : handle(input);
      },
    }),
  ),
];
