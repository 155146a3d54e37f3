/**
 * The door of the program and of each of its worker threads. In a clone it lets node read TypeScript by tsx, so that no
 * build is needed; in the installed package it opens what was compiled, and tsx reads the user's own adapter alone.
 * Plain JavaScript; works from any current directory.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { register as registerCjs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

const at = (path) => new URL(path, import.meta.url);
const cloned = existsSync(at('main.ts'));
const compiled = existsSync(at('main.js')) ? './' : '../../dist/properties/cli/';

// A router outside of any package is CommonJS to node, even in TypeScript: both ways in.
registerCjs();
register(cloned ? { tsconfig: fileURLToPath(at('../../tsconfig.json')) } : {});

/** The module of this folder. */
export const open = (name) => import(cloned ? `./${name}.ts` : `${compiled}${name}.js`);
