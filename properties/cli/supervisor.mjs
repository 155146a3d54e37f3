/**
 * The supervisor: the first thread of the process. It starts the thread in which the command runs, prints what that
 * sends, and hears the signals. A command that has not ended some time after a signal is ended, with what it has sent so
 * far printed and written. Plain JavaScript, so that it waits for no compiler; it never runs code of a router.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** How long a command may take to end by itself after the first signal, in ms; less if its thread does not even hear it. */
const PATIENCE_MS = 1200;
const UNHEARD_MS = 700;
/** When the process is killed if it still runs, in ms after the signal. */
const KILL_MS = 1900;
/** How long the process waits for handles that are open after the end of the command, in ms. */
const EXIT_MS = 500;
/** When it is killed if it still runs then, in ms. Long where nobody waits: a kill on a busy machine would lose the exit code. */
const KILL_AT_EXIT_MS = 10_000;
const [UNDRIVEN, UNWRITTEN, INTERRUPTED] = [4, 5, 130];

/** Runs a command line; the process then ends with the exit code of the command. */
export function supervise(argv) {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./command.mjs', import.meta.url), {
    workerData: {
      argv,
      isOutTerminal: process.stdout.isTTY === true,
      isErrTerminal: process.stderr.isTTY === true,
      columns: process.stdout.columns,
      interrupted: flag.buffer,
    },
  });
  let soFar = { text: '', files: [] };
  let isOver = false;
  const fail = (reason) => {
    if (isOver) return;
    isOver = true;
    process.stderr.write(reason);
    leave(saveSoFar(soFar) ? UNDRIVEN : UNWRITTEN, KILL_AT_EXIT_MS);
  };
  let isHeard = false;
  const endBy = (signal, waitedMs) => {
    if (isOver) return;
    isOver = true;
    const why = waitedMs === 0 ? '' : ' The command did not end by itself in time.';
    process.stderr.write(`Ended by ${signal}.${why}\n`);
    leave(saveSoFar(soFar) ? INTERRUPTED : UNWRITTEN, KILL_MS - waitedMs);
  };
  const interrupt = (signal) => {
    if (Atomics.exchange(flag, 0, 1) !== 0) return endBy(signal, 0);
    worker.postMessage({ kind: 'interrupt' });
    setTimeout(() => isHeard || endBy(signal, UNHEARD_MS), UNHEARD_MS).unref();
    setTimeout(endBy, PATIENCE_MS, signal, PATIENCE_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt);
  worker.on('message', (message) => {
    if (isOver) return;
    if (message.kind === 'out') process.stdout.write(message.text);
    else if (message.kind === 'err') process.stderr.write(message.text);
    else if (message.kind === 'so far') soFar = message.result;
    else if (message.kind === 'heard') isHeard = true;
    else {
      isOver = true;
      process.exitCode = message.exit;
      // A router under test may have left sockets open; they must not keep the process alive.
      worker.terminate();
      const isInterrupted = Atomics.load(flag, 0) !== 0;
      const killMs = isInterrupted ? EXIT_MS : KILL_AT_EXIT_MS;
      setTimeout(() => leave(message.exit, killMs), EXIT_MS).unref();
    }
  });
  worker.on('error', (error) =>
    fail(
      `An error was thrown outside of any call, by the router or by Partyline:\n${error?.stack ?? error}\n`,
    ),
  );
  worker.on('exit', (code) =>
    fail(`The router ended the thread in which it ran, with exit code ${code}.\n`),
  );
}

/**
 * Prints and writes what the command has found so far; a file is written whole or not at all, and added to the list of its folder
 * first (files/outputList.ts). Returns whether all was written.
 */
function saveSoFar({ data = '', text, files }) {
  process.stdout.write(data);
  process.stderr.write(text);
  let isWritten = true;
  for (const { folder, name, text: content } of files) {
    const path = join(folder, name);
    const part = `.partyline-${process.pid}-${randomBytes(8).toString('hex')}.part`;
    const beside = join(dirname(path), part);
    try {
      const sha256 = createHash('sha256').update(content).digest('hex');
      const line = JSON.stringify({ file: name, sha256, part });
      appendFileSync(join(folder, '.partyline-files'), `\n${line}\n`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(beside, content);
      renameSync(beside, path);
    } catch (error) {
      isWritten = false;
      process.stderr.write(`error: ${path} cannot be written: ${error.message}\n`);
      rmSync(beside, { force: true });
    }
  }
  return isWritten;
}

/**
 * Ends the process. Node waits for its threads then, and cannot stop one that a call of the system blocks, such as
 * reading a pipe into which nobody writes. So another process kills this one if it still runs after `killMs`.
 */
function leave(code, killMs) {
  const killer = spawn(
    'sh',
    [
      '-c',
      `(sleep ${killMs / 1000}; kill -KILL "$1") >/dev/null 2>&1 & read -r _; kill $!`,
      'sh',
      `${process.pid}`,
    ],
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  killer.on('error', () => {});
  killer.stdin.on('error', () => {});
  process.exit(code);
}
