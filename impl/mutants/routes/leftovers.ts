/**
 * Mutants of leftovers: a table keeps part of an orc that has left, or shows an orc that never came.
 */
import type { OrcName, Route } from '#spec';
import { addresseeOf, GREATHALL, lineOf, orcName, pairId } from '#spec';
import { routesOf } from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const makeGhostRoute = (orc: OrcName, { options }: SoundRouter): Route => ({
  backend: 'ee',
  orcName: orc,
  token: options.token,
  socket: pairId('nowhere'),
  port: null,
  hordes: [],
  nice: 0,
  lines: [],
});

export const leftovers = [
  defineMutant(
    'lookup-makes-an-entry',
    'SAFE-3',
    'looking up the orc of a result makes an entry where there is none',
    (right) => {
      const looked = new Set<OrcName>();
      return {
        handle(input) {
          const orc = input.kind === 'publish' ? addresseeOf(input.topic) : null;
          if (orc && orc !== GREATHALL && routesOf(right, orc).length === 0) looked.add(orc);
          return right.handle(input);
        },
        table() {
          const { node, routes } = right.table();
          return {
            node,
            routes: [...routes, ...[...looked].map((orc) => makeGhostRoute(orc, right))],
          };
        },
      };
    },
  ),
  defineMutant(
    'events-leave-a-route',
    'SAFE-3',
    'an event on a line leaves a route of its publisher in the table',
    (right) => {
      let published = false;
      return {
        handle(input) {
          if (input.kind === 'publish' && lineOf(input.topic) !== null) published = true;
          return right.handle(input);
        },
        table() {
          const { node, routes } = right.table();
          const publisher = makeGhostRoute(orcName('publisher@here'), right);
          return { node, routes: published ? [...routes, publisher] : routes };
        },
      };
    },
  ),
];
