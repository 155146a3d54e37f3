#!/usr/bin/env node
/** The program: hands its arguments over to `main`. */
import './door.mjs';

const { main } = await import('./main.ts');
const { processTerminal } = await import('./terminal.ts');

process.exitCode = await main(process.argv.slice(2), processTerminal());
// A router under test may have left sockets open; the verdict stands, so they do not keep us.
setTimeout(() => process.exit(), 500).unref();
