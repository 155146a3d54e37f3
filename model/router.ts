/**
 * The model as a router of the contract: it passes its own suite, which shows that the contract can be met.
 */
import type { Router, RouterKind } from '#spec';
import { featureNames } from '#spec';
import { emptyNode, sizeOfNode, tableOfNode } from './arp.ts';
import { handle } from './node.ts';

const LATER_FEATURES = new Set<string>(['ways', 'handlers']);

export const modelKind: RouterKind = {
  level: 'router',
  name: 'partyline-model',
  version: '0.1.0',
  features: featureNames.filter((feature) => !LATER_FEATURES.has(feature)),
  create({ token, horde }): Router {
    let node = emptyNode(token, horde);
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
