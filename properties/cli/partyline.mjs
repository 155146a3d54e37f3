#!/usr/bin/env node
/** The program: passes its arguments to `main`. */
import { open } from './door.mjs';

const { main } = await open('main');
const { processTerminal } = await open('program/terminal');

process.exitCode = await main(process.argv.slice(2), processTerminal());
// A router under test may have left sockets open; they must not keep the process alive.
setTimeout(() => process.exit(), 500).unref();
