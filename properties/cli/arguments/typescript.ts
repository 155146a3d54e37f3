/** The user's own TypeScript: the installed package reads it with tsx, and loads tsx only if it is needed. */
import { extname } from 'node:path';

// In a clone tsx is loaded already, because Partyline itself is TypeScript there.
let isReadable = extname(import.meta.url) === '.ts';

/** Enables node to import TypeScript, also from outside of any package. */
export async function enableTypeScript(): Promise<void> {
  if (isReadable) return;
  isReadable = true;
  const [cjs, esm] = await Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]);
  // Node takes a router that lies outside of any package for CommonJS, even if it is TypeScript; so both loaders are
  // needed.
  cjs.register();
  esm.register();
}
