/**
 * Generator: one family of committed files that are made and not written by hand. A generator only renders: it reads
 * sources and committed data, runs no mutant and no published router, and writes nothing, so that the same function
 * serves `npm run generate`, its `--check` and the tests.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Generator {
  /** The name that `--only` takes. */
  readonly name: string;
  /** The files or folder that it renders, for the help. */
  readonly writes: string;
  /** The source to change, as the end of the sentence "It is made from ...". */
  readonly madeFrom: string;
  /** Returns the whole text of each file, by its path from the root of the repository. */
  readonly render: () => Promise<ReadonlyMap<string, string>>;
}

const root = new URL('../../../', import.meta.url);

/** Returns the absolute path for a path from the root of the repository. */
export const repositoryPath = (path: string): string => fileURLToPath(new URL(path, root));

export const readRepositoryFile = (path: string): string =>
  readFileSync(new URL(path, root), 'utf8');

export const formatJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
