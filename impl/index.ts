/**
 * The entry point of `impl`: our router as a router kind, and as a network kind together with its clients, each also under the law
 * with variants. Of clients that stall a router knows nothing.
 */

import type { NetworkKind, RouterKind, Variant } from '#spec';
import { usualFeatures, variantFeatures } from '#spec';
import { networkFeaturesWith } from './network/features.ts';
import { MemoryNetwork } from './network/network.ts';
import { createRouter } from './router/ways/createRouter.ts';

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
    ...usualFeatures.filter((name) => name !== 'handlers' && name !== 'stall'),
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
  features: networkFeaturesWith(variants),
  quiescence: 'exact',
  create: (topology) => new MemoryNetwork(topology),
});

export const networkKind: NetworkKind = networkKindWith([]);

/** Our router and our network under the law with all variants of who hears an event how often. */
const subscriptionVariants = variantFeatures.filter((each) => each !== 'ways');
export const variantRouterKind: RouterKind = routerKindWith(subscriptionVariants);
export const variantNetworkKind: NetworkKind = networkKindWith(subscriptionVariants);

/** Our router and our network under the law with several ways. */
export const waysRouterKind: RouterKind = routerKindWith(['ways']);
export const waysNetworkKind: NetworkKind = networkKindWith(['ways']);
