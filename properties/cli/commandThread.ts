/**
 * The thread in which a command runs. It prints through the first thread of the process (`supervisor.mjs`), which hears
 * the signals, and tells it what to save in case this thread is blocked when the process has to end.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { main } from './main.ts';
import type { ThreadMessage, ThreadSetup } from './program/supervision.ts';
import { threadTerminal } from './program/supervision.ts';

const setup: ThreadSetup = workerData;
const send = (message: ThreadMessage) => parentPort?.postMessage(message);
send({ kind: 'ended', exit: await main(setup.argv, threadTerminal(setup, parentPort, send)) });
