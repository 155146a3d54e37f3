/**
 * Bundles a page into one script and one style. It runs when the package is built, and in a clone whenever a page is asked for. The
 * package does not contain it, because the bundler and the pages' libraries are needed for nothing else.
 */
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { showActing } from '../../wording/visible.ts';
import type { Bundle } from './html.ts';

/** Libraries of a page: what stands in the comment at the top of its script. */
const LICENCES =
  'Preact, (c) 2015-present Jason Miller; ts-pattern, (c) 2021 Gabriel Vergnaud; both under the MIT licence (https://opensource.org/license/mit)';

/** Bundles the report page. */
export const bundlePage = (): Promise<Bundle> => bundleFolder(new URL('../page/', import.meta.url));

/** Bundles the page that begins with the main file of the folder. `licences`: of the libraries that it has besides Preact and ts-pattern. */
export async function bundleFolder(
  address: URL,
  { licences = '', alias = {} }: { readonly licences?: string } & Pick<BuildOptions, 'alias'> = {},
): Promise<Bundle> {
  const folder = fileURLToPath(address);
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
    alias,
    // The page does not depend on any tsconfig in the folders around the clone.
    tsconfigRaw: {},
    // There is no module in a page; what asks for its address (network/routerStack.ts) takes another one.
    define: { 'import.meta.url': 'undefined' },
    logLevel: 'silent',
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  // Acting characters, such as marks of direction, are shown in every file. In the literals of a script that changes nothing.
  const script = showActing(`/* Bundled: ${LICENCES}${licences}. */\n${text('.js')}`);
  const style = text('.css');
  for (const part of [script, style])
    if (/<\/(script|style)|<!--/i.test(part))
      throw new Error('the bundle of a page would end the tag it stands in');
  return { script, style };
}
