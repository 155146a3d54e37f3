/** Mutants of paths: what a router keeps and tells of several ways to one orc (WAYS-1 to WAYS-5). */
import type { Effect, Input, Message, NodeToken, Route } from '#spec';
import { uplinkPair } from '#spec';
import { alterEffects } from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineVariantMutant } from '../planting/mutant.ts';
import { routeTo, sendOf, wordFromBelow } from './words.ts';

type Told = Extract<Message, { readonly kind: ':announce' | ':way' | ':conn-line' }>;

const isTold = (message: Message): message is Told =>
  message.kind === ':announce' || message.kind === ':way' || message.kind === ':conn-line';

/** Returns what a lower node tells of an orc that the node reaches by another way, and that route. */
function otherWay(
  input: Input,
  right: SoundRouter,
): { told: Told; route: Route; below: NodeToken } | null {
  const word = wordFromBelow(input, right);
  if (!word || !isTold(word.message)) return null;
  const route = routeTo(right, word.message.orcName);
  if (!route || route.token === word.below || (route.path?.length ?? 0) < 2) return null;
  return { told: word.message, route, below: word.below };
}

const deleteBy = ({ options, handle }: SoundRouter, below: NodeToken, orcName: string) =>
  handle({
    kind: 'frame',
    pair: uplinkPair(below, options.token),
    frame: { kind: ':delete-route', orcName },
  });

/** Ends the orc's ways but the one by `but`. */
const endOthers = (right: SoundRouter, { orcName, ways = [] }: Route, but: NodeToken): Effect[] =>
  ways.flatMap(({ node }) => (node === but ? [] : deleteBy(right, node, orcName)));

