/**
 * The repository as the tests about its own texts read it: every text file by its path, and the comments of a source
 * file. Separate because several such tests read the same files. It contains no rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

export interface RepositoryFile {
  /** The path relative to the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
/**
 * Folders that are not read, because their files are installed, built or left by a run. Nor are folders with a dot, but
 * `.ci`.
 */
const LEFT_OUT = new Set(['node_modules', 'dist', 'emitted']);
const TEXT = /\.([cm]?[jt]sx?|css|md|py|sh)$/;

/** Returns the paths of all files in the folder and below. */
export function pathsOf(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return LEFT_OUT.has(entry.name) || entry.name.startsWith('.') ? [] : pathsOf(path);
  });
}

/** Returns every source file and page with its text. */
export function readRepository(): RepositoryFile[] {
  return pathsOf()
    .filter((path) => TEXT.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/**
 * Returns the comments of a source file, on lines of their own or after code: blocks that begin a line or a JSX
 * expression, `//` after white space, and `#` in Python.
 */
export function commentsOf({ path, text }: RepositoryFile): string[] {
  const pattern = path.endsWith('.py')
    ? /(?:^|\s)#.*$|^\s*"""[\s\S]*?"""/gm
    : /^\s*\{?\/\*[\s\S]*?\*\/|(?:^|[\s;,{])\/\/ .*$/gm;
  return [...text.matchAll(pattern)].map(([comment]) => comment);
}
