/**
 * nats-server as a network of the law: a node is a server, an uplink is a leafnode's remote, a pair is a client's connection, and
 * a line is a subject. Interest climbs to the hub by itself. That events only descend is configuration: `deny_exports`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brokerKind } from './testbed/brokerNetwork.ts';
import type { BrokerSystem, ServerPlace } from './testbed/brokerSystem.ts';
import { leafnodes, NatsClient } from './testbed/natsWire.ts';
import { ServerProcess, versionOf } from './testbed/serverProcess.ts';

/** The subjects on which events travel; see `testbed/subjects.ts`. */
const EVENTS = '["line.>", "orc.>", "all"]';

const configurationOf = ({ node, uplinks }: ServerPlace, remote: string): string => `
server_name: n${node}
host: 127.0.0.1
port: -1
max_payload: 8MB
leafnodes {
  host: 127.0.0.1
  port: -1
  # A lost link is dialled again at once, not after whole seconds: the hop lets the call wait while the link is down.
  reconnect: -1
  remotes: [
    ${uplinks.map((port) => `{ url: "nats-leaf://127.0.0.1:${port}", deny_exports: ${EVENTS}${remote} }`).join('\n    ')}
  ]
}
`;

/** `remote`: more settings of each leafnode's remote, by which tests make it wrong. */
export const natsSystem = (remote = ''): BrokerSystem => ({
  name: 'nats-server',
  version: versionOf('nats-server') ?? 'not installed',
  features: [
    'axon',
    'nodes',
    'shared pairs',
    'cuts',
    'heal',
    'stall',
    'broadcast',
    'results',
    'link frames',
    'copies per subscription',
  ],
  link: leafnodes,
  start: async (place) => {
    await writeFile(join(place.folder, 'nats.conf'), configurationOf(place, remote));
    const server = new ServerProcess('nats-server', ['-c', 'nats.conf'], place.folder);
    const [leafPort, port] = await server.untilLogged(
      /leafnode connections on \S+:(\d+)/,
      /client connections on \S+:(\d+)/,
    );
    return {
      address: { port: Number(leafPort) },
      connect: (receive) => NatsClient.open(Number(port), receive),
      stop: () => server.kill(),
      logLines: () => server.logLines(),
    };
  },
});

export default brokerKind(natsSystem());
