/**
 * Results gone wrong: to one endpoint of two, no further than a hop, to everybody, or by the line in their topic.
 */
import type { OrcName } from '#spec';
import { addresseeOf, GREATHALL, lineOf } from '#spec';
import type { Carried } from './layers.ts';
import { carries, holds, pairsOf, routesOf } from './layers.ts';
import type { Plant, Right } from './mutant.ts';
import { mutant } from './mutant.ts';

type Alter = (carried: Carried, orc: OrcName, right: Right, fromAbove: boolean) => Carried;

const onResult = (alter: Alter): Plant =>
  carries((each, input, right) => {
    const orc = each.event.forward === undefined ? addresseeOf(each.event.topic) : null;
    return orc === null ? each : alter(each, orc, right, input.kind === 'event');
  });

export const results = [
  mutant(
    'result-by-socket-only',
    'EVENT-4',
    'a result that is published where its orc is on both backends goes over its socket only',
    carries((each, input) =>
      input.kind === 'publish' && input.forward === null && addresseeOf(input.topic) !== null
        ? { ...each, emitted: each.emitted && each.pairs.length === 0 }
        : each,
    ),
  ),
  mutant(
    'results-go-one-hop',
    'EVENT-4',
    'a result that came from above goes to no node further down',
    onResult((each, _, { lower }, fromAbove) =>
      fromAbove ? { ...each, pairs: each.pairs.filter((pair) => !lower.has(pair)) } : each,
    ),
  ),
  mutant(
    'result-for-everybody',
    'EVENT-4',
    'a result for a known orc goes from its publisher to every socket',
    carries((each, input, right) => {
      const own = input.kind === 'publish' && input.forward === null;
      const known = each.pairs.length > 0 || each.emitted;
      const orc = own && known ? addresseeOf(input.topic) : null;
      return orc !== null && orc !== GREATHALL ? { ...each, pairs: pairsOf(right) } : each;
    }),
  ),
  mutant(
    'result-for-every-greathall',
    'EVENT-4',
    'a result for greathall goes down to those of the lower nodes too',
    (right) => ({
      handle(input) {
        const inner = onResult((each, orc) =>
          orc === GREATHALL ? { ...each, pairs: [...right.lower].sort(), emitted: true } : each,
        )(right);
        return inner.handle(input);
      },
    }),
  ),
  mutant(
    'line-before-result',
    'EVENT-4',
    'a result with a line in its topic goes to the holders of the line',
    onResult((each, _, right) => {
      const lineId = lineOf(each.event.topic);
      if (lineId === null) return each;
      const held = right.table().routes.filter((route) => holds(route, lineId));
      return {
        ...each,
        pairs: pairsOf(right, (route) => holds(route, lineId)),
        emitted: held.some(({ backend }) => backend === 'ee'),
      };
    }),
  ),
  mutant(
    'unknown-results-go-down',
    'EVENT-6',
    'a result for an unknown orc goes to every lower node, which may know',
    onResult((each, orc, right) =>
      orc !== GREATHALL && routesOf(right, orc).length === 0
        ? { ...each, pairs: [...right.lower].sort() }
        : each,
    ),
  ),
];
