/**
 * The start of the program and of each of its worker threads. In a clone it loads tsx, so that node reads
 * TypeScript and no build is needed; in the installed package it opens the compiled files, and
 * `arguments/typescript.ts` loads tsx for a user's own router. Plain JavaScript; works from any current directory.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => new URL(path, import.meta.url);
const cloned = existsSync(at('main.ts'));
const compiled = existsSync(at('main.js')) ? './' : '../../dist/properties/cli/';

if (cloned) {
  const [cjs, esm] = await Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]);
  cjs.register();
  esm.register({ tsconfig: fileURLToPath(at('../../tsconfig.json')) });
}

/** Imports a module of this folder. */
export const open = (name) => import(cloned ? `./${name}.ts` : `${compiled}${name}.js`);
