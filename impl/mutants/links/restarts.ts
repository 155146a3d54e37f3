/**
 * Mutants of restarts: what a node has to learn again after a start with an empty table, but does not.
 */
import type { PairId } from '#spec';
import { validMessageIn } from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

export const restarts = [
  defineMutant(
    'first-attachment-empty',
    'HEAL-2',
    'a lower node that attaches for the first time is taken for empty: what it announces is ignored',
    (right) => {
      const attached = new Map<PairId, number>();
      return {
        handle(input) {
          if (input.kind === 'attached')
            attached.set(input.pair, (attached.get(input.pair) ?? 0) + 1);
          const announced = validMessageIn(input, ':announce') && input.kind === 'frame';
          return announced && attached.get(input.pair) === 1 ? [] : right.handle(input);
        },
      };
    },
    'heal',
  ),
];
