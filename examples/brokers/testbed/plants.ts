/**
 * Planted faults, one at a time: mistakes that people make with brokers, in a configuration or in a client. Each changes how a
 * system starts its servers or what its clients say. They show that the judge sees through the adapters; only tests use them.
 */
import type { BrokerServer, BrokerSystem, Connection, Receive } from './brokerSystem.ts';
import type { HopProtocol } from './hop.ts';

type Connect = BrokerServer['connect'];

/** Returns the system with its clients' connections changed. */
const withConnections = (
  system: BrokerSystem,
  change: (connect: Connect) => Connect,
): BrokerSystem => ({
  ...system,
  start: async (place) => {
    const server = await system.start(place);
    return { ...server, connect: change(server.connect) };
  },
});

/** Changes some of what a connection does. */
const changed = (connection: Connection, some: Partial<Connection>): Connection => ({
  subscribe: (subject) => connection.subscribe(subject),
  unsubscribe: (subject) => connection.unsubscribe(subject),
  publish: (subject, body) => connection.publish(subject, body),
  fence: () => connection.fence(),
  setReading: (isReading) => connection.setReading?.(isReading),
  drop: () => connection.drop(),
  ...some,
});

/**
 * Subscriptions are counted where they should form a set, so that one unsubscribe leaves the second; where they should be counted, one
 * unsubscribe ends all of them.
 */
export function wrongCount(system: BrokerSystem): BrokerSystem {
  const isSet = system.features.includes('set subscriptions');
  return withConnections(system, (connect) => async (receive) => {
    const connection = await connect(receive);
    const counts = new Map<string, number>();
    return changed(connection, {
      subscribe: (subject) => {
        counts.set(subject, (counts.get(subject) ?? 0) + 1);
        connection.subscribe(subject);
      },
      unsubscribe: (subject) => {
        const count = counts.get(subject) ?? 0;
        if (isSet && count > 1) {
          counts.set(subject, count - 1);
          return;
        }
        for (let left = count; left > 0; left--) connection.unsubscribe(subject);
        counts.delete(subject);
      },
    });
  });
}

/** While a client does not read, nobody else is served; what waits for them comes when all read again. */
export function keptWaiting(system: BrokerSystem): BrokerSystem {
  const stalled = new Set<Connection>();
  let waiting: (() => void)[] = [];
  const serve = () => {
    for (const each of stalled.size === 0 ? waiting.splice(0) : []) each();
  };
  const forget = async () => {
    stalled.clear();
    waiting = [];
  };
  return withConnections({ ...system, forget }, (connect) => async (receive) => {
    const connection = await connect((body) => {
      waiting.push(() => receive(body));
      serve();
    });
    return changed(connection, {
      setReading: (isReading) => {
        if (isReading) stalled.delete(connection);
        else stalled.add(connection);
        connection.setReading?.(isReading);
        serve();
      },
      drop: async () => {
        stalled.delete(connection);
        await connection.drop();
        serve();
      },
    });
  });
}

/** Whoever publishes sends everything twice, as one does who repeats what was not acknowledged. */
export const publishedTwice = (system: BrokerSystem): BrokerSystem =>
  withConnections(system, (connect) => async (receive) => {
    const connection = await connect(receive);
    return changed(connection, {
      publish: (subject, body) => {
        connection.publish(subject, body);
        connection.publish(subject, body);
      },
    });
  });

/** Each event crosses a link twice. `isEvent` says which messages carry one. */
export const bridgedTwice = (
  system: BrokerSystem,
  isEvent: (message: Buffer) => boolean,
): BrokerSystem => ({
  ...system,
  link: (receive) => doubled((system.link as NonNullable<BrokerSystem['link']>)(receive), isEvent),
});

const doubled = (protocol: HopProtocol, isEvent: (message: Buffer) => boolean): HopProtocol => ({
  ...protocol,
  begin: (send, port) => {
    const conversation = protocol.begin(send, port);
    return {
      ready: conversation.ready,
      interest: conversation.interest,
      fence: (from) => conversation.fence(from),
      take: (from, message) => {
        const passedOn = conversation.take(from, message);
        return passedOn && isEvent(message) ? Buffer.concat([passedOn, passedOn]) : passedOn;
      },
    };
  },
});

/** Nobody waits for anything: a step counts as done as soon as it has been said. */
export function unfenced(system: BrokerSystem): BrokerSystem {
  const { link } = system;
  const clients = withConnections(
    system,
    (connect) => async (receive) => changed(await connect(receive), { fence: async () => {} }),
  );
  if (!link) return clients;
  return {
    ...clients,
    start: async (place) => {
      const server = await clients.start(place);
      return { ...server, catchUp: async () => {}, climb: async () => {} };
    },
    link: (receive) => {
      const protocol = link(receive);
      return {
        ...protocol,
        begin: (send, port) => {
          const conversation = protocol.begin(send, port);
          return {
            ready: conversation.ready,
            interest: null,
            fence: async () => {},
            take: (from, message) => conversation.take(from, message),
          };
        },
      };
    },
  };
}

/** A client that disconnects forgets to unsubscribe: its session lives on, and the next one that connects there has it. */
export function lastingSession(system: BrokerSystem): BrokerSystem {
  const left = new Set<Connection>();
  const lasting = withConnections(system, (connect) => {
    const sessions: { connection: Connection; receive: Receive }[] = [];
    return async (receive) => {
      const known = sessions.pop();
      const isAlive = known !== undefined && left.delete(known.connection);
      if (isAlive) known.receive = receive;
      const session = isAlive ? known : { receive, connection: null as unknown as Connection };
      if (!isAlive) session.connection = await connect((body) => session.receive(body));
      const { connection } = session;
      return changed(connection, {
        drop: async () => {
          session.receive = () => {};
          // Whoever takes the session over reads, even if the client before it had stopped.
          connection.setReading?.(true);
          sessions.push(session);
          left.add(connection);
        },
      });
    };
  });
  return {
    ...lasting,
    forget: async () => {
      await Promise.all([...left].map((connection) => connection.drop()));
      left.clear();
    },
  };
}
