/** TypeScript of a user's own: the installed package reads it by tsx, which is loaded for it alone. */
import { extname } from 'node:path';

// A clone reads all its TypeScript by tsx from the start.
let isReadable = extname(import.meta.url) === '.ts';

/** From here on node reads TypeScript, and modules that lie outside of any package. */
export async function enableTypeScript(): Promise<void> {
  if (isReadable) return;
  isReadable = true;
  const [cjs, esm] = await Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]);
  // A router outside of any package is CommonJS to node, even in TypeScript: both ways in.
  cjs.register();
  esm.register();
}
