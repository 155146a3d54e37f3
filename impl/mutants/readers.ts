/**
 * Reading gone wrong: frames and topics that break a rule are taken, thrown at, or dropped without a word.
 */
import type { Effect } from '#spec';
import { NAME_LIMIT, readMessage } from '#spec';
import { carried, messageOf, pairsOf } from './layers.ts';
import { mutant } from './mutant.ts';

const isRefusal = (effect: Effect, fault: string) =>
  effect.kind === 'refuse' && effect.fault === fault;

export const readers = [
  mutant(
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
  mutant(
    'long-names-cut',
    'SAFE-1',
    'a name that is too long is cut to size instead of refused',
    ({ handle }) => ({
      handle(input) {
        const message = messageOf(input);
        if (!message || input.kind !== 'frame') return handle(input);
        const cut = Object.entries(message).map(([key, value]) => [
          key,
          typeof value === 'string' ? value.slice(0, NAME_LIMIT) : value,
        ]);
        return handle({ ...input, frame: Object.fromEntries(cut) });
      },
    }),
  ),
  mutant('truthy-joins', 'SAFE-1', 'whatever is truthy counts as `join`', ({ handle }) => ({
    handle(input) {
      const message = messageOf(input);
      return message?.kind === 'command' && input.kind === 'frame'
        ? handle({ ...input, frame: { ...message, join: Boolean(message.join) } })
        : handle(input);
    },
  })),
  mutant(
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
  mutant(
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
  mutant(
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
        return carried({ event, pairs: pairsOf(right), emitted: true });
      },
    }),
  ),
  mutant(
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
