/**
 * `partyline serve`: runs one node of our router as a process until it is interrupted. Invalid flags
 * are refused before it listens; a peer that misbehaves is logged and dropped, and affects no other.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { TcpNode, TcpNodeOptions } from '#impl-tcp';
import type { Horde, Json } from '#spec';
import { isHorde, isNodeToken } from '#spec';
import type { Address } from '../arguments/options.ts';
import { readAddress, readPort } from '../arguments/options.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import type { AccessFlags } from './accessFlags.ts';
import { accessOf, addAccessFlags } from './accessFlags.ts';
import type { LimitFlags } from './limitFlags.ts';
import { addLimitFlags, limitsOf } from './limitFlags.ts';

interface ServeFlags extends AccessFlags, LimitFlags {
  readonly node: string;
  readonly port: number;
  readonly eventPort: number;
  readonly uplink: readonly Address[];
  readonly horde?: string;
  /** Whether to read events to publish from stdin, one per line. */
  readonly publish?: boolean;
  /** Whether to end with stdin, so that the node does not outlive a program that started it and holds the other end. */
  readonly untilStdinEnds?: boolean;
}

export const serveCommand: Registration = (program, { terminal, done }) => {
  const command = program
    .command('serve')
    .description('one node of our router as a process, until it is interrupted')
    .requiredOption('--node <token>', 'its name; answers for orcs below it go there')
    .option('--port <port>', 'where clients and lower nodes attach (default: any)', readPort)
    .option('--event-port <port>', 'where their event sockets go (default: any)', readPort)
    .option('--host <host>', 'the interface it listens on', '127.0.0.1')
    .option('--uplink <address>', 'host:port of a node above; may be repeated', readAddress)
    .option('--horde <horde>', "its routing key (default: the node's token)")
    .option('--publish', 'publish the events that come on stdin, one JSON object a line')
    .option('--until-stdin-ends', 'end with stdin as well, and so with whoever started it')
    .addHelpText('after', '\nWho may do what, and what bounds a peer: docs/serve.md.');
  addLimitFlags(addAccessFlags(command)).action(
    async (flags: Pick<ServeFlags, 'node' | 'host'> & Partial<ServeFlags>) =>
      done(await serve({ port: 0, eventPort: 0, uplink: [], ...flags }, terminal)),
  );
};

async function serve(
  flags: ServeFlags,
  terminal: Terminal,
  lines: Readable = process.stdin,
): Promise<Exit> {
  const { node: token, horde = token } = flags;
  const rule = 'Expected 1 to 256 characters, no control characters, none of < > : $.';
  if (!isNodeToken(token)) throw new Misuse(`${JSON.stringify(token)} is no node token. ${rule}`);
  if (!isHorde(horde)) throw new Misuse(`${JSON.stringify(horde)} is no horde. ${rule}`);
  const log = (line: string) => terminal.err(`${token}: ${line}\n`);
  const { host, port, eventPort } = flags;
  const options = { token, horde, host, port, eventPort, limits: limitsOf(flags), log };
  const node = await startNode({ ...options, ...(await accessOf(flags, terminal)) });
  terminal.out(
    `node ${token} listens on ${flags.host}:${node.port} (events on ${node.eventPort})\n`,
  );
  for (const uplink of flags.uplink) node.climb(uplink);
  if (flags.publish) publishLines(node, lines, log);
  await untilOver(flags.untilStdinEnds ? lines : null, terminal.interrupted);
  await node.close();
  if (flags.publish || flags.untilStdinEnds) lines.destroy();
  return exits.asExpected;
}

/** Resolves when the user interrupts, or the stream ends. */
async function untilOver(lines: Readable | null, interrupted: AbortSignal): Promise<void> {
  if (interrupted.aborted) return;
  await new Promise<void>((resume) => {
    interrupted.addEventListener('abort', () => resume(), { once: true });
    // What is not read never ends.
    lines?.once('end', resume).once('error', resume).resume();
  });
}

async function startNode(
  options: TcpNodeOptions & Pick<ServeFlags, 'host' | 'port'>,
): Promise<TcpNode> {
  const { TcpNode } = await import('#impl-tcp');
  try {
    return await TcpNode.start(options);
  } catch (error) {
    const { code, port: at = options.port } = error as NodeJS.ErrnoException & {
      readonly port?: number;
    };
    const why =
      code === 'EADDRINUSE'
        ? `port ${at} is in use. Choose another, or 0 for any that is free.`
        : `${(error as Error).message}.`;
    throw new Misuse(`The node cannot listen on ${options.host}: ${why}`);
  }
}

/** Publishes one event per line: `{ "topic": ..., "payload": ..., "forward": ... }`. */
function publishLines(node: TcpNode, lines: Readable, log: (line: string) => void): void {
  let count = 0;
  createInterface({ input: lines }).on('line', (line) => {
    const given = parseEvent(line);
    if (!given) {
      log('not published: expected a line such as {"topic":"news<sport>","payload":1}');
      return;
    }
    const { topic, payload = null, forward } = given;
    const id = `${node.token}-${++count}`;
    try {
      node.publish({ topic, id, payload, ...(forward === undefined ? {} : { forward }) });
    } catch (error) {
      log(`not published: ${(error as Error).message}`);
    }
  });
}

function parseEvent(line: string): { topic: string; payload?: Json; forward?: Horde } | null {
  try {
    const value = JSON.parse(line);
    const known =
      typeof value?.topic === 'string' && (value.forward ?? '') === `${value.forward ?? ''}`;
    return known ? value : null;
  } catch {
    return null;
  }
}
