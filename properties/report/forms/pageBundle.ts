/**
 * Bundles the report page into one script and one style. It runs when the package is built, and in a clone whenever a page is asked
 * for. The package does not contain it, because the bundler and the page's libraries are needed for nothing else.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Bundle } from './html.ts';

const LICENCES =
  '/* Bundled: Preact, (c) 2015-present Jason Miller; ts-pattern, (c) 2021 Gabriel Vergnaud; both under the MIT licence (https://opensource.org/license/mit). */';

export async function bundlePage(): Promise<Bundle> {
  const folder = fileURLToPath(new URL('../page/', import.meta.url));
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.tsx'],
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    // The page does not depend on any tsconfig in the folders around the clone.
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const [script, style] = [`${LICENCES}\n${text('.js')}`, text('.css')];
  for (const part of [script, style])
    if (/<\/(script|style)|<!--/i.test(part))
      throw new Error('the bundle of the report page would end the tag it stands in');
  return { script, style };
}
