#!/usr/bin/env node
/**
 * The program. A command runs in a thread of its own (`supervisor.mjs`), so that this thread hears signals even while a
 * router blocks that one. `serve` and `serve-stdio` read stdin and run here.
 */
import { heedOutputErrors } from './outputErrors.mjs';
import { supervise } from './supervisor.mjs';

heedOutputErrors();
const argv = process.argv.slice(2);
if (argv[0] !== 'serve' && argv[0] !== 'serve-stdio') supervise(argv);
else {
  // Only here: the door loads the compiler, and the thread of a command opens its own.
  const { open } = await import('./door.mjs');
  const { main } = await open('main');
  const { processTerminal } = await open('program/terminal');
  // An adapter keeps nothing that would have to be written, so a signal ends it at once, whatever its router does.
  process.exitCode = await main(argv, processTerminal({ heedsSignals: argv[0] === 'serve' }));
  // A router under test may have left sockets open; they must not keep the process alive.
  setTimeout(() => process.exit(), 500).unref();
}
