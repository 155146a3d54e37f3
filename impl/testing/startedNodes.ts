/**
 * Nodes and clients on loopback for tests. Whatever a test has opened is closed after it, the latest first. It stands apart so that
 * all tests over sockets begin and end alike.
 */
import { afterEach } from 'vitest';
import type { Observation } from '#spec';
import { horde, nodeToken } from '#spec';
import type { ClientOptions, Connection } from '../backends/tcp/client.ts';
import { connect } from '../backends/tcp/client.ts';
import type { TcpNodeOptions } from '../backends/tcp/node.ts';
import { TcpNode } from '../backends/tcp/node.ts';

/** A node with the lines of its log, and the faults of what it refused unless the test watches it itself. */
export type StartedNode = TcpNode & {
  readonly lines: readonly string[];
  readonly faults: readonly string[];
};

/** Call it once for each test file. `atEnd` adds what is to be done after the test. */
export function openLoopback() {
  let ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });
  const atEnd = (end: () => unknown) => {
    ends.push(end);
  };

  async function startNode(
    name: string,
    options: Partial<TcpNodeOptions> = {},
  ): Promise<StartedNode> {
    const [lines, faults]: [string[], string[]] = [[], []];
    const observe = (seen: Observation) => {
      if (seen.kind === 'refusal') faults.push(seen.fault);
    };
    const made = await TcpNode.start({
      token: nodeToken(name),
      horde: horde(`h${name}`),
      log: (line) => lines.push(line),
      watch: { observe },
      ...options,
    });
    atEnd(() => made.close());
    return Object.assign(made, { lines, faults });
  }

  async function connectClient(
    { port }: { readonly port: number },
    options: ClientOptions = {},
  ): Promise<Connection> {
    const made = await connect({ host: '127.0.0.1', port }, options);
    atEnd(() => made.close());
    return made;
  }

  return { atEnd, startNode, connectClient };
}
