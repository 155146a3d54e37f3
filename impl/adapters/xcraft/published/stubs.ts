/**
 * Siblings: what stands in for the packages around the published router, each as small as the router's calls.
 * It stands apart so that a reader can see at one glance what is not the real thing: everything else is.
 * No sibling decides where an event goes.
 */

import type { Socket, SocketConnectOpts } from 'node:net';
import net from 'node:net';
import type { NodeToken } from '#spec';
import type { StubModules } from './graph.ts';
import type { PublishedLog } from './published.ts';

/** A request to the warehouse, as the router sends it when an orc subscribes to a line or ends it. */
export interface LineRequest {
  readonly type: 'add' | 'delete';
  readonly lineId: string;
  readonly orcName: string;
  readonly token: string;
  readonly generation: number;
}

type LineRequester = (request: LineRequest) => void;

const ignore = () => {};
export const quietLog: PublishedLog = {
  verb: ignore,
  dbg: ignore,
  info: ignore,
  warn: ignore,
  err: ignore,
};

const configuration = { backends: [], axon: {}, streamer: { timeout: 120_000 } };

function createCommonStubs(token: () => string, home: string, request: LineRequester): StubModules {
  return {
    'xcraft-core-log': () => quietLog,
    'xcraft-core-probe': null,
    'xcraft-core-bus': { getToken: token },
    'xcraft-core-busclient': {
      getGlobal: () => ({
        newResponse: () => ({
          command: { nestedSend: (_name: string, payload: LineRequest) => request(payload) },
        }),
      }),
    },
    'xcraft-core-host': {
      appId: '',
      // No node is the master of this deployment: lines are looked up by route alone, without a default gateway.
      appMasterId: '',
      appArgs: () => ({}),
      getRoutingKey: () => '',
      resourcesPath: home,
    },
  };
}

export interface NodeStubOptions {
  readonly token: NodeToken;
  /** The node's own horde and all it knows below. */
  readonly hordes: () => readonly string[];
  readonly home: string;
  readonly request: LineRequester;
}

/** The siblings in a node's process. */
export function createNodeStubs({ token, hordes, home, request }: NodeStubOptions): StubModules {
  return {
    ...createCommonStubs(() => token, home, request),
    'xcraft-core-etc': () => ({ load: () => configuration }),
    'xcraft-core-horde': { getSlaves: hordes },
  };
}

/** Where a client socket is to be bound. */
export interface LocalEnd {
  readonly localAddress: string;
  readonly localPort: number;
}

/** The clients share one copy of the modules, though each pair is a process of its own: this is whose turn it is. */
export class ClientProcess {
  /** The token of the process that speaks. */
  token = '';
  /** The local end of the next socket, which the axon library leaves to the system. */
  localEnd: LocalEnd | null = null;
}

/** The siblings in a client's process: no server there, so no configuration and no horde. */
export function createClientStubs(
  home: string,
  client: ClientProcess,
  request: LineRequester,
): StubModules {
  return {
    ...createCommonStubs(() => client.token, home, request),
    'xcraft-core-etc': () => null,
    net: {
      ...net,
      Socket: class extends net.Socket {
        override connect(...args: unknown[]): this {
          const [port, host] = args;
          if (client.localEnd === null || typeof port !== 'number')
            return super.connect(...(args as [SocketConnectOpts]));
          return super.connect({ port, host: String(host), ...client.localEnd });
        }
      } satisfies new () => Socket,
    },
  };
}