export const paths = [
  defineVariantMutant(
    'ways',
    'one-way-is-enough',
    'WAYS-1',
    'what a second lower node tells of an orc is dropped',
    (right) => ({
      handle: (input) => (otherWay(input, right) ? [] : right.handle(input)),
    }),
  ),
  defineVariantMutant(
    'ways',
    'lines-by-the-chosen-way-only',
    'WAYS-1',
    'a `:conn-line` by a way that is not chosen is dropped',
    (right) => ({
      handle: (input) =>
        otherWay(input, right)?.told.kind === ':conn-line' ? [] : right.handle(input),
    }),
  ),
  defineVariantMutant(
    'ways',
    'delete-ends-all-ways',
    'WAYS-1',
    'a `:delete-route` by one lower node ends every way',
    (right) => ({
      handle(input) {
        const word = wordFromBelow(input, right);
        const isEnd = word?.message.kind === ':delete-route';
        const route = isEnd ? routeTo(right, word.message.orcName) : undefined;
        const isWay = route?.ways?.some(({ node }) => node === word?.below);
        const others = isWay && word && route ? endOthers(right, route, word.below) : [];
        return [...right.handle(input), ...others];
      },
    }),
  ),
  defineVariantMutant(
    'ways',
    'loss-ends-all-ways',
    'ROUTE-4',
    'the loss of one lower node ends every way to the orcs behind it',
    (right) => ({
      handle(input) {
        const lost = input.kind === 'lost' ? input.pair : null;
        const before = lost === null ? [] : right.table().routes;
        const effects = [...right.handle(input)];
        for (const route of before) {
          const gone = route.ways?.find(
            ({ node }) => uplinkPair(node, right.options.token) === lost,
          );
          if (gone) effects.push(...endOthers(right, route, gone.node));
        }
        return effects;
      },
    }),
  ),
  defineVariantMutant(
    'ways',
    'better-way-unheeded',
    'WAYS-2',
    'a better way than the chosen one is not taken',
    (right) => ({
      handle(input) {
        const other = otherWay(input, right);
        const isShorter =
          other && (other.told.arp.path?.length ?? 0) + 1 < (other.route.path?.length ?? 0);
        return isShorter ? [] : right.handle(input);
      },
    }),
  ),
  defineVariantMutant(
    'ways',
    'tells-it-back',
    'WAYS-3',
    'an uplink is told of a line of an orc whose path leads through it',
    (right) => ({
      handle(input) {
        const effects = [...right.handle(input)];
        const word = wordFromBelow(input, right);
        if (word?.message.kind !== ':conn-line') return effects;
        const { arp } = word.message;
        const { token } = right.options;
        for (const [uplink, port] of right.uplinks)
          if (arp.path?.includes(uplink))
            effects.push(
              sendOf(uplink, {
                ...word.message,
                arp: { ...arp, token, port, path: [token, ...arp.path] },
              }),
            );
        return effects;
      },
    }),
  ),
  defineVariantMutant(
    'ways',
    'heal-tells-all',
    'WAYS-3',
    'an uplink that comes up is announced the orcs behind it too',
    (right) => ({
      handle(input) {
        const effects = [...right.handle(input)];
        if (input.kind !== 'uplink up') return effects;
        const { token } = right.options;
        for (const { orcName, path = [], hordes, nice } of right.table().routes)
          if (path.includes(input.uplink)) {
            const arp = { token, port: input.port, hordes, nice, path };
            effects.push(sendOf(input.uplink, { kind: ':announce', orcName, arp }));
          }
        return effects;
      },
    }),
  ),
  defineVariantMutant(
    'ways',
    'untold-way',
    'WAYS-4',
    'that another way is chosen is not told',
    alterEffects((effects) =>
      effects.filter((effect) => effect.kind !== 'send' || effect.message.kind !== ':way'),
    ),
  ),
  defineVariantMutant(
    'ways',
    'way-without-lines',
    'WAYS-4',
    'another way is told without its lines',
    alterEffects((effects) =>
      effects.map((effect) =>
        effect.kind === 'send' && effect.message.kind === ':way'
          ? { ...effect, message: { ...effect.message, lines: [] } }
          : effect,
      ),
    ),
  ),
  defineVariantMutant(
    'ways',
    'every-copy-takes-over',
    'WAYS-5',
    'a join that comes by another lower node takes the route over, though the home is the same',
    (right) => ({
      handle(input) {
        const word = wordFromBelow(input, right);
        const isJoin = word?.message.kind === 'command' && word.message.join;
        const route = isJoin ? routeTo(right, word.message.orcName) : null;
        const isOther =
          word &&
          route &&
          (route.path?.length ?? 0) > 1 &&
          !route.ways?.some(({ node }) => node === word.below);
        const ended = isOther ? endOthers(right, route, word.below) : [];
        return [...ended, ...right.handle(input)];
      },
    }),
  ),
  defineVariantMutant(
    'ways',
    'every-announcement-goes-on',
    'WAYS-5',
    'an `:announce` is passed up though its way is not chosen',
    (right) => ({
      handle(input) {
        const effects = [...right.handle(input)];
        const other = otherWay(input, right);
        if (other?.told.kind !== ':announce') return effects;
        const { told } = other;
        const { token } = right.options;
        for (const [uplink, port] of right.uplinks)
          if (!told.arp.path?.includes(uplink))
            effects.push(
              sendOf(uplink, {
                ...told,
                arp: { ...told.arp, token, port, path: [token, ...(told.arp.path ?? [])] },
              }),
            );
        return effects;
      },
    }),
  ),
  defineVariantMutant(
    'ways',
    'way-takes-over',
    'WAYS-5',
    'a `:way` with another home takes the route over, as an `:announce` does',
    (right) => ({
      handle(input) {
        const word = wordFromBelow(input, right);
        const way = word?.message.kind === ':way' ? word.message : null;
        const route = way && routeTo(right, way.orcName);
        const isElsewhere = way && route && route.path?.at(-1) !== way.arp.path?.at(-1);
        if (!isElsewhere || input.kind !== 'frame') return right.handle(input);
        const { orcName, arp } = way;
        return right.handle({ ...input, frame: { kind: ':announce', orcName, arp } });
      },
    }),
  ),
];
