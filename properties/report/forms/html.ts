/**
 * Pages: each is one file that can be opened from a disk, contains all it needs and loads nothing. The package holds the scripts
 * ready; in a clone, the sources are bundled when a page is asked for. Names in a scenario remain data.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { deflateSync } from 'node:zlib';
import { showActing } from '../../wording/visible.ts';
import type { PageDocument } from './pageData.ts';

/** Returns the report page. */
export async function htmlReport(document: PageDocument): Promise<string> {
  const { name, version } = document.router;
  return htmlPage(await loadBundle(REPORT), {
    what: 'the report page',
    title: `${name} ${version} · Partyline report`,
    withoutScript: 'The same findings lie beside it in report.json.',
    // A trace tells most tables many times over, which compression undoes.
    data: { type: 'application/x-deflate', text: packJson(document) },
  });
}

export interface HtmlPage {
  /** Stands in the first line, by which this program knows its own pages. */
  readonly what: string;
  readonly title: string;
  /** What a reader can do whose browser runs no scripts. */
  readonly withoutScript: string;
  /** What the script shows, in a form that cannot end the element in which it stands. */
  readonly data: { readonly type: string; readonly text: string };
  /** What the page may do besides running its own script and style, in the words of a content security policy. */
  readonly allows?: string;
}

/** Returns a page that holds all it needs: only its own script and style run, and nothing is loaded. */
export function htmlPage({ script, style }: Bundle, page: HtmlPage): string {
  const { what, title, withoutScript, data, allows = '' } = page;
  const policy = `default-src 'none'; script-src '${digest(script)}'; style-src '${digest(style)}'; base-uri 'none'; form-action 'none'${allows}`;
  return [
    '<!doctype html>',
    `<!-- Partyline: ${what} -->`,
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    `<noscript><p>This page needs JavaScript. ${withoutScript}</p></noscript>`,
    `<script type="${data.type}" id="document">${data.text}</script>`,
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

/** Returns JSON compressed (zlib) in base64. `report/page/unpack.ts` reads it. */
const packJson = (value: unknown): string =>
  deflateSync(JSON.stringify(value), { level: 9 }).toString('base64');

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

/** Where the bundle of a page lies in the package, and what makes it in a clone. */
export interface BundleSource {
  readonly ready: URL;
  /** Not literal where it is imported: the package does not have it. */
  readonly make: () => Promise<Bundle>;
}

const REPORT: BundleSource = {
  ready: new URL('../page/bundle.json', import.meta.url),
  make: async () => {
    const file = './pageBundle.ts';
    const { bundlePage }: { bundlePage: () => Promise<Bundle> } = await import(file);
    return await bundlePage();
  },
};

const bundles = new Map<BundleSource, Promise<Bundle>>();

/** In the package, this file is JavaScript. */
const isClone = extname(import.meta.url) === '.ts';

/** Loads the bundle of a page, once per process. */
export function loadBundle(source: BundleSource): Promise<Bundle> {
  const known = bundles.get(source);
  if (known) return known;
  const loading = isClone
    ? source.make()
    : readFile(source.ready, 'utf8').then((text) => JSON.parse(text) as Bundle);
  bundles.set(source, loading);
  return loading;
}
