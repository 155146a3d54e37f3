#!/usr/bin/env node
/** The program: hands its arguments over to `main`. */
import { open } from './door.mjs';

const { main } = await open('main');
const { processTerminal } = await open('program/terminal');

process.exitCode = await main(process.argv.slice(2), processTerminal());
// A router under test may have left sockets open; the verdict stands, so they do not keep us.
setTimeout(() => process.exit(), 500).unref();
