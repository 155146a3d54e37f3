/**
 * The site before its generator makes HTML of it: every link of a page leads to a page or a file of the site, names are only text,
 * and a link into the playground opens what it promises. What is checked of the HTML is tested on made-up files.
 */
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { allMutants } from '#impl';
import type { Scenario } from '#spec';
import { clauseIds } from '#spec';
import type { ClauseDocument } from '../../corpus/document.ts';
import { parseDocument } from '../../corpus/document.ts';
import { readAddress } from '../../play/session/address.ts';
import { isThorough } from '../../testing/effort.ts';
import { faultsOfSite } from './builtLinks.ts';
import { documentsOf } from './documents.ts';
import { formatFindingList, withPictures } from './findingPages.ts';
import { plainText, playLink, prose } from './markdown.ts';
import { findExposures, linkMutants, mutantLink } from './mutantLinks.ts';
import { navigationOf } from './navigation.ts';
import type { Site } from './render.ts';
import { renderSite } from './render.ts';
import { readRepository } from './repository.ts';

const repository = readRepository();
const documentOf = (name: string) =>
  parseDocument(
    JSON.parse(repository.read(`properties/corpus/clauses/${name}.json`)),
  ) as ClauseDocument;

const madeUp = (texts: Readonly<Record<string, string>>) =>
  documentsOf({ paths: Object.keys(texts), read: (path) => texts[path] ?? '' });

/** The links of a page that the site's generator or a browser follows, outside of code. */
const linksOf = (text: string) =>
  [
    ...text
      .replace(/^( *)(`{3,})[\s\S]*?^\1\2$/gm, '')
      .matchAll(/\]\((?!https?:|#)([^)\s]+)\)|href="([^"]+)"/g),
  ].map(([, markdown, element]) => (markdown ?? element ?? '').replace(/#.*/, ''));

function deadLinksOf({ pages, files }: Pick<Site, 'pages' | 'files'>): string[] {
  return [...pages].flatMap(([page, text]) =>
    linksOf(text)
      .map((link) => (link.startsWith('/') ? link.slice(1) : join(dirname(page), link)))
      .filter((target) => target !== 'playground.html' && !pages.has(target) && !files.has(target))
      .map((target) => `${page}: ${normalize(target)}`),
  );
}

describe('documents', () => {
  it('lead each link to a page of the site, a file in it, or nowhere', () => {
    const { pages, files } = madeUp({
      'README.md': '# A\n[law](docs/SPEC.md#free) ![p](docs/p.svg) [code](spec/a.ts) [no](gone/)',
      'docs/SPEC.md':
        '# B\n[home](../README.md) [all](adr/) [`x`](x/y.json)\n```\n[a](b.md)\n```\n',
      'docs/adr/0001-a.md': '# 1. A\n[law](../SPEC.md) [web](https://example.org)',
      'docs/p.svg': '<svg/>',
      'docs/x/y.json': '{}',
      'spec/a.ts': '// ```` and {{ x }}',
    });
    expect(pages.get('index.md')).toBe(
      '# A\n[law](SPEC.md#free) ![p](/p.svg) [code](sources/spec/a.ts.md) no',
    );
    expect(pages.get('SPEC.md')).toBe(
      '# B\n[home](index.md) [all](adr/index.md) <a href="x/y.json" target="_self">`x`</a>\n```\n[a](b.md)\n```\n',
    );
    expect(pages.get('adr/0001-a.md')).toContain('[law](../SPEC.md) [web](https://example.org)');
    expect(pages.get('adr/index.md')).toContain('[1. A](0001-a.md)');
    expect(pages.get('sources/spec/a.ts.md')).toContain('`````ts\n// ```` and {{ x }}\n`````');
    expect([...files.keys()]).toEqual(['p.svg', 'x/y.json']);
  });

  it('of the repository all become pages, whose links lead somewhere', () => {
    const { pages, files } = documentsOf(repository);
    for (const path of repository.paths.filter((each) => /^docs\/.*\.md$/.test(each)))
      expect(pages.has(path.slice('docs/'.length)), path).toBe(true);
    expect(deadLinksOf({ pages, files })).toEqual([]);
  });
});

describe('names', () => {
  const hostile = '</p><script>alert(1)</script>{{ constructor }}[a](javascript:b)`|*_\u202e';

  it('are only text, for Markdown, HTML and templates alike', () => {
    expect(plainText(hostile)).not.toMatch(/[<>{}[\]()`|*_\u202e]/);
    expect(prose(`a \`${'<b>'}\` c`)).toBe('a <code>&#60;b&#62;</code> c');
  });

  it('cannot leave the link that they stand in', async () => {
    const { scenario } = documentOf('LINE-2');
    const link = await playLink('clauses/a.md', hostile, { scenario, router: '"><b>' });
    expect(link).toMatch(
      /^<a href="\.\.\/playground\.html#play=[\w%&;=.-]+" target="_self">[^<]*<\/a>$/,
    );
  });
});

