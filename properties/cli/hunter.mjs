/** The door of a worker thread of `partyline mutants` in a clone: lets it read TypeScript, then hunts. */
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) });

export const { hunting } = await import('./hunting.ts');
