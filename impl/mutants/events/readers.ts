/**
 * Mutants of parsing: malformed frames and topics are accepted, make the router throw, or are dropped without a
 * refusal.
 */
import type { Effect } from '#spec';
import { NAME_LIMIT, readMessage } from '#spec';
import { effectsOf, pairsOf, rawMessageOf } from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

const isRefusal = (effect: Effect, fault: string) =>
  effect.kind === 'refuse' && effect.fault === fault;

export const readers = [
  defineMutant(
    'frames-are-objects',
    'SAFE-1',
    'a frame is taken for an object: one that is null throws',
    ({ handle }) => ({
      handle(input) {
        if (input.kind === 'frame' && input.frame === null)
          throw new TypeError("cannot read properties of null (reading 'kind')");
        return handle(input);
      },
    }),
  ),
  defineMutant(
    'long-names-cut',
    'SAFE-1',
    'a name that is too long is cut to size instead of refused',
    ({ handle }) => ({
      handle(input) {
        const message = rawMessageOf(input);
        if (!message || input.kind !== 'frame') return handle(input);
        const cut = Object.entries(message).map(([key, value]) => [
          key,
          typeof value === 'string' ? value.slice(0, NAME_LIMIT) : value,
        ]);
        return handle({ ...input, frame: Object.fromEntries(cut) });
      },
    }),
  ),
  defineMutant('truthy-joins', 'SAFE-1', 'whatever is truthy counts as `join`', ({ handle }) => ({
    handle(input) {
      const message = rawMessageOf(input);
      return message?.kind === 'command' && input.kind === 'frame'
        ? handle({ ...input, frame: { ...message, join: Boolean(message.join) } })
        : handle(input);
    },
  })),
  defineMutant(
    'malformed-dropped',
    'SAFE-1',
    'a malformed frame is dropped without a word',
    ({ handle }) => ({
      handle: (input) =>
        input.kind === 'frame'
          ? handle(input).filter((effect) => !isRefusal(effect, 'MALFORMED'))
          : handle(input),
    }),
  ),
  defineMutant(
    'malformed-ends-the-pair',
    'SAFE-1',
    'a malformed frame ends its pair, with everybody behind it',
    ({ handle }) => ({
      handle(input) {
        if (input.kind !== 'frame' || typeof readMessage(input.frame) !== 'string')
          return handle(input);
        const { pair } = input;
        return [
          ...handle(input),
          { kind: 'close', pair, reason: 'a malformed frame' },
          ...handle({ kind: 'lost', pair, socket: 'command' }),
        ];
      },
    }),
  ),
  defineMutant(
    'empty-line-broadcast',
    'EVENT-0',
    'a topic with `<>` is on no line, so its event is broadcast',
    (right) => ({
      handle(input) {
        const effects = right.handle(input);
        if (input.kind !== 'publish' || !effects.some((each) => isRefusal(each, 'EMPTY_LINE')))
          return effects;
        const { topic, id, payload } = input;
        const event = { topic, id, payload };
        return effectsOf({ event, pairs: pairsOf(right), emitted: true });
      },
    }),
  ),
  defineMutant(
    'empty-line-unsaid',
    'EVENT-0',
    'a topic with `<>` is dropped without an error',
    ({ handle }) => ({
      handle: (input) =>
        input.kind === 'publish' && input.forward === null
          ? handle(input).filter((effect) => !isRefusal(effect, 'EMPTY_LINE'))
          : handle(input),
    }),
  ),
];
