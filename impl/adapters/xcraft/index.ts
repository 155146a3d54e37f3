/**
 * The published router as a network under test: xcraft-core-transport from npm, with its own sockets on loopback. The
 * only entry point of this folder. It stands apart from our router: neither knows the other.
 */
import type { Feature, Network, NetworkKind, Topology } from '#spec';
import { XcraftNetwork } from './network.ts';
import { ensureInstalled, isInstalled, lockedVersion, PACKAGE_NAME } from './published/install.ts';
import { XcraftTestbed } from './testbed.ts';

export const xcraftKind: NetworkKind = {
  level: 'network',
  name: PACKAGE_NAME,
  version: lockedVersion(),
  features: [
    'ee',
    'axon',
    'nodes',
    'shared pairs',
    'both backends',
    'greathall',
    'tables',
    'nice',
    'nested',
    'forward',
    'moves',
    'cuts',
    'raw',
    'handlers',
  ],
  quiescence: 'fences',
  async create(topology: Topology): Promise<Network> {
    return new XcraftNetwork(await XcraftTestbed.start(topology, ensureInstalled()), {
      overlaps: false,
    });
  },
};

/** Features for which every step must have settled before the next begins. */
const SETTLED_ONLY: readonly Feature[] = ['handlers'];

let settlingCount = 0;

/**
 * The same network with overlapping steps: between `hold` and `settle` the sockets deliver in their own order. So a step is only
 * acknowledged, and fences tell when everything has settled.
 */
export const xcraftOverlapsKind: NetworkKind = {
  ...xcraftKind,
  features: [...xcraftKind.features.filter((each) => !SETTLED_ONLY.includes(each)), 'overlaps'],
  quiescence: 'acknowledged',
  async create(topology: Topology): Promise<Network> {
    const testbed = await XcraftTestbed.start(topology, ensureInstalled());
    const network = new XcraftNetwork(testbed, { overlaps: true });
    return {
      apply: (step, index) => network.apply(step, index),
      settled: () => network.settled(),
      table: (node) => network.table(node),
      close: () => {
        settlingCount += testbed.fences.count;
        return network.close();
      },
    };
  },
  told: () =>
    `settled ${settlingCount} times, each known by fences on every bus, none by a time-out`,
};

/** @alias The name for `--router` paths; the other one is for imports. */
export default xcraftKind;

export type { Audience } from './published/audience.ts';
export { audience } from './published/audience.ts';
export { isInstalled } from './published/install.ts';
export type { Publishing, PublishingOptions } from './published/publishing.ts';
export { publishing } from './published/publishing.ts';

/** Installs the published package on first use, which takes some 20 s. Throws where that is not possible. */
export async function prepare(log: (line: string) => void): Promise<void> {
  if (isInstalled()) return;
  log(`installing ${PACKAGE_NAME} ${lockedVersion()}, once, without its install scripts`);
  ensureInstalled();
}
