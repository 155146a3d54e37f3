/**
 * Seed: where the chance of a run comes from. Given, or of the commit in CI, or one fixed default: the same commit
 * gives the same run. It is always printed.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Terminal } from './terminal.ts';
import { isCi } from './terminal.ts';

export interface Seed {
  readonly seed: string;
  /** For the user. */
  readonly origin: string;
}

export const DEFAULT_SEED = 'partyline';

/** Where CI says which commit it runs; a checkout may be none, or stand elsewhere. */
const VARIABLES = ['GITHUB_SHA', 'CI_COMMIT_SHA'] as const;

export async function seedFor(given: string | undefined, terminal: Terminal): Promise<Seed> {
  if (given !== undefined) return { seed: given, origin: 'given' };
  if (isCi(terminal.env)) {
    for (const name of VARIABLES) {
      const seed = shortenCommit(terminal.env[name] ?? '');
      if (seed !== null) return { seed, origin: `of the commit, by ${name}` };
    }
    const seed = shortenCommit(await readHead(terminal.cwd));
    if (seed !== null) return { seed, origin: 'of the commit, by git' };
  }
  return { seed: DEFAULT_SEED, origin: 'by default' };
}

/** Null where it names no commit. */
function shortenCommit(commit: string): string | null {
  return /^[0-9a-f]{40,64}$/.test(commit.trim()) ? commit.trim().slice(0, 12) : null;
}

/** Empty outside of a repository, or without git. */
async function readHead(cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd })).stdout;
  } catch {
    return '';
  }
}
