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

export const configurationOf = ({ node, uplinks }: ServerPlace): string => `
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
topic # in 0
# What came while the link was lost stays lost: else it would be delivered after it, out of order.
cleansession true
notifications false
bridge_protocol_version mqttv311
restart_timeout 1 1
`,
  )
  .join('')}`;

const system: BrokerSystem = {
  name: 'mosquitto',
  version: versionOf('mosquitto', '-h') ?? 'not installed',
  features: ['axon', 'nodes', 'shared pairs', 'cuts', 'heal'],
  isCounted: false,
  link: bridges,
  start: async (place) => {
    await writeFile(join(place.folder, 'mosquitto.conf'), configurationOf(place));
    const server = new ServerProcess('mosquitto', ['-c', 'mosquitto.conf'], place.folder);
    await server.untilLogged(/(mosquitto version \S+ running)/);
    const address = { path: join(place.folder, SOCKET) };
    return {
      address,
      connect: (receive) => MqttClient.open(address, receive),
      stop: () => server.kill(),
      logTail: () => server.logTail(),
    };
  },
};

export default brokerKind(system);
