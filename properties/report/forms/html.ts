/**
 * The report as a page: one file that can be opened from a disk, contains all it needs and loads nothing. The package
 * holds its script ready; in a clone, the sources in `page/` are bundled when a page is asked for. Names in a scenario remain data.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { showActing } from '../../wording/visible.ts';
import type { PageDocument } from './pageData.ts';

/** The first lines of every report page; they identify one that this program wrote. */
const OPENING = '<!doctype html>\n<!-- Partyline: the report page -->\n';

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
  return showActing(JSON.stringify(value)).replace(
    /[<>]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escapeHtml(text: string): string {
  return showActing(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export interface Bundle {
  readonly script: string;
  readonly style: string;
}

let bundle: Promise<Bundle> | undefined;

/** Loads the bundle of the page, once per process. */
function loadBundle(): Promise<Bundle> {
  bundle ??= isClone ? bundleInClone() : readBundle();
  return bundle;
}

/** In the package, this file is JavaScript. */
const isClone = extname(import.meta.url) === '.ts';

async function readBundle(): Promise<Bundle> {
  return JSON.parse(await readFile(new URL('../page/bundle.json', import.meta.url), 'utf8'));
}

/** Bundles the sources of the page, which takes about 50 ms. */
async function bundleInClone(): Promise<Bundle> {
  // Not named literally: the file is not in the package.
  const file = './pageBundle.ts';
  const { bundlePage }: { bundlePage: () => Promise<Bundle> } = await import(file);
  return await bundlePage();
}
