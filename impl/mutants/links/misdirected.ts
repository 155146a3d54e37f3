/**
 * Mutants that send where nobody is: on an uplink that is down, or on a pair that is over. None of this crosses a link, and
 * everything else they do is right. So it shows only in what the router itself returns.
 */
import type { PairId } from '#spec';
import { routingOf } from '#spec';
import { alterCarriage } from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

/** Writes broadcasts also on pairs that are over, if `isMeant` holds for the pair. */
const broadcastOnOverPairs =
  (isMeant: (pair: PairId, isLowerNode: boolean) => boolean): FaultLayer =>
  (right: SoundRouter) => {
    const over = new Set<PairId>();
    const carry = alterCarriage((carried) =>
      routingOf(carried.event.topic).kind === 'broadcast'
        ? { ...carried, pairs: [...new Set([...carried.pairs, ...over])].sort() }
        : carried,
    )(right);
    return {
      handle(input) {
        const isLower = input.kind === 'lost' && right.lower.has(input.pair);
        const effects = carry.handle(input);
        if (input.kind === 'attached') over.delete(input.pair);
        const isGone = input.kind === 'lost' && right.backends.get(input.pair) === 'axon';
        if (isGone && isMeant(input.pair, isLower)) over.add(input.pair);
        return effects;
      },
    };
  };

export const misdirected = [
  defineMutant(
    'sends-while-down',
    'HEAL-1',
    'the word that an uplink is down is not heard: messages are sent on it as before',
    ({ handle }) => ({ handle: (input) => (input.kind === 'uplink down' ? [] : handle(input)) }),
    'heal',
  ),
  defineMutant(
    'writes-to-lost-nodes',
    'ROUTE-4',
    'broadcasts are written to lower nodes whose link is lost',
    broadcastOnOverPairs((_, isLowerNode) => isLowerNode),
    'heal',
  ),
  defineMutant(
    'writes-to-lost-clients',
    'ROUTE-4',
    'broadcasts are written on pairs of clients that were lost',
    broadcastOnOverPairs((_, isLowerNode) => !isLowerNode),
    'cuts',
  ),
];
