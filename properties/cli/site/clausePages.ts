/**
 * A page for each clause: what the law says and why, scenarios that show it as pictures and to be played, the planted faults that
 * break it, and what the published router does.
 */
import type { Clause, ClauseId, Feature, Topology } from '#spec';
import { clauseIds, clauses, features, featuresOf } from '#spec';
import type { ClauseDocument } from '../../corpus/document.ts';
import { linkFirstUses } from '../../protocol/glossaryPage.ts';
import { formatTable } from '../../protocol/markdown.ts';
import { clauseChapters } from '../../protocol/specPage.ts';
import { phraseOfStep } from '../../wording/steps.ts';
import { addressFrom, plainText, playLink, WIDE } from './markdown.ts';

/** A scenario of the corpus, with the name of its file. */
export interface Example {
  readonly name: string;
  readonly document: ClauseDocument;
}

/** What a page of a clause tells of. */
export interface ClauseFacts {
  readonly examples: readonly Example[];
  /** The planted faults of the clause; `link`: of Markdown, into the playground. */
  readonly mutants: readonly {
    readonly id: string;
    readonly fault: string;
    readonly medianScenarios: number | null;
    readonly linkFrom: (page: string) => Promise<string>;
  }[];
  /** The findings of the published router that name the clause. */
  readonly findings: readonly { readonly name: string; readonly sentence: string }[];
  /** What the published router declares. */
  readonly published: { readonly name: string; readonly features: readonly Feature[] };
}

export const clausePage = (id: ClauseId): string => `clauses/${id}.md`;
export const CLAUSES = 'clauses/index.md';
export const examplePicture = (name: string): string => `pictures/clauses/${name}.svg`;
export const findingPage = (name: string): string => `findings/${name}.md`;

/** Returns the page that lists all clauses. */
export function formatClauseList(): string {
  const chapters = Object.entries(clauseChapters).map(([prefix, title]) => {
    const rows = clauseIds
      .filter((id) => id.startsWith(`${prefix}-`))
      .map((id) => [
        `[${id}](${addressFrom(CLAUSES, clausePage(id))})`,
        clauses[id].level,
        clauses[id].sentence,
      ]);
    return `## ${title}\n\n${formatTable(['clause', 'level', 'law'], rows)}`;
  });
  return [
    WIDE,
    '# Clauses',
    `The law, clause by clause. [The whole law](${addressFrom(CLAUSES, 'SPEC.md')}) has the words, the limits and what is free.`,
    ...chapters,
    '',
  ].join('\n\n');
}

export async function formatClausePage(id: ClauseId, facts: ClauseFacts): Promise<string> {
  const page = clausePage(id);
  const clause = clauses[id];
  const text = [
    `# ${id}`,
    clause.sentence,
    ...(clause.because ? [`*Because:* ${clause.because}`] : []),
    formatNature(clause),
    ...(await Promise.all(facts.examples.map((example) => formatExample(page, example)))),
    await formatMutants(page, id, facts),
    formatPublished(page, id, facts),
    '',
  ].join('\n\n');
  return linkFirstUses(text, addressFrom(page, 'glossary.md'));
}

function formatNature({ level, box, source, needs, unless }: Clause): string {
  return [
    `- ${level === 'must' ? 'A must: breaking it fails a run.' : 'A should: it is reported, and fails no run.'}`,
    `- ${box === 'white' ? 'Judged on tables and messages, too (white box).' : 'Judged on what is heard alone (black box).'}`,
    `- ${source === 'seed' ? 'The original text says it.' : 'The original text is silent; the rule fills it.'}`,
    ...needs.map((feature) => `- Needs \`${feature}\`: ${features[feature]}`),
    ...(unless === undefined ? [] : [`- Not where \`${unless}\` is declared: ${features[unless]}`]),
  ].join('\n');
}

async function formatExample(page: string, { name, document }: Example): Promise<string> {
  const { title, scenario } = document;
  const steps = scenario.steps.map((step) => `1. ${plainText(phraseOfStep(step))}`);
  return [
    `## ${plainText(title)} {#${name}}`,
    `![The network after the last step](/${examplePicture(name)})`,
    `<details>\n<summary>The steps</summary>\n\n${steps.join('\n')}\n\n</details>`,
    `${await playLink(page, 'Play it', { scenario })}, or \`npx partyline replay properties/corpus/clauses/${name}.json --router ${oursFor(scenario.topology)}\`.`,
  ].join('\n\n');
}

function oursFor({ variants }: Topology): string {
  if (!variants) return 'ours';
  return variants.includes('ways') ? 'ours-ways' : 'ours-variants';
}

async function formatMutants(page: string, id: ClauseId, { mutants }: ClauseFacts) {
  const introduction = `## Planted faults that break it {#mutants}`;
  if (mutants.length === 0) return `${introduction}\n\nNone: other clauses object first.`;
  const rows = await Promise.all(
    mutants.map(async ({ fault, medianScenarios, linkFrom }) => [
      await linkFrom(page),
      fault,
      medianScenarios === null ? 'never' : String(medianScenarios),
    ]),
  );
  return [
    introduction,
    `[Routers with one fault each](${addressFrom(page, 'mutants.md')}). A link opens the router in the playground, where it exists with a scenario in which it breaks ${id}; else "Find one" there draws scenarios until it fails.`,
    formatTable(['router', 'fault', 'random scenarios until it is named'], rows),
  ].join('\n\n');
}

function formatPublished(page: string, id: ClauseId, { findings, published }: ClauseFacts): string {
  const title = '## What the published router does {#published}';
  const lacking = clauses[id].needs.filter((feature) => !featuresOf(published).includes(feature));
  if (findings.length > 0)
    return [
      title,
      `\`${published.name}\` breaks it in ${findings.length === 1 ? 'a scenario' : `${findings.length} scenarios`}:`,
      findings
        .map(
          ({ name, sentence }) =>
            `- [${name}](${addressFrom(page, findingPage(name))}): ${plainText(sentence)}`,
        )
        .join('\n'),
    ].join('\n\n');
  const told =
    lacking.length > 0
      ? `\`${published.name}\` does not offer ${lacking.map((feature) => `\`${feature}\``).join(', ')}, and is not asked.`
      : `No finding of \`${published.name}\` names it.`;
  return `${title}\n\n${told}`;
}
