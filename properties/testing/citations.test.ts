/**
 * Citations: whatever a comment or a page cites exists: files (by path), decisions (by number and point), clauses (by
 * id) and headings (by anchor). Each rule is first shown to fail on a made-up text, because otherwise it might pass
 * without looking at anything.
 */
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { clauseIds } from '#spec';
import type { RepositoryFile } from './repository.ts';
import { commentsOf, pathsOf, readRepository } from './repository.ts';

const files = readRepository();
const paths = new Set(pathsOf());
const textOf = new Map(files.map(({ path, text }) => [path, text]));

/** Returns the texts in which citations are looked for: a whole page, or the comments of a source file. */
const proseOf = (file: RepositoryFile) =>
  file.path.endsWith('.md') ? [withoutFences(file.text)] : commentsOf(file);

const withoutFences = (text: string) => text.replace(/^( *)```[\s\S]*?^\1```/gm, '');

/** Names of files in examples that a user would write or a run would create, so that they do not exist here. */
const NOT_OURS =
  /^(\.\/)?(router|adapter|mine)\.(ts|py)$|^DIR\/|^node_modules\/|^(FILE|LOG)\b|^report\.html$/;

/**
 * Whether the named file exists. The name may be relative to the root, to the top folder or to the folder of the file
 * that cites it. A page may be cited without `docs/`, and pages may leave out `properties/`.
 */
function isFileThere(from: string, name: string): boolean {
  const [room = ''] = from.split('/');
  const bases = [dirname(from), room, '', 'docs', ...(from.endsWith('.md') ? ['properties'] : [])];
  return bases.some((base) => paths.has(normalize(join(base, name))));
}

const ADR = /\bADR (\d+)(?:\.(\d+))?/g;
const adrs = new Map(
  files.flatMap(({ path, text }) => {
    const number = /^docs\/adr\/(\d+)-/.exec(path)?.[1];
    return number === undefined ? [] : [[Number(number), text] as const];
  }),
);

/** Whether the decision exists, and in it the point: an item of its list, or a heading with its number. */
function isDecisionThere(number: number, point: string | undefined): boolean {
  const text = adrs.get(number);
  if (text === undefined) return false;
  return (
    point === undefined ||
    new RegExp(`^(?:${point}\\. |## ${number}\\.${point}\\b)`, 'm').test(text)
  );
}

