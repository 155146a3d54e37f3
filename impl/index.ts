/**
 * The entry point of `impl`: our router as a router kind, and as a network kind together with its clients. Both leave
 * the feature `ways` (two ways between two nodes) undeclared: it is not implemented.
 */

import type { NetworkKind, RouterKind } from '#spec';
import { featureNames } from '#spec';
import { MemoryNetwork } from './network/network.ts';
import { createRouter } from './router/router.ts';

export type { Mutant, WrongNetwork } from './mutants/index.ts';
// `zoo` is the former name of `allMutants`, kept for whoever imports it.
export { allMutants, allMutants as zoo, combineMutants, mutants, sample } from './mutants/index.ts';
export { Client } from './network/client.ts';
export { Node } from './network/node.ts';

const VERSION = '0.1.0';
const NAME = 'partyline';

export const routerKind: RouterKind = {
  level: 'router',
  name: NAME,
  version: VERSION,
  features: featureNames.filter((name) => !['ways', 'handlers'].includes(name)),
  create: createRouter,
};

export const networkKind: NetworkKind = {
  level: 'network',
  name: NAME,
  version: VERSION,
  features: featureNames.filter(
    (name) => !['ways', 'overlaps', 'interleaving', 'reattachment'].includes(name),
  ),
  quiescence: 'exact',
  create: (topology) => new MemoryNetwork(topology),
};
