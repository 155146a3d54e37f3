/**
 * Our router over real sockets, as a network under test: nodes in child processes, or in this one.
 * The side door of `impl` for all that has sockets; who does not enter it loads none.
 */
import type { NetworkKind } from '#spec';
import { featureNames } from '#spec';
import type { Housing } from './ground.ts';
import { TcpNetwork } from './network.ts';
import { HerePlace } from './place.ts';
import { Pool } from './pool.ts';

export type {
  Address,
  Connection,
  ConnectOptions,
  Ending,
  Member,
  TcpNodeOptions,
} from '../../backends/tcp/index.ts';
export { connect, TcpNode } from '../../backends/tcp/index.ts';

export interface TcpKind extends NetworkKind {
  /** Ends the processes that wait for another scenario; without it they end with this process. */
  dispose(): Promise<void>;
  /** Of the processes that wait for another scenario. */
  pids(): number[];
}

/** `processes`: each node in a process of its own. */
export function tcpKind({ processes }: { readonly processes: boolean }): TcpKind {
  const pool = new Pool();
  const housing: Housing = processes ? pool : here;
  return {
    level: 'network',
    name: 'partyline-tcp',
    version: '0.1.0',
    features: featureNames.filter((name) => !['heal', 'ways', 'interleaving'].includes(name)),
    quiescence: 'fences',
    create: (topology) => TcpNetwork.start(topology, housing),
    dispose: () => pool.close(),
    pids: () => pool.pids(),
  };
}

const here: Housing = {
  take: () => new HerePlace(),
  giveBack: () => {},
  destroy: async () => {},
};
