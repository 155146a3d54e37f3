/**
 * The site's generator, VitePress: it makes HTML of the pages that `npm run site` has written, with a search that needs no server.
 * What the pages say is decided there; here is only how they look, and what keeps names from being read as templates.
 */
import { readFileSync } from 'node:fs';
import { renderMermaidSVG } from 'beautiful-mermaid';
import { defineConfig } from 'vitepress';

const navigation = JSON.parse(
  readFileSync(new URL('../.pages/navigation.json', import.meta.url), 'utf8'),
);

/** The anchor of a heading, as code hosts and the links of the pages have it. */
const slugify = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

/** Draws a diagram when the site is made, and leaves out the font that the drawing would load. */
function drawDiagram(code: string): string {
  const svg = renderMermaidSVG(code).replace(/@import url\([^)]*\);/g, '');
  const data = Buffer.from(svg).toString('base64');
  return `<img class="diagram" alt="Diagram" src="data:image/svg+xml;base64,${data}">\n`;
}

const CLAUSE = /\b(?:ARP|LINE|EVENT|PRUNE|ROUTE|HEAL|SAFE)-\d+\b/;

export default defineConfig({
  title: 'Partyline',
  description: 'The executable specification of Xcraft multicast routing',
  lang: 'en',
  base: process.env.SITE_BASE ?? '/',
  // No icon: a browser asks for one unless it is told that there is none.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  srcDir: '.pages',
  outDir: 'dist',
  cacheDir: 'node_modules/.cache/vitepress',
  // Pages of their own lead nowhere else; `npm run site` checks every link of what comes out.
  ignoreDeadLinks: true,
  vite: {
    plugins: [
      {
        // A part of the theme that is not used here names a service that hands out icons.
        name: 'no-icon-service',
        enforce: 'pre',
        transform: (code, id) =>
          id.includes('VPSocialLink.vue')
            ? code.replace('https://api.iconify.design/simple-icons/', '')
            : undefined,
      },
    ],
  },
  markdown: {
    // Code has to be legible, too.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    linkify: false,
    anchor: { slugify },
    config(md) {
      const { fence } = md.renderer.rules;
      // What looks like a template in a page is text, wherever it stands.
      const render = md.render.bind(md);
      md.render = (...given) => render(...given).replaceAll('{{', '&#123;&#123;');
      md.renderer.rules.fence = (tokens, at, ...rest) =>
        tokens[at]?.info.trim() === 'mermaid'
          ? drawDiagram(tokens[at].content)
          : (fence?.(tokens, at, ...rest) ?? '');
      md.core.ruler.push('clauses', ({ tokens, Token }) => {
        for (const [at, { type, children }] of tokens.entries())
          if (type === 'inline' && children && tokens[at - 1]?.type !== 'heading_open')
            tokens[at].children = linkClauses(children, Token);
      });
    },
  },
  themeConfig: {
    nav: [
      { text: 'Playground', link: '/playground.html', target: '_self' },
      { text: 'Quickstart', link: '/quickstart' },
      { text: 'Clauses', link: '/clauses/' },
      { text: 'Planted faults', link: '/mutants' },
      { text: 'Findings', link: '/findings/' },
    ],
    sidebar: navigation,
    outline: [2, 3],
    search: { provider: 'local' },
  },
});

type Token = Parameters<
  NonNullable<
    Parameters<NonNullable<import('vitepress').MarkdownOptions['config']>>[0]
  >['renderer']['renderInline']
>[0][number];

/** Links each clause that the text names to its page, but within links. */
function linkClauses(
  tokens: Token[],
  TokenClass: new (...given: [string, string, 0 | 1 | -1]) => Token,
): Token[] {
  let depth = 0;
  return tokens.flatMap((token) => {
    if (token.type === 'link_open' || /^<a\b/.test(token.content)) depth++;
    if (token.type === 'link_close' || token.content === '</a>') depth--;
    if (token.type !== 'text' || depth > 0) return [token];
    const made = (type: string, tag: string, nesting: 0 | 1 | -1, content = '') =>
      Object.assign(new TokenClass(type, tag, nesting), { content });
    return token.content.split(new RegExp(`(${CLAUSE.source})`)).flatMap((part, at) => {
      if (at % 2 === 0) return part === '' ? [] : [made('text', '', 0, part)];
      const open = made('link_open', 'a', 1);
      open.attrSet('href', `/clauses/${part}`);
      return [open, made('text', '', 0, part), made('link_close', 'a', -1)];
    });
  });
}
