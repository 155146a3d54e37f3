/**
 * What is checked of the built site: each link and each file that a page loads is there, each anchor too, and nothing is loaded from
 * another host. It reads the HTML that is handed out, so that nothing depends on how it was made.
 */
import { dirname, join, normalize } from 'node:path/posix';
import { PLAYGROUND } from './markdown.ts';

/** A file of the built site, by its path in it. Only of HTML and CSS the text is looked at. */
export type BuiltFiles = ReadonlyMap<string, string>;

const TAG = /<([a-z][a-z0-9-]*)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([a-z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
/** The attributes by which an element loads something; a link only leads there. */
const LOADING = new Set(['src', 'srcset', 'poster', 'data']);

/** Returns a sentence for each link that leads nowhere and for each thing loaded from elsewhere. `base`: begins every absolute link. */
export function faultsOfSite(files: BuiltFiles, base: string): string[] {
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (path: string) => {
    const known = anchors.get(path) ?? new Set(idsOf(files.get(path) ?? ''));
    anchors.set(path, known);
    return known;
  };
  return [...files].flatMap(([path, text]) => {
    if (path.endsWith('.css')) return loadedByStyle(text).map((url) => `${path} loads ${url}`);
    if (!path.endsWith('.html')) return [];
    return addressesOf(text).flatMap(({ address, isLoaded }) => {
      if (/^(data|blob|mailto):/.test(address)) return [];
      if (/^([a-z]+:)?\/\//i.test(address)) return isLoaded ? [`${path} loads ${address}`] : [];
      const [target = '', anchor = ''] = address.split('#');
      const file = fileOf(path, decodeURI(target.split('?')[0] ?? ''), base, files);
      if (file === null) return [`${path} links to ${address}, which is not there`];
      if (anchor === '' || file === PLAYGROUND || anchorsOf(file).has(decodeURIComponent(anchor)))
        return [];
      return [`${path} links to ${address}, but there is no such anchor`];
    });
  });
}

interface Address {
  readonly address: string;
  readonly isLoaded: boolean;
}

function addressesOf(html: string): Address[] {
  return [...withoutScripts(html).matchAll(TAG)].flatMap(([, name = '', attributes = '']) =>
    [...attributes.matchAll(ATTRIBUTE)].flatMap(([, key = '', double, single]) => {
      const attribute = key.toLowerCase();
      const isLoaded = LOADING.has(attribute) || (attribute === 'href' && name !== 'a');
      if (!isLoaded && attribute !== 'href') return [];
      return [{ address: decodeEntities(double ?? single ?? ''), isLoaded }];
    }),
  );
}

/** Their content is no HTML; what they import is in the list of files that the page preloads. */
const withoutScripts = (html: string) =>
  html.replace(/(<script\b[^>]*>)[\s\S]*?<\/script>|<!--[\s\S]*?-->/gi, '$1');

const decodeEntities = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const idsOf = (html: string) =>
  [...withoutScripts(html).matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => decodeEntities(id));

const loadedByStyle = (style: string) =>
  [...style.matchAll(/(?:url\(|@import)\s*["']?((?:https?:)?\/\/[^"')\s]+)/g)].map(
    ([, url = '']) => url,
  );

/** Returns the file that a host hands out for the address, or null. */
function fileOf(from: string, target: string, base: string, files: BuiltFiles): string | null {
  if (target === '') return from;
  if (target.startsWith('/') && !`${target}/`.startsWith(base)) return null;
  const path = target.startsWith('/') ? target.slice(base.length) : join(dirname(from), target);
  const normal = normalize(path || '.').replace(/^\.?\/?$/, '');
  const tried = [normal, `${normal}.html`, join(normal, 'index.html')];
  return tried.find((each) => files.has(each)) ?? null;
}
