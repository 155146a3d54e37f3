/**
 * Navigation: in which order the site lists its pages. A page of `docs/` that no group names comes last, so that none is
 * forgotten.
 */
import { clauseIds } from '#spec';
import { clauseChapters } from '../../protocol/specPage.ts';
import { CLAUSES, clausePage } from './clausePages.ts';
import { titleOf } from './documents.ts';
import { FINDINGS } from './findingPages.ts';

export interface NavigationEntry {
  readonly text: string;
  /** The page from the root of the site, without its ending; absent for a group at the top. */
  readonly link?: string;
  readonly items?: readonly NavigationEntry[];
  readonly collapsed?: boolean;
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Begin here': ['quickstart.md', 'play.md', 'glossary.md'],
  'The law': ['SPEC.md', 'inputs.md', 'names-and-topics.md', CLAUSES, 'situations.md'],
  'Your router': [
    'PROTOCOL.md',
    'adapters.md',
    'brokers.md',
    'profiles.md',
    'fast-check.md',
    'ci.md',
    'hunt.md',
    'serve.md',
  ],
  'What it finds': [
    'mutants.md',
    FINDINGS,
    'findings-xcraft.md',
    'explored-xcraft.md',
    'stryker.md',
  ],
  Inside: ['architecture.md', 'contributing.md', 'changelog.md', 'adr/index.md'],
};

/** Pages that are reached through others: the first page, those of one finding or source file, and those listed below a group. */
const isApart = (page: string) =>
  page === 'index.md' || /^(findings|clauses|adr|sources)\/(?!index\.md)/.test(page);

export function navigationOf(pages: ReadonlyMap<string, string>): readonly NavigationEntry[] {
  const entry = (page: string): NavigationEntry => ({
    text: titleOf(pages.get(page) ?? '').replaceAll('`', ''),
    link: `/${page.replace(/(index)?\.md$/, '')}`,
  });
  const named = new Set(Object.values(GROUPS).flat());
  const others = [...pages.keys()].filter((page) => !isApart(page) && !named.has(page)).sort();
  const groups = Object.entries(GROUPS).map(([text, listed]) => ({
    text,
    items: listed.flatMap((page): NavigationEntry[] => {
      if (page === CLAUSES) return [{ ...entry(page), collapsed: true, items: clauseGroups() }];
      if (page !== 'adr/index.md') return [entry(page)];
      const decisions = [...pages.keys()].filter((each) => /^adr\/\d/.test(each)).sort();
      return [{ ...entry(page), collapsed: true, items: decisions.map(entry) }];
    }),
  }));
  return others.length === 0 ? groups : [...groups, { text: 'More', items: others.map(entry) }];
}

const clauseGroups = (): NavigationEntry[] =>
  Object.entries(clauseChapters).map(([prefix, text]) => ({
    text,
    link: `/clauses/#${text.toLowerCase().replaceAll(' ', '-')}`,
    collapsed: true,
    items: clauseIds
      .filter((id) => id.startsWith(`${prefix}-`))
      .map((id) => ({ text: id, link: `/${clausePage(id).replace(/\.md$/, '')}` })),
  }));
