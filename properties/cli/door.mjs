/**
 * The door to TypeScript, for the program and for each of its worker threads: lets node read it by the tsx of this
 * package. Plain JavaScript, so that no build is needed; works from any current directory.
 */
import { fileURLToPath } from 'node:url';
import { register as registerCjs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

// A router outside of any package is CommonJS to node, even in TypeScript: both ways in.
registerCjs();
register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) });
