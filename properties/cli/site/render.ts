/**
 * The whole site as text, before its generator makes HTML of it: pages in Markdown, the files that they show or offer, and the order
 * of the pages. All of it comes from the registries, the corpus, the recorded findings and `docs/`; nothing is written to a disk.
 */
import { allMutants, routerKindWith } from '#impl';
import type { ClauseId } from '#spec';
import { clauseIds } from '#spec';
import type { ClauseDocument } from '../../corpus/document.ts';
import { parseDocument } from '../../corpus/document.ts';
import { trace } from '../../lockstep/trace.ts';
import { readBaseline } from '../../mutationTesting/baseline.ts';
import { drawFinding, drawPicture } from '../generate/findingPicture.ts';
import {
  findingPaths,
  publishedRouter,
  readFindingScenario,
  traceFinding,
} from '../generate/findingsXcraft.ts';
import type { Example } from './clausePages.ts';
import {
  CLAUSES,
  clausePage,
  examplePicture,
  findingPage,
  formatClauseList,
  formatClausePage,
} from './clausePages.ts';
import type { Repository } from './documents.ts';
import { documentsOf } from './documents.ts';
import type { SiteFinding } from './findingPages.ts';
import {
  clauseOf,
  FINDINGS,
  findingPicture,
  formatFindingList,
  formatFindingPage,
  nameOfFinding,
  sentenceOf,
  withPictures,
} from './findingPages.ts';
import { PLAYGROUND } from './markdown.ts';
import type { Exposure } from './mutantLinks.ts';
import { findExposures, linkMutants, mutantLink } from './mutantLinks.ts';
import type { NavigationEntry } from './navigation.ts';
import { navigationOf } from './navigation.ts';

export interface Site {
  /** The texts of the pages, by their paths in the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** The texts of all other files. */
  readonly files: ReadonlyMap<string, string>;
  readonly navigation: readonly NavigationEntry[];
}

const STORY = 'docs/findings-xcraft.md';
const CORPUS = /^properties\/corpus\/clauses\/(.+)\.json$/;
const BASELINE = 'properties/mutationTesting/baseline.json';

export async function renderSite(repository: Repository): Promise<Site> {
  const documents = documentsOf({
    ...repository,
    read: (path) => (path === STORY ? withPictures(repository.read(path)) : repository.read(path)),
  });
  const pages = new Map(documents.pages);
  const files = new Map(documents.files);
  const findings = await Promise.all(findingPaths().map(readFinding));
  const examples = readExamples(repository);
  await addClauses(pages, files, { repository, findings, examples });
  const story = repository.read(STORY);
  pages.set(FINDINGS, formatFindingList(findings, story));
  for (const finding of findings) {
    pages.set(findingPage(finding.name), await formatFindingPage(finding, story));
    files.set(finding.path, repository.read(`docs/${finding.path}`));
    files.set(findingPicture(finding.name), await drawSiteFinding(finding));
  }
  for (const path of [...files.keys(), PLAYGROUND])
    if (pages.has(path.replace(/html$/, 'md')))
      throw new Error(`the site has both a page and a file ${path}`);
  return { pages, files, navigation: navigationOf(pages) };
}

async function readFinding(path: string): Promise<SiteFinding> {
  const scenario = readFindingScenario(path);
  return { name: nameOfFinding(path), path, scenario, ...(await traceFinding(path)) };
}

const drawSiteFinding = (finding: SiteFinding): Promise<string> =>
  finding.overlapped
    ? drawPicture(finding.trace, {
        sentence: 'How it should go, in one order of delivery',
        law: `The published router: ${finding.overlapped.detail}`,
      })
    : drawFinding(finding.trace);

/** Reads the documents of all clauses; of each clause the plainest, which is named like it, comes first. */
function readExamples({ paths, read }: Repository): Example[] {
  const examples = paths.flatMap((path) => {
    const [, name] = CORPUS.exec(path) ?? [];
    if (name === undefined) return [];
    const document = parseDocument(JSON.parse(read(path)));
    if (!('kind' in document) || document.kind !== 'clause')
      throw new Error(`${path} is no document of a clause`);
    return [{ name, document }];
  });
  return examples.sort((one, two) => (one.name < two.name ? -1 : 1));
}

interface Sources {
  readonly repository: Repository;
  readonly findings: readonly SiteFinding[];
  readonly examples: readonly Example[];
}

async function addClauses(
  pages: Map<string, string>,
  files: Map<string, string>,
  { repository, findings, examples }: Sources,
): Promise<void> {
  const linkOf = await mutantLinks(examples.map(({ document }) => document));
  const { mutants: results } = readBaseline(repository.read(BASELINE));
  const medians = new Map(results.map(({ id, medianScenarios }) => [id, medianScenarios]));
  pages.set(CLAUSES, formatClauseList());
  for (const id of clauseIds) {
    const text = await formatClausePage(id, {
      examples: examples.filter(({ document }) => document.clause === id),
      mutants: allMutants
        .filter(({ clause }) => clause === id)
        .map((mutant) => ({
          ...mutant,
          medianScenarios: medians.get(mutant.id) ?? null,
          linkFrom: (page) => linkOf(page, mutant.id),
        })),
      findings: findings
        .filter((finding) => clauseOf(finding) === id)
        .map((finding) => ({ name: finding.name, sentence: sentenceOf(finding) })),
      published: publishedRouter(),
    });
    pages.set(clausePage(id), text);
  }
  for (const { name, document } of examples)
    files.set(examplePicture(name), await drawExample(document));
  const table = pages.get('mutants.md');
  if (table === undefined) throw new Error('docs/mutants.md is not there');
  pages.set('mutants.md', await linkMutants(table, (id) => linkOf('mutants.md', id)));
}

const drawExample = async ({ clause, title, scenario }: ClauseDocument): Promise<string> =>
  drawPicture(await trace(routerKindWith(scenario.topology.variants ?? []), scenario), {
    sentence: title,
    law: `${clause}, after the last step`,
  });

/** Returns what makes links to mutants, each with the scenario in which the mutant is seen to fail. */
async function mutantLinks(documents: readonly ClauseDocument[]) {
  const exposures: ReadonlyMap<string, Exposure> = await findExposures(allMutants, documents);
  const examples = new Map<ClauseId, ClauseDocument>();
  for (const document of documents)
    if (!examples.has(document.clause)) examples.set(document.clause, document);
  return (page: string, id: string): Promise<string> => {
    const mutant = allMutants.find((each) => each.id === id);
    if (!mutant) throw new Error(`docs/mutants.md names ${id}, which is no mutant`);
    return mutantLink(page, mutant, exposures, examples);
  };
}
