/**
 * Mutants of endings: when a pair or endpoint ends, the router removes too much or too little, or does not tell the nodes above.
 */
import type { Effect, Message, OrcName, PairId } from '#spec';
import {
  alterEffects,
  dropSends,
  holdsLine,
  routeOn,
  routesOf,
  sendToUplinks,
  validMessageIn,
} from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const dropSendsOf = (effects: readonly Effect[], kind: Message['kind']) =>
  effects.filter((effect) => effect.kind !== 'send' || effect.message.kind !== kind);

/** Returns the routes by this pair. The loss of the pair ends all of them. */
const routesBehind = ({ table }: SoundRouter, pair: PairId) =>
  table().routes.filter((route) => route.socket === pair);

/** Remembers which orcs have joined by each pair, including orcs that have since joined elsewhere. */
function trackJoins() {
  const spoken = new Map<PairId, Set<OrcName>>();
  return {
    noteInput(input: Parameters<SoundRouter['handle']>[0]) {
      const join = validMessageIn(input, 'command');
      if (join?.join && input.kind === 'frame')
        spoken.set(input.pair, (spoken.get(input.pair) ?? new Set()).add(join.orcName));
      const left = validMessageIn(input, ':delete-route') ?? validMessageIn(input, ':rename');
      const ended = input.kind === 'ended' ? input.orcName : left?.orcName;
      if (ended && 'pair' in input) spoken.get(input.pair)?.delete(ended);
    },
    orcsOn: (pair: PairId) => [...(spoken.get(pair) ?? [])],
    forget: (pair: PairId) => spoken.delete(pair),
  };
}

export const endings = [
  defineMutant(
    'loss-not-told',
    'ROUTE-4',
    'the loss of a client’s pair is told to nobody above',
    alterEffects((effects, input, { lower }) =>
      input.kind === 'lost' && !lower.has(input.pair) ? dropSends(effects) : effects,
    ),
  ),
  defineMutant(
    'loss-ends-the-first-only',
    'ROUTE-4',
    'the loss of a pair ends the route of the first orc behind it only',
    (right) => ({
      handle(input) {
        if (input.kind !== 'lost') return right.handle(input);
        const orcs = routesBehind(right, input.pair);
        const [first] = orcs;
        return orcs.length > 1 && first && !right.lower.has(input.pair)
          ? right.handle({ kind: 'ended', pair: input.pair, orcName: first.orcName })
          : right.handle(input);
      },
    }),
  ),
  defineMutant(
    'loss-withdraws-lines-only',
    'ROUTE-4',
    'after a loss the lines are withdrawn above, the routes stay there',
    (right) => ({
      handle(input) {
        if (input.kind !== 'lost' || right.lower.has(input.pair)) return right.handle(input);
        const gone = routesBehind(right, input.pair);
        const effects = right.handle(input);
        const left = gone.filter(({ orcName }) => routesOf(right, orcName).length === 0);
        const withdrawn = left.flatMap(({ orcName, lines }) =>
          lines.flatMap(({ lineId }) =>
            sendToUplinks(right, { kind: ':disconn-line' as const, lineId, orcName }),
          ),
        );
        return left.length > 0 ? [...dropSendsOf(effects, ':delete-route'), ...withdrawn] : effects;
      },
    }),
  ),
  defineMutant(
    'lower-loss-not-told',
    'ROUTE-4',
    'a node that loses a lower node forgets its orcs and tells nobody above',
    alterEffects((effects, input, { lower }) =>
      input.kind === 'lost' && lower.has(input.pair) ? dropSends(effects) : effects,
    ),
    'heal',
  ),
  defineMutant(
    'stale-loss-told',
    'ROUTE-5',
    'the loss of the socket of an orc that is now below deletes nothing here, but tells the nodes above',
    (right) => {
      const spoken = trackJoins();
      return {
        handle(input) {
          spoken.noteInput(input);
          const effects = right.handle(input);
          if (input.kind !== 'lost' || right.lower.has(input.pair)) return effects;
          const stale = spoken
            .orcsOn(input.pair)
            .filter((orc) => routesOf(right, orc).some(({ socket }) => right.lower.has(socket)));
          spoken.forget(input.pair);
          const told = stale.flatMap((orcName) =>
            sendToUplinks(right, { kind: ':delete-route', orcName }),
          );
          return [...effects, ...told];
        },
      };
    },
  ),
  defineMutant(
    'stale-end-deletes',
    'ROUTE-5',
    'the end of a stale endpoint ends the fresh one',
    (right) => ({
      handle(input) {
        if (input.kind !== 'ended' || routeOn(right, input.orcName, input.pair))
          return right.handle(input);
        const [fresh] = routesOf(right, input.orcName);
        return right.handle(fresh ? { ...input, pair: fresh.socket } : input);
      },
    }),
  ),
  defineMutant(
    'end-takes-both',
    'ROUTE-7',
    'the end of one of two endpoints is taken for a departure',
    (right) => ({
      handle(input) {
        if (input.kind !== 'ended' || !routeOn(right, input.orcName, input.pair))
          return right.handle(input);
        const frame = { kind: ':delete-route', orcName: input.orcName };
        return routesOf(right, input.orcName).length > 1
          ? right.handle({ kind: 'frame', pair: input.pair, frame })
          : right.handle(input);
      },
    }),
  ),
  defineMutant(
    'end-withdraws-nothing',
    'ROUTE-7',
    'the end of one of two endpoints withdraws no line above',
    alterEffects((effects, input) =>
      input.kind === 'ended' || input.kind === 'lost'
        ? dropSendsOf(effects, ':disconn-line')
        : effects,
    ),
  ),
  defineMutant(
    'end-withdraws-what-is-held',
    'ROUTE-7',
    'the end of one of two endpoints withdraws lines that the other still holds',
    (right) => ({
      handle(input) {
        if (input.kind !== 'ended' && input.kind !== 'lost') return right.handle(input);
        const ended = routesBehind(right, input.pair).filter(
          ({ orcName }) => input.kind === 'lost' || orcName === input.orcName,
        );
        const effects = right.handle(input);
        const held = ended.flatMap(({ orcName, lines }) =>
          lines
            .filter(({ lineId }) =>
              routesOf(right, orcName).some((route) => holdsLine(route, lineId)),
            )
            .flatMap(({ lineId }) =>
              sendToUplinks(right, { kind: ':disconn-line', lineId, orcName }),
            ),
        );
        return [...effects, ...held];
      },
    }),
  ),
  defineMutant(
    'strangers-nest',
    'ROUTE-7',
    'a command about an orc that nobody here knows enters it',
    (right) => ({
      handle(input) {
        const command = validMessageIn(input, 'command');
        if (!command || command.join || input.kind !== 'frame') return right.handle(input);
        const unknown =
          routesOf(right, command.orcName).length === 0 && !right.lower.has(input.pair);
        const effects = right.handle(input);
        if (unknown) right.handle({ ...input, frame: { ...command, join: true } });
        return effects;
      },
    }),
  ),
];
