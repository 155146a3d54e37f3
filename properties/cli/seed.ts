/**
 * Seed: where the chance of a run comes from. Given, or of the commit in CI, or one fixed default: the same commit
 * gives the same run. It is always printed.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Terminal } from './terminal.ts';
import { inCi } from './terminal.ts';

export interface Seed {
  readonly seed: string;
  readonly origin: 'given' | 'of the commit' | 'by default';
}

export const DEFAULT_SEED = 'partyline';

export async function seedFor(given: string | undefined, terminal: Terminal): Promise<Seed> {
  if (given !== undefined) return { seed: given, origin: 'given' };
  const commit = inCi(terminal.env) ? await commitIn(terminal.cwd) : null;
  return commit === null
    ? { seed: DEFAULT_SEED, origin: 'by default' }
    : { seed: commit, origin: 'of the commit' };
}

/** Null outside of a repository, or without git. */
async function commitIn(cwd: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd });
    return /^[0-9a-f]{40,64}$/.test(stdout.trim()) ? stdout.trim().slice(0, 12) : null;
  } catch {
    return null;
  }
}
