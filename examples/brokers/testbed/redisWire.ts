/**
 * Connections to Redis, by its own client library: one for whoever subscribes or publishes, and one by which a server is told to
 * replicate another and asked how far it is.
 */
import { createClient } from 'redis';
import type { Connection, Receive } from './brokerSystem.ts';
import { until } from './waiting.ts';

/** How long replication may take to begin or to catch up, in ms. */
const REPLICATION_MS = 10_000;

const clientAt = (path: string) =>
  createClient({ RESP: 3, socket: { path, tls: false, reconnectStrategy: false } }).on(
    'error',
    () => {},
  );

type Client = ReturnType<typeof clientAt>;

/** What is asked of a client that is gone fails; nobody waits for it but a fence. */
const ignore = () => {};

/** Channels are a set. Commands are done in order, so PING is the fence. */
export class RedisConnection implements Connection {
  readonly #client: Client;
  /** One and the same for all channels: the library would call two of them for one message. */
  readonly #listener: (body: string) => void;
  readonly #isSharded: boolean;

  private constructor(client: Client, receive: Receive, isSharded: boolean) {
    this.#client = client;
    this.#listener = (body) => receive(body);
    this.#isSharded = isSharded;
  }

  static async open(path: string, receive: Receive, isSharded: boolean): Promise<RedisConnection> {
    const client = clientAt(path);
    await client.connect();
    return new RedisConnection(client, receive, isSharded);
  }

  subscribe(channel: string): void {
    this.#client.subscribe(channel, this.#listener).catch(ignore);
  }

  unsubscribe(channel: string): void {
    this.#client.unsubscribe(channel).catch(ignore);
  }

  publish(channel: string, body: string): void {
    const publishing = this.#isSharded
      ? this.#client.sPublish(channel, body)
      : this.#client.publish(channel, body);
    publishing.catch(ignore);
  }

  async fence(): Promise<void> {
    await this.#client.ping();
  }

  async drop(): Promise<void> {
    if (this.#client.isOpen) this.#client.destroy();
  }
}

export class RedisAdmin {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(path: string): Promise<RedisAdmin> {
    const client = clientAt(path);
    await client.connect();
    return new RedisAdmin(client);
  }

  /**
   * Replicates the server behind the port, from now on: what was published while the link was lost is not asked for. A server that
   * has itself lost the one above accepts no replica until it has it back, so then nothing is waited for.
   */
  async attach(port: number, above: RedisAdmin | undefined): Promise<void> {
    await this.#client.replicaOf('NO', 'ONE' as unknown as number);
    await this.#client.replicaOf('127.0.0.1', port);
    const isAttached = async () =>
      (await this.isAttached()) || (above !== undefined && !(await above.isAttached()));
    if (!(await until(isAttached, REPLICATION_MS)))
      throw Object.assign(new Error('a replica did not attach'), { name: 'TimeoutError' });
  }

  /** Whether the server is a replica that has its link, or no replica at all. */
  async isAttached(): Promise<boolean> {
    return ['up', undefined].includes(await this.#told('master_link_status'));
  }

  /** Waits until all that the server above has to replicate by now has been done here. */
  async catchUp(above: RedisAdmin | undefined): Promise<void> {
    const goal = await above?.offset();
    const isThere = async () => (await this.offset()) >= (goal ?? 0) || !(await this.isAttached());
    if (!(await until(isThere, REPLICATION_MS)))
      throw Object.assign(new Error('a replica did not catch up'), { name: 'TimeoutError' });
  }

  /** How many bytes of replication a server has sent, or done where it is a replica itself. */
  async offset(): Promise<number> {
    return Number(
      (await this.#told('slave_repl_offset')) ?? (await this.#told('master_repl_offset')),
    );
  }

  close(): void {
    this.#client.destroy();
  }

  async #told(field: string): Promise<string | undefined> {
    const text = String(await this.#client.info('replication'));
    return new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(text)?.[1];
  }
}
