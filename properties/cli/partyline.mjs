#!/usr/bin/env node
/**
 * The door of the command line: lets node read TypeScript by the tsx of this package, then hands over to `main`.
 * Plain JavaScript, so that no build is needed; works from any current directory.
 */
import { fileURLToPath } from 'node:url';
import { register as registerCjs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

// A router outside of any package is CommonJS to node, even in TypeScript: both ways in.
registerCjs();
register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) });

const { main } = await import('./main.ts');
const { processTerminal } = await import('./terminal.ts');

process.exitCode = await main(process.argv.slice(2), processTerminal());
// A router under test may have left sockets open; the verdict stands, so they do not keep us.
setTimeout(() => process.exit(), 500).unref();
