/**
 * Mutants of copies: routers that declare that a client gets an event once for each subscription to its line, and write too few or
 * too many.
 */
import { createRouter } from '../../router/ways/createRouter.ts';
import { alterEffects } from '../planting/layers.ts';
import { defineVariantMutant } from '../planting/mutant.ts';

export const copies = [
  defineVariantMutant(
    'copies per subscription',
    'one-copy-for-all',
    'EVENT-12',
    'an event is written once, though there are two subscriptions to its line behind the socket',
    ({ options }) => createRouter(options),
  ),
  defineVariantMutant(
    'copies per subscription',
    'a-copy-too-many',
    'EVENT-12',
    'whoever gets two copies gets a third',
    alterEffects((effects) =>
      effects.map((effect) => {
        if (effect.kind !== 'write') return effect;
        const { pairs } = effect;
        const repeated = pairs.find((pair, at) => pairs[at - 1] === pair);
        return repeated === undefined ? effect : { ...effect, pairs: [...pairs, repeated] };
      }),
    ),
  ),
];
