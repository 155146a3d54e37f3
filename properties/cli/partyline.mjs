#!/usr/bin/env node
/**
 * The door of the command line. In a clone it lets node read TypeScript by tsx, so that no build is needed; in the
 * installed package it hands over to what was compiled, and tsx reads the user's own adapter alone. Works from any
 * current directory.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { register as registerCjs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

const cloned = existsSync(new URL('main.ts', import.meta.url));

// A router outside of any package is CommonJS to node, even in TypeScript: both ways in.
registerCjs();
register(
  cloned ? { tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) } : {},
);

const folder = cloned ? './' : '../../dist/properties/cli/';
const ending = cloned ? 'ts' : 'js';
const { main } = await import(`${folder}main.${ending}`);
const { processTerminal } = await import(`${folder}terminal.${ending}`);

process.exitCode = await main(process.argv.slice(2), processTerminal());
// A router under test may have left sockets open; the verdict stands, so they do not keep us.
setTimeout(() => process.exit(), 500).unref();
