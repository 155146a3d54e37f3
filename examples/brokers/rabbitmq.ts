/**
 * RabbitMQ's federation as a network of the law: a node is a virtual host, an uplink is a federation of its exchange with the
 * one above, a pair is a client's queue, and a line is a routing key. What is bound below is bound above by the link itself.
 */
import { basename, dirname } from 'node:path';
import { AmqpClient, EXCHANGE, FENCE_KEY, federation } from './testbed/amqpWire.ts';
import { brokerKind } from './testbed/brokerNetwork.ts';
import type { BrokerServer, BrokerSystem, Connection, Receive } from './testbed/brokerSystem.ts';
import { RabbitServer, rabbitVersion } from './testbed/rabbitServer.ts';
import { until } from './testbed/waiting.ts';

/** How long a link may take to begin or to catch up, in ms. */
const LINK_MS = 10_000;

/** One for all kinds in this process; it begins with the first virtual host. */
let server: Promise<RabbitServer> | null = null;
const serverNow = (): Promise<RabbitServer> => (server ??= RabbitServer.open());

/** How many virtual hosts there are, of all kinds. */
let hosts = 0;

async function endServer(): Promise<void> {
  if (hosts > 0) return;
  const ended = server;
  server = null;
  await (await ended)?.close();
}

/** What a federation's upstream is, beside where it is. */
const upstream = {
  // How far a binding climbs; by itself it would climb by one link.
  'max-hops': 20,
  'ack-mode': 'no-ack',
  // What was published while the link was lost stays lost, and is asked for above no more.
  'message-ttl': 0,
  expires: 100,
  'reconnect-delay': 0.05,
};

let fences = 0;

/** A virtual host: one node of the law. */
class VirtualHost implements BrokerServer {
  readonly address: { readonly port: number };
  readonly #server: RabbitServer;
  readonly name: string;
  readonly #settings: object;
  /** A client of our own, by which fences are published and heard. */
  #fencer: Connection | null = null;
  readonly #heard = new Set<string>();
  readonly #attached = new Set<number>();

  private constructor(rabbit: RabbitServer, name: string, settings: object) {
    this.address = { port: rabbit.port };
    this.#server = rabbit;
    this.name = name;
    this.#settings = settings;
  }

  static async open(name: string, settings: object): Promise<VirtualHost> {
    const rabbit = await serverNow();
    const host = new VirtualHost(rabbit, name, settings);
    const all = { configure: '.*', write: '.*', read: '.*' };
    await rabbit.manage('PUT', `vhosts/${name}`);
    await rabbit.manage('PUT', `permissions/${name}/guest`, all);
    await rabbit.manage('PUT', `exchanges/${name}/${EXCHANGE}`, { type: 'direct' });
    await rabbit.manage('PUT', `policies/${name}/federated`, {
      pattern: `^${EXCHANGE}$`,
      'apply-to': 'exchanges',
      definition: { 'federation-upstream-set': 'all' },
    });
    host.#fencer = await host.connect((body) => host.#heard.add(body));
    host.#fencer.subscribe(host.#fenceKey);
    await host.#fencer.fence();
    hosts++;
    return host;
  }

  get #fenceKey(): string {
    return `${FENCE_KEY}${this.name}`;
  }

  connect = (receive: Receive): Promise<Connection> =>
    AmqpClient.open(this.#server.url(this.name), receive);

  attach = async (port: number, above: BrokerServer): Promise<void> => {
    if (!this.#attached.has(port)) {
      this.#attached.add(port);
      const uri = this.#server.url((above as VirtualHost).name, port);
      const path = `parameters/federation-upstream/${this.name}/${port}`;
      await this.#server.manage('PUT', path, { value: { uri, ...this.#settings } });
    }
    await this.climb(above);
  };

  /** Waits until all that is bound here by now is bound above: a link binds in order, so a key that is bound last comes last. */
  climb = async (above: BrokerServer): Promise<void> => {
    const key = `${FENCE_KEY}${++fences}`;
    this.#fencer?.subscribe(key);
    await this.#fencer?.fence();
    await this.#meet(above, key, true);
    this.#fencer?.unsubscribe(key);
  };

  /** Waits until all that the host above has for this one has been given to the queues here. */
  catchUp = (above: BrokerServer): Promise<void> => this.#meet(above, this.#fenceKey, false);

  /** Publishes a fence above, again and again if it may be lost, until it is heard here. */
  async #meet(above: BrokerServer, key: string, isRepeated: boolean): Promise<void> {
    const id = `fence ${++fences}`;
    const say = () => (above as VirtualHost).say(key, id);
    say();
    const isHeard = () => {
      if (isRepeated) say();
      return this.#heard.has(id);
    };
    if (!(await until(isHeard, LINK_MS)))
      throw Object.assign(new Error(`no fence came from above by ${key}`), {
        name: 'TimeoutError',
      });
    this.#heard.delete(id);
  }

  say = (key: string, body: string): void => this.#fencer?.publish(key, body);

  stop = async (): Promise<void> => {
    await this.#fencer?.drop();
    await this.#server.remove(this.name).finally(() => hosts--);
  };

  logLines = (): readonly string[] => this.#server.logLines();
}

/** `settings`: more of each upstream, by which tests make it wrong. */
export const rabbitSystem = (settings: object = {}): BrokerSystem => ({
  name: 'rabbitmq-server',
  version: rabbitVersion() ?? 'not installed',
  features: [
    'axon',
    'nodes',
    'shared pairs',
    'cuts',
    'heal',
    'broadcast',
    'results',
    'link frames',
    'set subscriptions',
  ],
  link: federation,
  start: ({ folder, node }) =>
    VirtualHost.open(`${basename(dirname(folder))}-n${node}`, { ...upstream, ...settings }),
  dispose: endServer,
});

export default brokerKind(rabbitSystem());
