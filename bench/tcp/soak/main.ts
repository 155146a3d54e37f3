/**
 * The soak from the command line: `npm run soak`, `-- --minutes 5 --clients 200 --nodes 3 --seed S
 * --json FILE`. Exit codes: 0 every claim holds, 1 a claim fails, 2 usage, 130 interrupted. However it
 * ends, it leaves no process behind.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { claimsOf, formatSoak } from './claims.ts';
import { readFlags } from './options.ts';
import { soak } from './soak.ts';

const flags = readFlags(process.argv.slice(2));
if (typeof flags === 'string') refuse(flags);
const { minutes, clients, nodes, seed, json } = flags;
if (json !== null) {
  try {
    closeSync(openSync(json, 'a'));
  } catch (error) {
    refuse(`--json ${json}: it cannot be written: ${(error as Error).message}.`);
  }
}

function refuse(reason: string): never {
  console.error(`error: ${reason}`);
  process.exit(2);
}

/** How long the soak has to end after a signal, in ms. Its processes end with this one. */
const PATIENCE_MS = 1200;
const interrupting = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    interrupting.abort();
    setTimeout(() => process.exit(130), PATIENCE_MS).unref();
  });

/** Heaps are measured every minute; in a soak of under five minutes, after each fifth of it. */
const totalMs = minutes * 60_000;
const markMs = Math.min(60_000, totalMs / 5);
const startedMs = performance.now();
let lastMark = 0;
const spentMs = () => performance.now() - startedMs;

function measuresHeapAfter(rounds: number): boolean {
  const due = Math.min(Math.floor(spentMs() / markMs), Math.ceil(totalMs / markMs) - 1);
  if (due <= lastMark) return false;
  lastMark = due;
  console.error(`  ${Math.round(spentMs() / 1000)} s, ${rounds} rounds`);
  return true;
}

console.log(`soak: ${clients} clients, ${nodes} nodes, ${minutes} minutes, seed ${seed}`);
try {
  const soaked = await soak({
    clients,
    nodes,
    seed,
    hasNextRound: () => spentMs() < totalMs,
    measuresHeapAfter,
    interrupted: interrupting.signal,
  });
  const claims = claimsOf(soaked, true);
  console.log(formatSoak(soaked, claims));
  console.log(
    `first mark at ${Math.round(markMs / 1000)} s; ${Math.round(spentMs() / 1000)} s in all`,
  );
  if (json !== null)
    writeFileSync(json, `${JSON.stringify({ ...flags, ...soaked, claims }, null, 2)}\n`);
  process.exitCode = claims.every(({ holds }) => holds) ? 0 : 1;
} catch (error) {
  const interrupted = interrupting.signal.aborted;
  const reason = interrupted
    ? 'interrupted'
    : `the soak could not go on: ${(error as Error).message}`;
  console.error(interrupted ? reason : `error: ${reason}`);
  process.exitCode = interrupted ? 130 : 1;
}