/** Returns the anchors that a code host such as GitHub gives to the headings of a page. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of withoutFences(text).matchAll(/^#+ (.*)$/gm)) {
    const slug = title
      .replace(/\]\([^)]*\)/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function isAnchorThere(from: string, page: string, anchor: string): boolean {
  const found = [page, join(dirname(from), page), join('docs', page)]
    .map((path) => textOf.get(normalize(path)))
    .find((text) => text !== undefined);
  return found !== undefined && anchorsOf(found).has(anchor);
}

const CLAUSE = /\b(?:ARP|LINE|EVENT|PRUNE|ROUTE|HEAL|SAFE)-\d+\b/g;

type Rule = (file: RepositoryFile) => string[];

/** Each rule returns the citations whose target it did not find. */
const rules: Readonly<Record<string, { rule: Rule; refused: string[]; fine: string[] }>> = {
  'a file is there': {
    rule: (file) =>
      proseOf(file).flatMap((prose) =>
        [...prose.matchAll(/(?<![\w./*-])[\w./-]*\w\.(?:tsx?|mjs|md|py|css)\b(?![\w(])/g)]
          .map(([name]) => name)
          .filter((name) => !NOT_OURS.test(name) && !isFileThere(file.path, name)),
      ),
    refused: ['See `fabric.ts`.', 'See `spec/scenario.ts`.', 'See semantics.md.'],
    fine: ['See `repository.ts`, `spec/network.ts`, `lockstep/run.ts` and PROTOCOL.md.'],
  },
  'a decision and its point are there': {
    rule: (file) =>
      proseOf(file).flatMap((prose) =>
        [...prose.matchAll(ADR)]
          .filter(([, number, point]) => !isDecisionThere(Number(number), point))
          .map(([citation]) => citation),
      ),
    refused: ['(ADR 99)', '(ADR 1.99)', '(ADR 13.9)'],
    fine: ['(ADR 1.18)', 'ADR 13.1 and ADR 7'],
  },
  'a clause is there': {
    rule: (file) =>
      proseOf(file).flatMap((prose) =>
        [...prose.matchAll(CLAUSE)]
          .map(([id]) => id)
          .filter((id) => !(clauseIds as readonly string[]).includes(id)),
      ),
    refused: ['(LINE-99)', '@clause SAFE-0'],
    fine: ['(LINE-2, EVENT-0 to EVENT-11)'],
  },
  'a heading is there': {
    rule: (file) =>
      proseOf(file).flatMap((prose) =>
        [...prose.matchAll(/([\w./-]+\.md)#([\w-]+)/g)]
          .filter(([, page = '', anchor = '']) => !isAnchorThere(file.path, page, anchor))
          .map(([citation]) => citation),
      ),
    refused: ['docs/SPEC.md#fre', 'docs/no.md#free'],
    fine: ['docs/SPEC.md#free', 'PROTOCOL.md#quiescence'],
  },
  'nothing cites a text that is not in the repository': {
    rule: (file) =>
      proseOf(file).flatMap((prose) =>
        [...prose.matchAll(/\bsemantics, (?:\d|"|“)|\bsee "Free"|\(`\d{4}`/g)].map(
          ([found]) => found,
        ),
      ),
    refused: ['(semantics, 4)', '(semantics, "Free")', '(`0012`, 3)'],
    fine: ['The semantics are plain.'],
  },
};

/** Returns a made-up source file in the folder of this test, whose only comment is the text. */
const asComment = (text: string): RepositoryFile => ({
  path: 'properties/testing/made-up.ts',
  text: `/** ${text} */`,
});
const asPage = (text: string): RepositoryFile => ({ path: 'properties/testing/made-up.md', text });
/** Files that are not searched for citations, because their strings look like comments. */
const own = /^properties\/testing\/(citations|clauseTags|rooms)\.test\.ts$/;

describe.each(Object.entries(rules))('%s', (_, { rule, refused, fine }) => {
  it.each(refused)('refuses %s', (text) => {
    expect(rule(asComment(text))).toHaveLength(1);
    expect(rule(asPage(text))).toHaveLength(1);
  });
  it.each(fine)('lets pass %s', (text) => {
    expect(rule(asComment(text))).toEqual([]);
    expect(rule(asPage(text))).toEqual([]);
  });
  it('in every comment and page', () => {
    const missing = files
      .filter(({ path }) => !own.test(path))
      .flatMap((file) => rule(file).map((each) => `${file.path}: ${each}`));
    expect(missing).toEqual([]);
  });
});

describe('links of pages', () => {
  const linksOf = ({ path, text }: RepositoryFile) =>
    [...withoutFences(text).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
      ([, link = '']) => ({ path, link }),
    );
  const leadsNowhere = ({ path, link }: { path: string; link: string }) => {
    const [page = '', anchor] = link.split('#');
    const target = page === '' ? path : normalize(join(dirname(path), page)).replace(/\/$/, '');
    const isThere = paths.has(target) || [...paths].some((each) => each.startsWith(`${target}/`));
    return !isThere || (anchor !== undefined && !anchorsOf(textOf.get(target) ?? '').has(anchor));
  };

  it('that lead nowhere are seen', () => {
    for (const link of ['../no.ts', '../../docs/SPEC.md#no', '#no'])
      expect(leadsNowhere({ path: 'properties/testing/made-up.md', link }), link).toBe(true);
  });

  it('lead to files, folders and headings that are there', () => {
    const links = files.filter(({ path }) => path.endsWith('.md')).flatMap(linksOf);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(leadsNowhere)).toEqual([]);
  });
});
