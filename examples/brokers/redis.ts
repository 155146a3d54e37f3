/**
 * Redis as a network of the law: a node is a server, an uplink is replication from the one above, a pair is a client's connection,
 * and a line is a channel. A replica gets all that is published above it; no interest climbs.
 */
import { join } from 'node:path';
import { brokerKind } from './testbed/brokerNetwork.ts';
import type { BrokerServer, BrokerSystem } from './testbed/brokerSystem.ts';
import { opaque } from './testbed/hop.ts';
import { RedisAdmin, RedisConnection } from './testbed/redisWire.ts';
import { ServerProcess, versionOf } from './testbed/serverProcess.ts';

const SETTINGS = [
  // A replica copies the data, of which there are none, from memory and at once.
  ...['--repl-diskless-sync', 'yes', '--repl-diskless-sync-delay', '0'],
  ...['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1', '--protected-mode', 'no'],
];

const adminOf = (server: BrokerServer) => (server as { readonly admin?: RedisAdmin }).admin;

/** `isSharded`: whether is published by SPUBLISH, which only SSUBSCRIBE hears. */
export const redisSystem = (isSharded = false): BrokerSystem => ({
  name: 'redis',
  version: versionOf('redis-server') ?? 'not installed',
  features: [
    'axon',
    'nodes',
    'shared pairs',
    'cuts',
    'heal',
    'broadcast',
    'results',
    'set subscriptions',
  ],
  mostUplinks: 1,
  link: () => opaque,
  start: async ({ folder }) => {
    const path = join(folder, 'clients.sock');
    // Port 0: no port at all. Clients and replicas come by the file.
    const args = ['--port', '0', '--unixsocket', path, ...SETTINGS];
    const server = new ServerProcess('redis-server', args, folder);
    await server.untilLogged(/(The server is now ready)/);
    const admin = await RedisAdmin.open(path);
    return {
      address: { path },
      admin,
      connect: (receive) => RedisConnection.open(path, receive, isSharded),
      attach: (port, above) => admin.attach(port, adminOf(above)),
      catchUp: (above) => admin.catchUp(adminOf(above)),
      stop: async () => {
        admin.close();
        await server.kill();
      },
      logLines: () => server.logLines(),
    };
  },
});

export default brokerKind(redisSystem());
