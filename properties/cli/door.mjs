/**
 * The door of the program and of each of its worker threads. In a clone it lets node read TypeScript by tsx, so that no
 * build is needed; in the installed package it opens what was compiled, and `arguments/typescript.ts` lets in a user's own router.
 * Plain JavaScript; works from any current directory.
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

/** The module of this folder. */
export const open = (name) => import(cloned ? `./${name}.ts` : `${compiled}${name}.js`);
