/**
 * Mutants of hordes: the router finds a horde that is not there.
 */
import type { Horde } from '#spec';
import { defineMutant } from '../planting/mutant.ts';

const isInherited = (horde: Horde | null) => horde !== null && horde in {};

export const hordes = [
  defineMutant(
    'inherited-hordes-known',
    'EVENT-9',
    'hordes are looked up in a plain object: one named like a method of objects is never refused',
    ({ handle }) => ({
      handle(input) {
        const effects = handle(input);
        return input.kind === 'publish' && isInherited(input.forward)
          ? effects.filter((effect) => effect.kind !== 'refuse')
          : effects;
      },
    }),
  ),
];
