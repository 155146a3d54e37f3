/**
 * The report as a page: one file that can be opened from a disk, contains all it needs and loads nothing. Its sources in `page/`
 * are bundled when a page is asked for, so there is no build step that could be forgotten. Names in a scenario remain data.
 */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { PageDocument } from './pageData.ts';

/** The first lines of every report page; they identify one that this program wrote. */
const OPENING = '<!doctype html>\n<!-- Partyline: the report page -->\n';

const LICENCES =
  '/* Bundled: Preact, (c) 2015-present Jason Miller; ts-pattern, (c) 2021 Gabriel Vergnaud; both under the MIT licence (https://opensource.org/license/mit). */';

export async function htmlReport(document: PageDocument): Promise<string> {
  const { script, style } = await loadBundle();
  const { name, version } = document.router;
  // A content security policy: only the scripts and styles of this page run, and nothing is loaded.
  const policy = `default-src 'none'; script-src '${digest(script)}'; style-src '${digest(style)}'; base-uri 'none'; form-action 'none'`;
  return [
    `${OPENING}<html lang="en">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(`${name} ${version}`)} · Partyline report</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    '<noscript><p>This page needs JavaScript. The same findings lie beside it in report.json.</p></noscript>',
    `<script type="application/json" id="document">${embedJson(document)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Returns JSON that can stand within a script element: no name in it can end or open an element. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\u2028\u2029]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

interface Bundle {
  readonly script: string;
  readonly style: string;
}

let bundle: Promise<Bundle> | undefined;

/** Loads the bundle of the page, which is built once per process, in about 50 ms. */
function loadBundle(): Promise<Bundle> {
  bundle ??= buildBundle();
  return bundle;
}

async function buildBundle(): Promise<Bundle> {
  const folder = fileURLToPath(new URL('../page/', import.meta.url));
  const { outputFiles } = await build({
    absWorkingDir: folder,
    // JavaScript in the package, TypeScript in a clone.
    entryPoints: [extname(import.meta.url) === '.ts' ? 'main.tsx' : 'main.js'],
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
    // The page does not depend on any tsconfig in the folders around the installation.
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