describe('links into the playground', () => {
  const read = (link: string) =>
    readAddress(/#[^"]+/.exec(link)?.[0].replaceAll('&amp;', '&') ?? '');

  it('open the scenario, at its step', async () => {
    const { scenario } = documentOf('EVENT-1');
    expect(await read(await playLink('index.md', 'Play', { scenario, at: 2 }))).toEqual({
      scenario: JSON.parse(JSON.stringify(scenario)) as Scenario,
      at: 2,
      router: null,
    });
  });

  it('open a planted fault where it shows, or else a scenario of its clause', async () => {
    const documents = ['LINE-2', 'ARP-2'].map(documentOf);
    const mutants = allMutants.filter(({ id }) =>
      ['count-once', 'thirty-third-route-left-out'].includes(id),
    );
    const exposures = await findExposures(mutants, documents);
    expect([...exposures.keys()]).toEqual(['count-once']);
    const examples = new Map(documents.map((document) => [document.clause, document]));
    for (const mutant of mutants) {
      const address = await read(await mutantLink('mutants.md', mutant, exposures, examples));
      expect(address).toMatchObject({
        router: mutant.id,
        scenario: { version: 1 },
        at: mutant.id === 'count-once' ? 3 : null,
      });
    }
  });

  it('stand in each row of the table of planted faults', async () => {
    const linked = await linkMutants(repository.read('docs/mutants.md'), async (id) => `<${id}>`);
    for (const { id, clause } of allMutants) expect(linked).toContain(`| ${clause} | <${id}> |`);
  });
});

it('the story of the findings has a picture for each diagram, and each finding the title of its defect', () => {
  const story =
    '**A-1: it is `bad`.** Text.\n\n[`x`](findings-xcraft/x.json) ends.\n\n```mermaid\na\n```\n';
  expect(withPictures(story)).toBe(
    '**A-1: it is `bad`.** Text.\n\n<a id="x"></a>\n\n[`x`](findings-xcraft/x.json) ends. [Its page](findings/x.md).\n\n![What the router did](/pictures/findings/x.svg)\n',
  );
  expect(withPictures(repository.read('docs/findings-xcraft.md'))).not.toContain('```mermaid');
  const finding = { name: 'x', path: 'findings-xcraft/x.json', signature: 'A-1|b|c' };
  const overlapped = { clause: 'A-1', detail: 'n1 lies' };
  expect(formatFindingList([{ ...finding, overlapped } as never], story)).toContain(
    '| [x](x.md) | A-1 | n1 lies. | It is bad. |',
  );
});

it('a document that no group of the navigation names comes last', () => {
  const { pages } = documentsOf(repository);
  const generated = ['clauses/index.md', 'findings/index.md'].map((page) => [page, '# T'] as const);
  const all = new Map([...pages, ...generated, ['new.md', '# New'] as const]);
  const groups = navigationOf(all);
  expect(groups.at(-1)?.items).toContainEqual({ text: 'New', link: '/new' });
  const links = groups.flatMap(({ items = [] }) => items.map(({ link }) => link));
  expect(new Set(links).size).toBe(links.length);
});

describe('the built site', () => {
  const page = (body: string) =>
    `<html><head></head><body><h1 id="top">A</h1>${body}</body></html>`;
  const faultsOf = (body: string) =>
    faultsOfSite(
      new Map([
        ['index.html', page('')],
        ['a/b.html', page(body)],
        ['playground.html', page('')],
        ['assets/style.css', 'a { background: url(data:,) }'],
      ]),
      '/base/',
    );

  it.each([
    '<a href="../#top">',
    '<a href="/base/a/b#top">',
    '<a href="/base/">',
    '<a href="../playground.html#play=abc&amp;router=x">',
    '<a href="https://example.org">',
    '<script>const a = "<a href=nowhere>";</script>',
    '<img src="data:image/png;base64,AA==">',
  ])('may hold %s', (body) => expect(faultsOf(body)).toEqual([]));

  it.each([
    ['<a href="c.html">', 'which is not there'],
    ['<a href="/a/b.html">', 'which is not there'],
    ["<a href='../index.html#no'>", 'no such anchor'],
    ['<img src="missing.svg">', 'which is not there'],
    ['<script src="https://example.org/a.js"></script>', 'loads https://example.org/a.js'],
    ['<link rel="stylesheet" href="//example.org/a.css">', 'loads //example.org/a.css'],
  ])('may not hold %s', (body, fault) => {
    expect(faultsOf(body)).toEqual([expect.stringContaining(fault)]);
  });

  it('may not have a style that loads from another host', () => {
    const style = new Map([['a.css', '@import "https://example.org/f.css";']]);
    expect(faultsOfSite(style, '/')).toEqual(['a.css loads https://example.org/f.css']);
  });
});

it.runIf(isThorough)(
  'the whole site has a page for each clause and finding, and no dead link',
  async () => {
    const site = await renderSite(repository);
    expect(deadLinksOf(site)).toEqual([]);
    for (const id of clauseIds) expect(site.pages.get(`clauses/${id}.md`)).toContain(`# ${id}\n`);
    for (const [page, text] of site.pages)
      if (!page.startsWith('sources/')) expect(text).not.toContain('<script');
  },
);
