/**
 * Mutants of histories: what an orc did long ago decides what it gets now, although the tables do not show it. They show only
 * when two or three things have happened to one orc.
 */
import type { LineId, OrcName, PairId } from '#spec';
import { lineOf } from '#spec';
import {
  alterEventsToOneOrc,
  alterRouting,
  dropSends,
  onMessage,
  pairsOf,
  routesOf,
  validMessageIn,
} from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const isRefused = (effects: readonly { readonly kind: string }[]) =>
  effects.some(({ kind }) => kind === 'refuse');

/** Returns the first pair that has the same event port as the given pair. */
function firstPairOfPort({ table }: SoundRouter, pair: PairId): PairId {
  const { routes } = table();
  const port = routes.find(({ socket }) => socket === pair)?.port;
  const same = routes.filter((route) => route.backend === 'axon' && route.port === port);
  return same.map(({ socket }) => socket).sort()[0] ?? pair;
}

const AGE = 40;

export const histories = [
  defineMutant(
    'renamed-orcs-by-port',
    'ARP-7',
    'a result for an orc that was renamed is sent to the first pair with its port number',
    (right) => {
      const renamed = new Set<OrcName>();
      const inner = alterEventsToOneOrc((each, orcName) =>
        renamed.has(orcName)
          ? { ...each, pairs: each.pairs.map((pair) => firstPairOfPort(right, pair)) }
          : each,
      )(right);
      return {
        handle(input) {
          const rename = validMessageIn(input, ':rename');
          const effects = inner.handle(input);
          if (rename && !isRefused(effects)) renamed.add(rename.to);
          return effects;
        },
      };
    },
  ),
  defineMutant(
    'old-name-stays-taken',
    'ARP-8',
    'a name that an orc gave up for another is taken for good: nobody is renamed to it',
    (right) => {
      const given = new Set<OrcName>();
      return onMessage(':rename', ({ orcName, to }, input) => {
        if (given.has(to))
          return [{ kind: 'refuse', fault: 'NAME_TAKEN', detail: `${to} was known here` }];
        const effects = right.handle(input);
        if (!isRefused(effects)) given.add(orcName);
        return effects;
      })(right);
    },
  ),
  defineMutant(
    'second-rename-not-told',
    'ARP-8',
    'the second rename of one orc is told to nobody above',
    (right) => {
      const renamed = new Set<OrcName>();
      return onMessage(':rename', ({ orcName, to }, input) => {
        const effects = right.handle(input);
        if (isRefused(effects)) return effects;
        renamed.add(to);
        return renamed.delete(orcName) ? dropSends(effects) : effects;
      })(right);
    },
  ),
  defineMutant(
    'rename-tells-three-lines',
    'ARP-8',
    'a rename tells at most three lines under the new name',
    onMessage(':rename', (_, input, right) => {
      let told = 0;
      return right.handle(input).filter((effect) => {
        if (effect.kind !== 'send' || effect.message.kind !== ':conn-line') return true;
        told++;
        return told <= 3 * right.uplinks.size;
      });
    }),
  ),
  defineMutant(
    'lost-lines-come-back',
    'EVENT-2',
    'the lines of an orc that was lost with its pair are carried again when it is back, whatever the table shows',
    (right) => {
      const lost = new Map<OrcName, readonly LineId[]>();
      const inner = alterRouting('line', (each) => {
        const lineId = lineOf(each.event.topic) as LineId;
        const back = pairsOf(right, (route) => lost.get(route.orcName)?.includes(lineId) ?? false);
        return { ...each, pairs: [...new Set([...each.pairs, ...back])].sort() };
      })(right);
      return {
        handle(input) {
          if (input.kind === 'lost' && !right.lower.has(input.pair))
            for (const { socket, orcName, lines } of right.table().routes)
              if (socket === input.pair && lines.length > 0)
                lost.set(
                  orcName,
                  lines.map(({ lineId }) => lineId),
                );
          const left = validMessageIn(input, ':delete-route');
          if (left) lost.delete(left.orcName);
          return inner.handle(input);
        },
      };
    },
  ),
  defineMutant(
    'reused-name-unheard',
    'EVENT-4',
    'an orc that comes back under its name after it left gets no results any more',
    (right) => {
      const gone = new Set<OrcName>();
      const inner = alterEventsToOneOrc((each, orcName) =>
        gone.has(orcName) ? { ...each, pairs: [], emitted: false } : each,
      )(right);
      return {
        handle(input) {
          const left = validMessageIn(input, ':delete-route');
          const known = left && routesOf(right, left.orcName).length > 0;
          const effects = inner.handle(input);
          if (left && known && routesOf(right, left.orcName).length === 0) gone.add(left.orcName);
          return effects;
        },
      };
    },
  ),
  defineMutant(
    'silent-orcs-age',
    'EVENT-1',
    'an orc behind a socket that has said nothing for a while gets no events on its lines any more',
    (right) => {
      let clock = 0;
      const heardAt = new Map<string, number>();
      const inner = alterRouting('line', (each) => ({
        ...each,
        pairs: each.pairs.filter((pair) => clock - (heardAt.get(pair) ?? clock) <= AGE),
      }))(right);
      return {
        handle(input) {
          clock++;
          if (input.kind === 'frame') heardAt.set(input.pair, clock);
          return inner.handle(input);
        },
      };
    },
  ),
];
