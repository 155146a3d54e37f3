/**
 * Stubs for the packages around the published router, each as small as the router's calls allow. They stand in a file of their
 * own so that a reader sees at a glance what is not the real thing. No stub decides where an event goes.
 */

import type { Socket, SocketConnectOpts } from 'node:net';
import net from 'node:net';
import type { NodeToken } from '#spec';
import type { StubModules } from './graph.ts';
import type { PublishedLog } from './published.ts';

/** A request to the warehouse, sent by the router when an orc subscribes to a line or ends a subscription. */
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
  /** Returns the node's own horde and all hordes it knows below. */
  readonly hordes: () => readonly string[];
  readonly home: string;
  readonly request: LineRequester;
}

/** Returns the stubs in a node's process. */
export function createNodeStubs({ token, hordes, home, request }: NodeStubOptions): StubModules {
  return {
    ...createCommonStubs(() => token, home, request),
    'xcraft-core-etc': () => ({ load: () => configuration }),
    'xcraft-core-horde': { getSlaves: hordes },
  };
}

/** The address and port that a client socket is to be bound to. */
export interface LocalEnd {
  readonly localAddress: string;
  readonly localPort: number;
}

/**
 * The identity of a client process. In real use each client is a process; here they share one copy of the modules, so this object
 * says which of them is acting.
 */
export class ClientProcess {
  /** The token of the process that is acting. */
  token = '';
  /** The local end of the next socket. The axon library would leave it to the system. */
  localEnd: LocalEnd | null = null;
}

/** Returns the stubs in a client's process, which has no server and so no configuration and no horde. */
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
