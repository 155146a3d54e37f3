/**
 * The files of the repository that the site may show: those that are tracked or could be. It reads what lies there, so that a page
 * shows a change before it is committed.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path/posix';
import { readRepositoryFile, repositoryPath } from '../generate/generator.ts';
import type { Repository } from './documents.ts';

/** The folders with documents and what they link to. */
const FOLDERS = ['docs', 'examples', 'spec', 'impl', 'model', 'properties', 'bench'];

export function readRepository(): Repository {
  const own = readdirSync(repositoryPath('.'), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const paths = [...own, ...FOLDERS.flatMap(pathsBelow)].sort();
  return { paths, read: readRepositoryFile };
}

const pathsBelow = (folder: string): string[] =>
  readdirSync(repositoryPath(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? pathsBelow(path) : [path];
  });
