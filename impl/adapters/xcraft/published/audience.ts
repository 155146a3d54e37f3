/**
 * A benchmark of the published router with many subscribers behind real sockets, all in this process. It stands apart from the
 * network under test: nothing is observed here, so only the router, its sockets and its client cost time. The client is the
 * published one up to its `sub`; no handler of an orc is looked up.
 */
import type { NodeToken, PairId } from '#spec';
import { orcName } from '#spec';
import { AxonAttachment } from './attachment.ts';
import type { Graph } from './graph.ts';
import { loadGraph } from './graph.ts';
import { ensureInstalled } from './install.ts';
import { PublishedNode } from './node.ts';
import { ClientProcess, createClientStubs, createNodeStubs } from './stubs.ts';
import { Warehouse } from './warehouse.ts';
import { commandOf, LINE_REQUEST } from './wire.ts';

export interface Audience {
  /** Publishes one event on the line that all subscribers hold. */
  publish(payload: unknown): void;
  close(): Promise<void>;
}

const TOKEN = 'bench' as NodeToken;
const TOPIC = 'bench::<line>.changed';

/**
 * Creates the subscribers of one line. `onEvent` is called for every event that reaches a subscriber, after the
 * subscriber's own filter.
 */
export async function audience(subscribers: number, onEvent: () => void): Promise<Audience> {
  const home = ensureInstalled();
  const warehouse = new Warehouse(home);
  const request = warehouse.request.bind(warehouse);
  const client = new ClientProcess();
  const graph = loadGraph(home, createNodeStubs({ token: TOKEN, hordes: () => [], home, request }));
  const clients = loadGraph(home, createClientStubs(home, client, request));
  for (const { Router } of [graph, clients]) warehouse.addProcess(Router);
  const node = await PublishedNode.start(TOKEN, 'bench' as never, graph, {
    onCommand: () => {},
    onFrame: () => {},
    onEmission: () => {},
    onThrow: () => {},
  });
  const attachments: AxonAttachment[] = [];
  for (let index = 0; index < subscribers; index++)
    attachments.push(await subscribe(node, clients, client, index, onEvent));
  await awaitRoutes(graph, subscribers);
  const message = {
    _xcraftMessage: true,
    topic: TOPIC,
    token: TOKEN,
    router: 'axon',
    originRouter: 'axon',
  };
  let serial = 0;
  return {
    publish: (data) => void node.pub.send(TOPIC, { ...message, id: `e${serial++}`, data }),
    async close() {
      const servers = [node.socket('pull').server, node.socket('pub').server];
      const closed = servers.map((server) => new Promise((done) => server?.once('close', done)));
      for (const attachment of attachments) attachment.close();
      node.stop();
      clients.dispose();
      await Promise.all(closed);
    },
  };
}

async function subscribe(
  node: PublishedNode,
  clients: Graph,
  client: ClientProcess,
  index: number,
  onEvent: () => void,
): Promise<AxonAttachment> {
  const pair = `s${index}` as PairId;
  const orc = orcName(`p${index}@${TOKEN}`);
  const { Router } = clients;
  const attachment = await AxonAttachment.open(
    { pair, node, Router, subscribedPattern: 'greathall::*' },
    client,
  );
  const parts = { orcName: orc, pair, backend: 'axon', nice: 0 } as const;
  for (const name of ['join', LINE_REQUEST])
    attachment.push.send(name, commandOf({ ...parts, name }));
  client.token = pair;
  attachment.sub.subscribe(TOPIC, undefined, orc);
  attachment.sub.on('message', onEvent);
  return attachment;
}

/** Resolves when each subscriber's command has arrived and put its route into the table. */
async function awaitRoutes({ Router }: Graph, count: number): Promise<void> {
  for (let looks = 0; Object.keys(Router.getARP().axon).length < count; looks++) {
    if (looks > 500)
      throw new Error(`the published router did not learn of ${count} subscribers within 10 s`);
    await new Promise((later) => setTimeout(later, 20));
  }
}
