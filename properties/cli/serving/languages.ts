/**
 * The languages of the starters: which files each consists of, how it is built, and by which words a command is given the router.
 * Kept apart from `init`, which writes any of them alike.
 */
import { join } from 'node:path/posix';
import { shellWord } from '../arguments/adapter.ts';
import type { Level } from '../arguments/options.ts';

export interface Starter {
  /** The names of its files, the router first; null where there is none for this level. */
  readonly files: (level: Level) => readonly string[] | null;
  /** The command that builds a router in this folder; null where it is run as it is written. */
  readonly build: ((folder: string) => string) | null;
  /**
   * A file without which the language's own tools refuse to work, written unless one of this name lies in the folder or above it; absent
   * where they need none.
   */
  readonly project?: { readonly name: string; readonly text: string };
  /** The words at the end of a command by which it is given the router in this folder. */
  readonly router: (folder: string, level: Level) => string;
}

const atRouterLevel =
  (...names: readonly string[]) =>
  (level: Level) =>
    level === 'router' ? names : null;

/** A path in a folder, as a shell reads it. */
const at = (folder: string, name: string) => shellWord(join(folder, name));
/** The path of a program, which a shell must not look for among those that are installed. */
const programIn = (folder: string) => shellWord(folder === '.' ? './router' : `${folder}/router`);

export const languages = {
  ts: {
    files: (level) => [`${level}.ts`],
    build: null,
    router: (folder, level) =>
      `--router ${shellWord(folder === '.' ? `./${level}.ts` : join(folder, `${level}.ts`))}`,
  },
  python: {
    files: (level) => [`${level}.py`],
    build: null,
    router: (folder, level) => `-- python3 ${at(folder, `${level}.py`)}`,
  },
  go: {
    files: atRouterLevel('router.go'),
    project: { name: 'go.mod', text: 'module router\n\ngo 1.18\n' },
    build: (folder) => `go build -o ${programIn(folder)} ${at(folder, 'router.go')}`,
    router: (folder) => `-- ${programIn(folder)}`,
  },
  rust: {
    files: atRouterLevel('router.rs', 'json.rs'),
    build: (folder) => `rustc -O --edition 2021 -o ${programIn(folder)} ${at(folder, 'router.rs')}`,
    router: (folder) => `-- ${programIn(folder)}`,
  },
  java: {
    files: atRouterLevel('Router.java', 'Json.java'),
    build: (folder) =>
      `javac -d ${at(folder, 'classes')} ${at(folder, 'Router.java')} ${at(folder, 'Json.java')}`,
    router: (folder) => `-- java -cp ${at(folder, 'classes')} Router`,
  },
} as const satisfies Record<string, Starter>;
export type Language = keyof typeof languages;

export const languageNames = Object.keys(languages) as readonly Language[];
