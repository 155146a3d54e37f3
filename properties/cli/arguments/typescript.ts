/** The user's own TypeScript: the installed package reads it with tsx, which it loads only for that. */
import { extname } from 'node:path';

// A clone loads tsx at its start.
let isReadable = extname(import.meta.url) === '.ts';

/** Enables node to import TypeScript, also from outside of any package. */
export async function enableTypeScript(): Promise<void> {
  if (isReadable) return;
  isReadable = true;
  const [cjs, esm] = await Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]);
  // A router outside of any package is CommonJS to node, even in TypeScript; so both loaders are needed.
  cjs.register();
  esm.register();
}
