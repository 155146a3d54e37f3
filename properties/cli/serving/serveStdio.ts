/**
 * `partyline serve-stdio`: serves our router, or a user's in TypeScript, over the pipe as a foreign
 * adapter does. stdout belongs to the protocol; messages go to stderr.
 */
import type { Readable } from 'node:stream';
import type { Level } from '../arguments/options.ts';
import { readLevel } from '../arguments/options.ts';
import { loadKinds, ROUTER_HELP } from '../arguments/routers.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

interface ServeStdioFlags {
  readonly router: string;
  readonly level?: Level;
}

export const serveStdioCommand: Registration = (program, { terminal, done }) => {
  program
    .command('serve-stdio')
    .description(
      'our router, or one in TypeScript, by JSON lines on stdin and stdout (PROTOCOL.md)',
    )
    .option('--router <router>', ROUTER_HELP, 'ours')
    .option('--level <level>', "router or network (default: the router's first)", readLevel)
    .action(async (flags: ServeStdioFlags) => done(await serveRouter(flags, terminal)));
};

async function serveRouter(
  { router, level }: ServeStdioFlags,
  terminal: Terminal,
  input: Readable = process.stdin,
): Promise<Exit> {
  const kinds = await loadKinds(router, terminal);
  const kind = kinds.find((each) => level === undefined || each.level === level);
  if (!kind)
    throw new Misuse(
      `The router ${router} is not offered at ${level} level. Expected ${kinds.map((each) => each.level).join(' or ')}.`,
    );
  const { serveStdio } = await import('#impl-stdio');
  await serveStdio(kind, {
    input,
    write: (line) => terminal.out(line),
    log: (line) => terminal.err(`${line}\n`),
  });
  return exits.asExpected;
}
