/**
 * Mutants that misroute a command's result (an event addressed to one orc). It goes to only one of the orc's two endpoints, no
 * further than one hop, to everybody, or by the line in its topic.
 */
import { addresseeOf, GREATHALL, lineOf } from '#spec';
import {
  alterCarriage,
  alterEventsToOneOrc,
  holdsLine,
  pairsOf,
  routesOf,
} from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

export const results = [
  defineMutant(
    'result-by-socket-only',
    'EVENT-4',
    'a result that is published where its orc is on both backends goes over its socket only',
    alterCarriage((each, input) =>
      input.kind === 'publish' && input.forward === null && addresseeOf(input.topic) !== null
        ? { ...each, emitted: each.emitted && each.pairs.length === 0 }
        : each,
    ),
  ),
  defineMutant(
    'results-go-one-hop',
    'EVENT-4',
    'a result that came from above goes to no node further down',
    alterEventsToOneOrc((each, _, { lower }, fromAbove) =>
      fromAbove ? { ...each, pairs: each.pairs.filter((pair) => !lower.has(pair)) } : each,
    ),
  ),
  defineMutant(
    'result-for-everybody',
    'EVENT-4',
    'a result for a known orc goes from its publisher to every socket',
    alterCarriage((each, input, right) => {
      const own = input.kind === 'publish' && input.forward === null;
      const known = each.pairs.length > 0 || each.emitted;
      const orc = own && known ? addresseeOf(input.topic) : null;
      return orc !== null && orc !== GREATHALL ? { ...each, pairs: pairsOf(right) } : each;
    }),
  ),
  defineMutant(
    'result-for-every-greathall',
    'EVENT-4',
    'a result for greathall goes down to those of the lower nodes too',
    (right) => ({
      handle(input) {
        const inner = alterEventsToOneOrc((each, orc) =>
          orc === GREATHALL ? { ...each, pairs: [...right.lower].sort(), emitted: true } : each,
        )(right);
        return inner.handle(input);
      },
    }),
  ),
  defineMutant(
    'line-before-result',
    'EVENT-4',
    'a result with a line in its topic goes to the holders of the line',
    alterEventsToOneOrc((each, _, right) => {
      const lineId = lineOf(each.event.topic);
      if (lineId === null) return each;
      const held = right.table().routes.filter((route) => holdsLine(route, lineId));
      return {
        ...each,
        pairs: pairsOf(right, (route) => holdsLine(route, lineId)),
        emitted: held.some(({ backend }) => backend === 'ee'),
      };
    }),
  ),
  defineMutant(
    'result-for-all-below',
    'PRUNE-3',
    'a result for a known orc goes to every lower node, which may know',
    alterEventsToOneOrc((each, orc, right) =>
      orc !== GREATHALL && routesOf(right, orc).length > 0
        ? { ...each, pairs: [...new Set([...each.pairs, ...right.lower])].sort() }
        : each,
    ),
  ),
  defineMutant(
    'unknown-results-go-down',
    'PRUNE-4',
    'a result for an unknown orc goes to every lower node, which may know',
    alterEventsToOneOrc((each, orc, right) =>
      orc !== GREATHALL && routesOf(right, orc).length === 0
        ? { ...each, pairs: [...right.lower].sort() }
        : each,
    ),
  ),
];
