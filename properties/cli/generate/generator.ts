/**
 * Generator: renders one family of committed files that are not written by hand. It reads sources and committed data,
 * runs no mutant and no published router, and writes nothing. So the same function serves `npm run generate`, its
 * `--check` and the tests.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Generator {
  /** The name that `--only` takes. */
  readonly name: string;
  /** The files or the folder that the generator renders, as text for the help. */
  readonly writes: string;
  /** The source to change, as the end of the sentence "It is made from ...". */
  readonly madeFrom: string;
  /** Returns the whole text of each file, by its path relative to the root of the repository. */
  readonly render: () => Promise<ReadonlyMap<string, string>>;
}

const root = new URL('../../../', import.meta.url);

/** Returns the absolute path for a path relative to the root of the repository. */
export const repositoryPath = (path: string): string => fileURLToPath(new URL(path, root));

export const readRepositoryFile = (path: string): string =>
  readFileSync(new URL(path, root), 'utf8');

export const formatJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
