/**
 * The process of RabbitMQ, and its management by HTTP. It takes five seconds to start, a virtual host in it some hundredths; so one
 * process serves all nodes of all networks. It has a folder, a cookie, a name and ports of its own.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from './serverProcess.ts';

/** Where Debian puts it, a folder for each version. The program on the path is for the system's own broker only. */
const PLACE = '/usr/lib/rabbitmq/lib';

/** The folder of the newest version; null if none is installed. */
const folderOfServer = (): string | null => {
  const found = existsSync(PLACE) ? readdirSync(PLACE).sort() : [];
  const name = found.findLast((each) => each.startsWith('rabbitmq_server-'));
  return name ? join(PLACE, name) : null;
};

/** The version of the RabbitMQ that is installed here; null if none is. */
export const rabbitVersion = (): string | null =>
  /-([\d.]+)$/.exec(folderOfServer() ?? '')?.[1] ?? null;

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const configurationOf = (port: number, managementPort: number): string => `
listeners.tcp.1 = 127.0.0.1:${port}
management.tcp.ip = 127.0.0.1
management.tcp.port = ${managementPort}
log.file = false
log.console = true
log.console.level = info
log.connection.level = error
`;

/** How long the broker may take to start, in ms: five seconds where nothing else runs. */
const START_MS = 60_000;

/** The account that a new broker has; it is let in from this machine only. */
const ACCOUNT = 'guest:guest';

export class RabbitServer {
  readonly port: number;
  readonly #managementPort: number;
  readonly #folder: string;
  readonly #processes: readonly ServerProcess[];
  #removed: Promise<void> = Promise.resolve();

  private constructor(
    port: number,
    managementPort: number,
    folder: string,
    processes: readonly ServerProcess[],
  ) {
    this.port = port;
    this.#managementPort = managementPort;
    this.#folder = folder;
    this.#processes = processes;
  }

  static async open(): Promise<RabbitServer> {
    const folder = await mkdtemp(join(tmpdir(), 'partyline-rabbitmq-'));
    const [port = 0, management = 0, distribution = 0, names = 0] = await Promise.all(
      Array.from({ length: 4 }, freePort),
    );
    await writeFile(join(folder, 'rabbitmq.conf'), configurationOf(port, management));
    await writeFile(join(folder, 'plugins'), '[rabbitmq_federation,rabbitmq_management].');
    await writeFile(join(folder, '.erlang.cookie'), randomBytes(20).toString('hex'), {
      mode: 0o400,
    });
    const environment = {
      HOME: folder,
      RABBITMQ_BASE: folder,
      RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
      RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_PID_FILE: join(folder, 'pid'),
      RABBITMQ_NODENAME: 'partyline@localhost',
      RABBITMQ_DIST_PORT: String(distribution),
      ERL_EPMD_PORT: String(names),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      // So the shell becomes the broker, and a signal to the one reaches the other.
      RABBITMQ_ALLOW_INPUT: 'true',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-noinput -kernel inet_dist_use_interface {127,0,0,1}',
    };
    const start = (program: string) =>
      new ServerProcess(program, [], folder, { environment, patienceMs: START_MS });
    // Erlang's list of names would be started by the broker, and outlive it.
    const naming = start('epmd');
    const broker = start(join(folderOfServer() ?? PLACE, 'sbin', 'rabbitmq-server'));
    const server = new RabbitServer(port, management, folder, [broker, naming]);
    try {
      await broker.untilLogged(/(Server startup complete)/);
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Where the virtual host is reached, by this port or by the one of a hop before it. */
  url(host: string, port = this.port): string {
    return `amqp://${ACCOUNT}@127.0.0.1:${port}/${host}`;
  }

  /** Has the management do something; `path` is below its root. */
  async manage(method: 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<void> {
    const url = `http://127.0.0.1:${this.#managementPort}/api/${path}`;
    const authorization = `Basic ${Buffer.from(ACCOUNT).toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    const told = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${told}`);
  }

  /** Makes an end of a virtual host, one after the other: two at once abort each other's transaction. */
  remove(host: string): Promise<void> {
    this.#removed = this.#removed.then(() => this.manage('DELETE', `vhosts/${host}`));
    return this.#removed;
  }

  logLines(): readonly string[] {
    return this.#processes.flatMap((each) => each.logLines());
  }

  async close(): Promise<void> {
    for (const each of this.#processes) await each.kill();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
