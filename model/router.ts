/**
 * The model as a router of the contract: it passes its own suite, which shows that the contract can be met.
 */
import type { Router, RouterKind, Variant } from '#spec';
import { usualFeatures } from '#spec';
import { emptyNode, sizeOfNode, tableOfNode } from './arp.ts';
import { handle } from './node.ts';

/** Returns the model as a router under the law with these variants. */
export function modelKindWith(variants: readonly Variant[]): RouterKind {
  const usual = usualFeatures.filter((feature) => feature !== 'handlers' && feature !== 'stall');
  return {
    level: 'router',
    name: 'partyline-model',
    version: '0.1.0',
    features: [...usual, ...variants],
    create({ token, horde, run = 1 }): Router {
      let node = emptyNode(token, horde, variants, run);
      return {
        handle(input) {
          const outcome = handle(node, input);
          node = outcome.node;
          return outcome.effects;
        },
        table: () => tableOfNode(node),
        size: () => sizeOfNode(node),
      };
    },
  };
}

export const modelKind = modelKindWith([]);
