/**
 * The documents of the repository as pages of the site. They are written to be read on a code host too: their links lead to files,
 * and are led to the site's pages here. A source file that a page links to becomes a page of its own.
 */
import { dirname, extname, join, normalize } from 'node:path/posix';
import { addressFrom, fileLink } from './markdown.ts';

/** A repository as the site reads it, with paths relative to its root. */
export interface Repository {
  readonly paths: readonly string[];
  readonly read: (path: string) => string;
}

export interface Documents {
  /** The texts of the pages, by their paths in the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** Files of the repository that pages show or offer, by their paths in the site. */
  readonly files: ReadonlyMap<string, string>;
}

/** Documents outside `docs/` that are pages, and the page of each. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
};

/** Returns the page of a document, or null if the file is no document. */
function pageOf(path: string): string | null {
  if (OUTSIDE[path]) return OUTSIDE[path];
  return path.startsWith('docs/') && path.endsWith('.md') ? path.slice('docs/'.length) : null;
}

/** The list of decisions: the page to which a link to their folder leads. */
const DECISIONS = 'adr/index.md';

export function documentsOf(repository: Repository): Documents {
  const pages = new Map<string, string>();
  const files = new Map<string, string>();
  const sources = new Set<string>();
  for (const path of repository.paths) {
    const page = pageOf(path);
    if (page === null) continue;
    const lead = (link: string) => leadLink(path, page, link, repository, { files, sources });
    pages.set(page, leadLinks(repository.read(path), lead));
  }
  pages.set(DECISIONS, decisionsPage(pages));
  for (const path of sources) pages.set(sourcePage(path), sourceText(path, repository.read(path)));
  return { pages, files };
}

type Lead = (link: string) => { readonly address: string; readonly isFile: boolean } | null;

const FENCE = /^( *)(`{3,})[\s\S]*?^\1\2$/gm;
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;

/** Leads the links outside of fenced code elsewhere. A link that leads nowhere in the site becomes its text. */
function leadLinks(text: string, lead: Lead): string {
  const led: string[] = [];
  let end = 0;
  const leadIn = (part: string) =>
    part.replace(LINK, (whole, mark: string, label: string, link: string) => {
      if (/^(https?:|mailto:|#)/.test(link)) return whole;
      const to = lead(link);
      if (to === null) return label;
      if (mark !== '') return `![${label}](${to.address})`;
      return to.isFile ? fileLink(to.address, label) : `[${label}](${to.address})`;
    });
  for (const { 0: fence, index } of text.matchAll(FENCE)) {
    led.push(leadIn(text.slice(end, index)), fence);
    end = index + fence.length;
  }
  return [...led, leadIn(text.slice(end))].join('');
}

interface Linked {
  readonly files: Map<string, string>;
  readonly sources: Set<string>;
}

function leadLink(
  from: string,
  page: string,
  link: string,
  { paths, read }: Repository,
  { files, sources }: Linked,
): ReturnType<Lead> {
  const [target = '', anchor] = link.split('#');
  const path = normalize(join(dirname(from), target)).replace(/\/$/, '');
  const toPage = (to: string) => ({
    address: `${addressFrom(page, to)}${anchor === undefined ? '' : `#${anchor}`}`,
    isFile: false,
  });
  const document = pageOf(path);
  if (document !== null && paths.includes(path)) return toPage(document);
  if (path === 'docs/adr') return toPage(DECISIONS);
  if (!paths.includes(path)) return null;
  if (!path.startsWith('docs/')) {
    sources.add(path);
    return toPage(sourcePage(path));
  }
  const file = path.slice('docs/'.length);
  files.set(file, read(path));
  // A picture is found from the root of the site, wherever the page stands.
  return path.endsWith('.svg')
    ? { address: `/${file}`, isFile: true }
    : { address: addressFrom(page, file), isFile: true };
}

function decisionsPage(pages: ReadonlyMap<string, string>): string {
  const decisions = [...pages].filter(([page]) => /^adr\/\d/.test(page)).sort();
  return [
    '# Decisions',
    '',
    'Why things are as they are, one page a decision.',
    '',
    ...decisions.map(([page, text]) => `- [${titleOf(text)}](${addressFrom(DECISIONS, page)})`),
    '',
  ].join('\n');
}

/** Returns the title of a page: its first heading. */
export function titleOf(text: string): string {
  const [, title] = /^# (.+)$/m.exec(text) ?? [];
  if (title === undefined) throw new Error(`a page has no title: ${text.slice(0, 80)}`);
  return title;
}

const sourcePage = (path: string): string => `sources/${path}.md`;

function sourceText(path: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const language = { '.ts': 'ts', '.py': 'python', '.yml': 'yaml', '.yaml': 'yaml' }[extname(path)];
  return `# \`${path}\`\n\n${fence}${language ?? ''}\n${text.trimEnd()}\n${fence}\n`;
}
