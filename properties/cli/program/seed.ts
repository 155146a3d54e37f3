/**
 * Seed: the origin of all random choices of a run. It is the given one; in CI, the commit; otherwise a
 * fixed default. So the same commit gives the same run. It is always printed.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Terminal } from './terminal.ts';
import { isCi } from './terminal.ts';

export interface Seed {
  readonly seed: string;
  /** Where the seed comes from, as text for the user. */
  readonly origin: string;
}

export const DEFAULT_SEED = 'partyline';

/**
 * Environment variables in which CI systems give the commit. They come before git, because a checkout may have no
 * repository, or be at another commit.
 */
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

/** Shortens a commit id; null if the text is none. */
function shortenCommit(commit: string): string | null {
  return /^[0-9a-f]{40,64}$/.test(commit.trim()) ? commit.trim().slice(0, 12) : null;
}

/** Reads the id of the current commit; empty if this is no repository or git is missing. */
async function readHead(cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd })).stdout;
  } catch {
    return '';
  }
}
