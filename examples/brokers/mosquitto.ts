/**
 * mosquitto as a network of the law: a node is a broker, an uplink is a bridge of direction `in`, a pair is a client id with a
 * clean session, and a line is a topic. A bridge asks for everything once and for all; no interest climbs.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brokerKind } from './testbed/brokerNetwork.ts';
import type { BrokerSystem, ServerPlace } from './testbed/brokerSystem.ts';
import { bridges, MqttClient } from './testbed/mqttWire.ts';
import { ServerProcess, versionOf } from './testbed/serverProcess.ts';

const SOCKET = 'clients.sock';

const configurationOf = ({ node, uplinks }: ServerPlace, topics: readonly string[]): string => `
# Local clients come by a file in the broker's folder, so no port has to be found.
listener 0 ${SOCKET}
allow_anonymous true
# Where all is run by root, such as in a container, the broker stays root: the folder is root's.
user root
persistence false
max_queued_messages 0
log_type all
${uplinks
  .map(
    (port) => `
connection n${node}-${port}
address 127.0.0.1:${port}
${topics.map((topic) => `topic ${topic} in 0`).join('\n')}
# What came while the link was lost stays lost: else it would be delivered after it, out of order.
cleansession true
notifications false
bridge_protocol_version mqttv311
restart_timeout 1 1
`,
  )
  .join('')}`;

/** `topics`: what each bridge asks for. */
export const mosquittoSystem = (topics: readonly string[] = ['#']): BrokerSystem => ({
  name: 'mosquitto',
  version: versionOf('mosquitto', '-h') ?? 'not installed',
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
    'set subscriptions',
  ],
  link: bridges,
  start: async (place) => {
    await writeFile(join(place.folder, 'mosquitto.conf'), configurationOf(place, topics));
    const server = new ServerProcess('mosquitto', ['-c', 'mosquitto.conf'], place.folder);
    await server.untilLogged(/(mosquitto version \S+ running)/);
    const address = { path: join(place.folder, SOCKET) };
    return {
      address,
      connect: (receive) => MqttClient.open(address, receive),
      stop: () => server.kill(),
      logLines: () => server.logLines(),
    };
  },
});

export default brokerKind(mosquittoSystem());
