/**
 * Partings gone wrong: a pair or an endpoint goes, and too much goes with it, too little, or nobody above hears of it.
 */
import type { Effect, Message, OrcName, PairId } from '#spec';
import { answers, holds, routeOn, routesOf, toAll, told, withoutSends } from './layers.ts';
import type { Right } from './mutant.ts';
import { mutant } from './mutant.ts';

const without = (effects: readonly Effect[], kind: Message['kind']) =>
  effects.filter((effect) => effect.kind !== 'send' || effect.message.kind !== kind);

/** The orcs whose routes go with the pair. */
const behind = ({ table }: Right, pair: PairId) =>
  table().routes.filter((route) => route.socket === pair);

/** The orcs that have joined by each pair, whoever has taken them over since. */
function joins() {
  const spoken = new Map<PairId, Set<OrcName>>();
  return {
    note(input: Parameters<Right['handle']>[0]) {
      const join = told(input, 'command');
      if (join?.join && input.kind === 'frame')
        spoken.set(input.pair, (spoken.get(input.pair) ?? new Set()).add(join.orcName));
      const left = told(input, ':delete-route') ?? told(input, ':rename');
      const ended = input.kind === 'ended' ? input.orcName : left?.orcName;
      if (ended && 'pair' in input) spoken.get(input.pair)?.delete(ended);
    },
    on: (pair: PairId) => [...(spoken.get(pair) ?? [])],
    forget: (pair: PairId) => spoken.delete(pair),
  };
}

export const partings = [
  mutant(
    'loss-not-told',
    'ROUTE-4',
    'the loss of a client’s pair is told to nobody above',
    answers((effects, input, { lower }) =>
      input.kind === 'lost' && !lower.has(input.pair) ? withoutSends(effects) : effects,
    ),
  ),
  mutant(
    'loss-ends-the-first-only',
    'ROUTE-4',
    'the loss of a pair ends the route of the first orc behind it only',
    (right) => ({
      handle(input) {
        if (input.kind !== 'lost') return right.handle(input);
        const orcs = behind(right, input.pair);
        const [first] = orcs;
        return orcs.length > 1 && first && !right.lower.has(input.pair)
          ? right.handle({ kind: 'ended', pair: input.pair, orcName: first.orcName })
          : right.handle(input);
      },
    }),
  ),
  mutant(
    'loss-withdraws-lines-only',
    'ROUTE-4',
    'after a loss the lines are withdrawn above, the routes stay there',
    (right) => ({
      handle(input) {
        if (input.kind !== 'lost' || right.lower.has(input.pair)) return right.handle(input);
        const gone = behind(right, input.pair);
        const effects = right.handle(input);
        const left = gone.filter(({ orcName }) => routesOf(right, orcName).length === 0);
        const withdrawn = left.flatMap(({ orcName, lines }) =>
          lines.flatMap(({ lineId }) =>
            toAll(right, { kind: ':disconn-line' as const, lineId, orcName }),
          ),
        );
        return left.length > 0 ? [...without(effects, ':delete-route'), ...withdrawn] : effects;
      },
    }),
  ),
  mutant(
    'lower-loss-not-told',
    'ROUTE-4',
    'a node that loses a lower node forgets its orcs and tells nobody above',
    answers((effects, input, { lower }) =>
      input.kind === 'lost' && lower.has(input.pair) ? withoutSends(effects) : effects,
    ),
    'heal',
  ),
  mutant(
    'stale-loss-told',
    'ROUTE-5',
    'the loss of the socket of an orc that is now below deletes nothing here, but tells the nodes above',
    (right) => {
      const spoken = joins();
      return {
        handle(input) {
          spoken.note(input);
          const effects = right.handle(input);
          if (input.kind !== 'lost' || right.lower.has(input.pair)) return effects;
          const stale = spoken
            .on(input.pair)
            .filter((orc) => routesOf(right, orc).some(({ socket }) => right.lower.has(socket)));
          spoken.forget(input.pair);
          const told = stale.flatMap((orcName) => toAll(right, { kind: ':delete-route', orcName }));
          return [...effects, ...told];
        },
      };
    },
  ),
  mutant(
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
  mutant(
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
  mutant(
    'end-withdraws-nothing',
    'ROUTE-7',
    'the end of one of two endpoints withdraws no line above',
    answers((effects, input) =>
      input.kind === 'ended' || input.kind === 'lost' ? without(effects, ':disconn-line') : effects,
    ),
  ),
  mutant(
    'end-withdraws-what-is-held',
    'ROUTE-7',
    'the end of one of two endpoints withdraws lines that the other still holds',
    (right) => ({
      handle(input) {
        if (input.kind !== 'ended' && input.kind !== 'lost') return right.handle(input);
        const ended = behind(right, input.pair).filter(
          ({ orcName }) => input.kind === 'lost' || orcName === input.orcName,
        );
        const effects = right.handle(input);
        const held = ended.flatMap(({ orcName, lines }) =>
          lines
            .filter(({ lineId }) => routesOf(right, orcName).some((route) => holds(route, lineId)))
            .flatMap(({ lineId }) => toAll(right, { kind: ':disconn-line', lineId, orcName })),
        );
        return [...effects, ...held];
      },
    }),
  ),
  mutant(
    'strangers-nest',
    'ROUTE-7',
    'a command about an orc that nobody here knows enters it',
    (right) => ({
      handle(input) {
        const command = told(input, 'command');
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
