/**
 * The repository as the tests of its own tidiness read it: every text file below the root by its path, and the comments
 * of a source file. It stands apart because several such tests read the same files. It knows no rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

export interface RepositoryFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What is installed, built or left by a run is nobody's text. Other folders with a dot but `.ci` are no part either. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'emitted']);
const TEXT = /\.([cm]?[jt]sx?|css|md|py|sh)$/;

/** Every file, by its path. */
export function pathsOf(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return LEFT_OUT.has(entry.name) || entry.name.startsWith('.') ? [] : pathsOf(path);
  });
}

/** Every source file and page. */
export function readRepository(): RepositoryFile[] {
  return pathsOf()
    .filter((path) => TEXT.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Whole-line and trailing comments: blocks that begin a line or a JSX expression, `//` after white space, `#` in Python. */
export function commentsOf({ path, text }: RepositoryFile): string[] {
  const pattern = path.endsWith('.py')
    ? /(?:^|\s)#.*$|^\s*"""[\s\S]*?"""/gm
    : /^\s*\{?\/\*[\s\S]*?\*\/|(?:^|[\s;,{])\/\/ .*$/gm;
  return [...text.matchAll(pattern)].map(([comment]) => comment);
}
