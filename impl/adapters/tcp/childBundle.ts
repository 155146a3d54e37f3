/**
 * Bundles the program of a child process into one text. It runs when the package is built, and in a clone before the first child
 * starts. The package does not contain it, because the bundler is needed for nothing else.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const LICENCES =
  '/* Bundled: Zod, (c) 2025 Colin McDonnell; ts-pattern, (c) 2021 Gabriel Vergnaud; both under the MIT licence (https://opensource.org/license/mit). */';

export async function bundleChild(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    minifyWhitespace: true,
    legalComments: 'none',
    banner: { js: LICENCES },
  });
  return (outputFiles[0] as { readonly text: string }).text;
}
