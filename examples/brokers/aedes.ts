/**
 * aedes, an MQTT broker in this very process, as a network of the law: three brokers on one emitter are a mesh that is open both
 * ways, so together they are one node. Clients and publishing are spread over the three by turns, and each still keeps its order.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import mqemitter from 'mqemitter';
import { brokerKind } from './testbed/brokerNetwork.ts';
import type { BrokerSystem } from './testbed/brokerSystem.ts';
import { MqttClient } from './testbed/mqttWire.ts';

/** `isMesh`: whether the brokers of a node share an emitter. */
export const aedesSystem = (isMesh = true): BrokerSystem => ({
  name: 'aedes',
  version: '1.2.0',
  features: ['axon', 'shared pairs', 'cuts', 'stall', 'broadcast', 'results', 'set subscriptions'],
  serversPerNode: 3,
  start: async ({ folder, shared }) => {
    const broker = await Aedes.createBroker({
      mq: isMesh ? shared(() => mqemitter()) : mqemitter(),
    });
    const server = createServer(broker.handle);
    const address = { path: join(folder, 'clients.sock') };
    server.listen(address.path);
    await once(server, 'listening');
    return {
      address,
      connect: (receive) => MqttClient.open(address, receive),
      stop: async () => {
        server.close();
        await new Promise<void>((resolve) => broker.close(resolve));
      },
      logLines: () => [],
    };
  },
});

export default brokerKind(aedesSystem());
