/**
 * The entry point of `impl`: our router as a router kind, and as a network kind together with its clients. Both leave
 * the feature `ways` (two ways between two nodes) undeclared: it is not implemented. Of clients that stall a router knows nothing.
 */

import type { NetworkKind, RouterKind, Variant } from '#spec';
import { usualFeatures, variantFeatures } from '#spec';
import { networkFeatures } from './network/features.ts';
import { MemoryNetwork } from './network/network.ts';
import { createRouter } from './router/router.ts';

export type { Mutant, WrongNetwork } from './mutants/index.ts';
// `zoo` is the former name of `allMutants`, kept for whoever imports it.
export { allMutants, allMutants as zoo, combineMutants, mutants, sample } from './mutants/index.ts';
export { Client } from './network/client.ts';
export { Node } from './network/node.ts';

const VERSION = '0.1.0';
const NAME = 'partyline';

/** Returns our router under the law with these variants. */
export const routerKindWith = (variants: readonly Variant[]): RouterKind => ({
  level: 'router',
  name: NAME,
  version: VERSION,
  features: [
    ...usualFeatures.filter((name) => !['ways', 'handlers', 'stall'].includes(name)),
    ...variants,
  ],
  create: (options) => createRouter(options, null, variants),
});

export const routerKind: RouterKind = routerKindWith([]);

/** Returns our network, clients included, under the law with these variants. */
export const networkKindWith = (variants: readonly Variant[]): NetworkKind => ({
  level: 'network',
  name: NAME,
  version: VERSION,
  features: [...networkFeatures, ...variants],
  quiescence: 'exact',
  create: (topology) => new MemoryNetwork(topology),
});

export const networkKind: NetworkKind = networkKindWith([]);

/** Our router and our network under the law with all its variants. */
export const variantRouterKind: RouterKind = routerKindWith(variantFeatures);
export const variantNetworkKind: NetworkKind = networkKindWith(variantFeatures);
