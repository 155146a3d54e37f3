/**
 * The findings of the published router on the site: a page each with its picture, and a list of all. On the page that tells of
 * them one after the other, pictures of our own stand where a code host draws diagrams.
 */
import type { Scenario } from '#spec';
import type { TracedFinding } from '../generate/findingsXcraft.ts';
import { findingPage } from './clausePages.ts';
import { ALONE, addressFrom, fileLink, plainText, playLink, WIDE } from './markdown.ts';

/** The page that tells of all findings, and the list of their pages. */
const STORY = 'findings-xcraft.md';
export const FINDINGS = 'findings/index.md';

export interface SiteFinding extends TracedFinding {
  readonly name: string;
  /** The path of its scenario, relative to `docs/`. */
  readonly path: string;
  readonly scenario: Scenario;
}

export const nameOfFinding = (path: string): string =>
  path
    .replace(/^findings-xcraft\//, '')
    .replace(/\.json$/, '')
    .replaceAll('/', '-');

export const findingPicture = (name: string): string => `pictures/findings/${name}.svg`;

/** Returns what the published router did wrong, in a sentence. */
export function sentenceOf({ trace, overlapped }: TracedFinding): string {
  if (!overlapped && trace.divergence?.sentence) return trace.divergence.sentence;
  return `${overlapped?.detail ?? trace.divergence?.detail}.`;
}

export const clauseOf = ({ signature }: TracedFinding): string => signature.split('|')[0] ?? '';

export function formatFindingList(findings: readonly SiteFinding[], story: string): string {
  const defects = defectsOf(story);
  const rows = findings.map((finding) => {
    const link = `[${finding.name}](${addressFrom(FINDINGS, findingPage(finding.name))})`;
    const sentence = plainText(sentenceOf(finding));
    const defect = plainText(defects.get(finding.path) ?? '');
    return `| ${link} | ${clauseOf(finding)} | ${sentence} | ${defect} |`;
  });
  return [
    WIDE,
    '',
    '# Findings',
    '',
    `What the suite found in the published router, a scenario each. [The whole story](${addressFrom(FINDINGS, STORY)}) says where in its source each defect is, and what stood in for the rest of it.`,
    '',
    '| scenario | clause | what it does | defect |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

export async function formatFindingPage(finding: SiteFinding, story: string): Promise<string> {
  const { name, path, scenario, signature, trace, overlapped } = finding;
  const page = findingPage(name);
  const at = trace.divergence ? { at: trace.divergence.at + 1 } : {};
  const isWithin = trace.divergence && trace.divergence.at < scenario.steps.length;
  const defect = defectsOf(story).get(path);
  return [
    ALONE,
    `# ${name}`,
    ...(defect === undefined
      ? []
      : [`**${plainText(defect)}** ([the whole story](${addressFrom(page, STORY)}#${name}))`]),
    `${plainText(sentenceOf(finding))} It ends in <code>${plainText(signature)}</code>.`,
    `![What the router did](/${findingPicture(name)})`,
    overlapped
      ? 'Steps overlap here, and nobody can see in which order the sockets of the published router delivered. The picture shows our router, which gets the oldest frame first.'
      : '',
    `The playground has the law and our router, not the published one: ${await playLink(page, 'play the scenario as it should go', { scenario, ...(isWithin ? at : {}) })}. ${fileLink(addressFrom(page, path), 'The scenario')}; \`npx partyline replay docs/${path} --router ${overlapped ? 'xcraft-overlaps' : 'xcraft'}\` runs it on the published router.`,
    '',
  ]
    .filter((part, at, all) => part !== '' || at === all.length - 1)
    .join('\n\n');
}

/** A line that begins with a link to a scenario, with the diagram below it. */
const DRAWN = /^(\[`[^`]+`\]\((findings-xcraft\/[^)]+\.json)\).*)\n\n```mermaid\n[^`]*```/gm;

/** Puts the pictures in the place of the diagrams. */
export const withPictures = (story: string): string =>
  story.replace(DRAWN, (_, line: string, path: string) => {
    const name = nameOfFinding(path);
    return `<a id="${name}"></a>\n\n${line} [Its page](${addressFrom(STORY, findingPage(name))}).\n\n![What the router did](/${findingPicture(name)})`;
  });

/** Returns the title of the defect that each scenario shows, by its path: the bold beginning of the paragraph before it. */
function defectsOf(story: string): ReadonlyMap<string, string> {
  const defects = new Map<string, string>();
  let title = '';
  for (const [, bold, path] of story.matchAll(/^(?:\*\*(.+?)\*\*|\[`[^`]+`\]\(([^)]+\.json)\))/gm))
    if (bold !== undefined) title = bold.replaceAll('`', '').replace(/^[A-Z0-9, -]+: /, '');
    else if (path !== undefined) defects.set(path, title.charAt(0).toUpperCase() + title.slice(1));
  return defects;
}
