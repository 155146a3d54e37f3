/**
 * Our router over real sockets, as a network under test: nodes in child processes, or in this one. A separate entry
 * point of `impl`, so that only its users load any socket code.
 */
import type { Feature, NetworkKind } from '#spec';
import { usualFeatures } from '#spec';
import { TcpNetwork } from './network.ts';
import { LocalNodeHost } from './nodeHost.ts';
import { ProcessPool } from './pool.ts';
import { ResourceLog } from './resourceLog.ts';
import type { HostPool } from './testbed.ts';

export type {
  Address,
  ClientOptions,
  Connection,
  Credentials,
  Ending,
  Identity,
  Limits,
  Member,
  TcpNodeOptions,
} from '../../backends/tcp/index.ts';
export { Access, connect, defaultLimits, TcpNode } from '../../backends/tcp/index.ts';

const NOT_OFFERED: readonly Feature[] = [
  'ways',
  'overlaps',
  'interleaving',
  'raw links',
  'stray frames',
  'reattachment',
];

export interface TcpKind extends NetworkKind {
  /** Ends the idle processes that wait for another scenario. Without this call they end when this process ends. */
  dispose(): Promise<void>;
  /** Returns the ids of the idle processes. */
  pids(): number[];
  /** Every process and port that was ever in use, and the faults applied to them. */
  readonly resourceLog: ResourceLog;
}

/** Creates the kind. `processes`: each node runs in a process of its own. */
export function tcpKind({ processes }: { readonly processes: boolean }): TcpKind {
  const resourceLog = new ResourceLog();
  const pool = new ProcessPool(resourceLog);
  const hostPool: HostPool = processes ? pool : createLocalPool(resourceLog);
  return {
    level: 'network',
    name: 'partyline-tcp',
    version: '0.1.0',
    features: usualFeatures.filter((name) => !NOT_OFFERED.includes(name)),
    quiescence: 'fences',
    create: (topology) => TcpNetwork.start(topology, hostPool),
    dispose: () => pool.close(),
    pids: () => pool.pids(),
    resourceLog,
    told: () => resourceLog.summarize(),
  };
}

/**
 * Creates hosts within this process, where no process can be killed. A node that is to crash instead ends every socket at once,
 * without a message.
 */
const createLocalPool = (resourceLog: ResourceLog): HostPool => ({
  take: () => new LocalNodeHost(),
  giveBack: () => {},
  destroy: async (place) => {
    await place.ask('stop', null);
  },
  resourceLog,
});
