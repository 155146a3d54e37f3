/**
 * A benchmark of the published router's `pub` with many registered clients, all in this process. It stands apart from
 * the network under test: sockets are stubs, so only the router's own work is measured. The tables are filled as in
 * real use: by commands on its `pull` and by an update of the lines.
 */
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { NodeToken } from '#spec';
import { loadGraph } from './graph.ts';
import { ensureInstalled } from './install.ts';
import { awaitCallback } from './node.ts';
import type { AxonSocket, LineTable, PublishedRouter } from './published.ts';
import { createNodeStubs, quietLog } from './stubs.ts';
import { ownKey } from './wire.ts';

export interface Publishing {
  /** Publishes one event on the benchmark's one multicast line, synchronously. */
  publish(): void;
  /** The number of socket writes so far, one for each addressee. */
  readonly writeCount: number;
  close(): void;
}

export interface PublishingOptions {
  /** How many axon clients are registered, each on a pair of its own. */
  readonly clients: number;
  /** How many of them are subscribed to the line. */
  readonly subscribers: number;
  /** Whether each frame is encoded and compressed as on TCP. Default: false, which measures the routing alone. */
  readonly encodesFrames?: boolean;
}

const TOKEN = 'bench' as NodeToken;
const LINE = 'line';
const FIRST_PORT = 10_000;
const ADDRESS = { host: '127.0.0.1', port: '0/bench', timeout: 0 };

/**
 * Sets the benchmark up: fills the tables, and opens two listeners on loopback and no other socket.
 */
export async function publishing({
  clients,
  subscribers,
  encodesFrames = false,
}: PublishingOptions): Promise<Publishing> {
  const home = ensureInstalled();
  const nodeStubs = createNodeStubs({ token: TOKEN, hordes: () => [], home, request: () => {} });
  const { Router, dispose } = loadGraph(home, nodeStubs);
  const pull = new Router('greathall', 'pull', quietLog);
  const pub = new Router('greathall', 'pub', quietLog);
  await awaitCallback((callback) => pull.start(ADDRESS, callback));
  await awaitCallback((callback) => pub.start(ADDRESS, callback));
  const counter = { writes: 0 };
  const names = Array.from({ length: clients }, (_, index) => `o${index}@${TOKEN}`);
  const stubs = names.flatMap((name, index) =>
    register(pull, pub, name, FIRST_PORT + index, counter),
  );
  Router.updateLines({ state: lineTableOf(home, names.slice(0, subscribers)) }, TOKEN, 0, 'bench');
  if (!encodesFrames) axonOf(pub).pack = () => NO_BYTES;
  const message = {
    _xcraftMessage: true,
    id: 'e',
    data: null,
    router: 'axon',
    originRouter: 'axon',
  };
  return {
    publish: () => void pub.send(`bench::<${LINE}>.changed`, message),
    get writeCount() {
      return counter.writes;
    },
    close() {
      for (const server of [pull, pub]) {
        const open = axonOf(server).socks as Socket[];
        open.splice(0, open.length, ...open.filter((socket) => !stubs.includes(socket)));
        server.stop();
      }
      dispose();
    },
  };
}

const NO_BYTES = Buffer.alloc(0);

function axonOf(router: PublishedRouter): AxonSocket {
  return router._backends.get('axon')._sock;
}

/** Registers one client: adds its sockets to the accepted ones and handles its first command. */
function register(
  pull: PublishedRouter,
  pub: PublishedRouter,
  orcName: string,
  port: number,
  counter: { writes: number },
): Socket[] {
  const command = createStub(port, counter);
  const event = createStub(port, counter);
  (axonOf(pull).socks as Socket[]).push(command);
  (axonOf(pub).socks as Socket[]).push(event);
  const arp = ownKey(orcName, { token: TOKEN, port, nice: 0 });
  const joinMessage = { _xcraftMessage: true, id: 'c', orcName, data: {}, arp };
  axonOf(pull).emit('message', 'join', joinMessage, command);
  return [command, event];
}

/** Creates a socket stub that counts writes and is connected to nothing. */
function createStub(remotePort: number, counter: { writes: number }): Socket {
  const write = () => {
    counter.writes++;
    return true;
  };
  return Object.defineProperties(new Socket(), {
    remotePort: { value: remotePort },
    writable: { value: true },
    write: { value: write },
  });
}

function lineTableOf(home: string, holders: readonly string[]): LineTable {
  const immutable = createRequire(join(home, 'package.json'))('immutable') as {
    fromJS(value: unknown): LineTable;
  };
  const counts = Object.fromEntries(holders.map((name) => [`${name}$${TOKEN}`, 1]));
  return immutable.fromJS({ [LINE]: counts });
}
