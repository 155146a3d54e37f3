/**
 * Report output: a judged report in the requested forms, on stdout and in the folder of `--out`; the same for a run
 * of this process and for merged shards. A form that is a file is written to the folder; without a folder it goes
 * to stdout, which takes one document only. In a GitHub workflow, its summary and annotations are written too.
 */
import { appendFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Trace } from '../../lockstep/trace.ts';
import { githubAnnotations } from '../../report/forms/github.ts';
import { reportDocument, scenarioPath } from '../../report/forms/json.ts';
import type { Stories } from '../../report/forms/junit.ts';
import { JUNIT_OPENING, junitReport } from '../../report/forms/junit.ts';
import { MARKDOWN_OPENING, markdownReport } from '../../report/forms/markdown.ts';
import { findingText } from '../../report/text/finding.ts';
import { textReport } from '../../report/text/text.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { coloursFor } from '../../wording/colours.ts';
import { routerWords, shellWord } from '../arguments/adapter.ts';
import { writeText } from '../arguments/documents.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import { judgeWords } from '../arguments/judges.ts';
import type { ReportForm } from '../arguments/options.ts';
import { Misuse } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';
import { isAsciiOnly } from '../program/terminal.ts';
import { version } from '../program/version.ts';
import { dropOlderFile, dropPage, writePage } from './page.ts';
import { writeReport } from './reportFolder.ts';

export interface ReportOutput {
  readonly forms: readonly ReportForm[];
  /** The folder of `--out`. */
  readonly folder: string | null;
  readonly traces: ReadonlyMap<string, Trace>;
  /** The words that give the router to `replay`, after the finding's file: ` --judge interval --router ./mine.ts`. */
  readonly replay: string;
}

interface FileFormat {
  readonly name: string;
  readonly opening: string;
  readonly text: (judgement: Judgement, stories: Stories) => string;
}

/**
 * Forms that are files of their own: name, the beginning by which an earlier one of ours is recognised, and content.
 */
const fileFormats = {
  junit: { name: 'junit.xml', opening: JUNIT_OPENING, text: junitReport },
  markdown: { name: 'summary.md', opening: MARKDOWN_OPENING, text: markdownReport },
} as const satisfies Record<Exclude<ReportForm, 'text' | 'json' | 'html'>, FileFormat>;
const fileForms = Object.keys(fileFormats) as readonly (keyof typeof fileFormats)[];

/**
 * Checks where the forms are to be written. Throws Misuse if one needs a folder and there is none, or if two
 * documents would go to stdout.
 */
export function refuseWithoutFolder(forms: readonly ReportForm[], out: string | undefined): void {
  if (forms.includes('html') && out === undefined)
    throw new Misuse(
      'The page of --report html is a file. Expected a folder for it as well, such as --out .partyline.',
    );
  const documents = dataForms(forms, out === undefined);
  if (documents.length > 1)
    throw new Misuse(
      `--report ${documents.join(',')}: stdout takes one document. Give a folder as well, such as --out .partyline, where each is a file.`,
    );
}

/** Returns the forms that go to stdout as a document. */
function dataForms(forms: readonly ReportForm[], hasNoFolder: boolean): ReportForm[] {
  return forms.filter(
    (form) => form === 'json' || (hasNoFolder && fileForms.some((each) => each === form)),
  );
}

export async function outputReport(
  judgement: Judgement,
  output: ReportOutput,
  terminal: Terminal,
): Promise<void> {
  const { forms, folder, traces } = output;
  const replay = (finding: Finding) => replayLine(finding, output, terminal.cwd);
  const stories = storiesOf(output, replay, terminal);
  if (folder !== null) {
    if (forms.includes('html')) await writePage(folder, judgement, traces, terminal, replay);
    else await dropPage(folder);
    for (const form of fileForms) {
      const { name, opening, text } = fileFormats[form];
      const path = join(folder, name);
      if (!forms.includes(form)) await dropOlderFile(path, opening);
      else {
        await writeText(path, text(judgement, stories));
        terminal.err(`wrote ${relative(terminal.cwd, path)}\n`);
      }
    }
    await writeReport(folder, judgement);
  }
  printReport(judgement, output, stories, terminal);
  await reportToGithub(judgement, stories, replay, terminal);
}

/** Returns the findings as text without colours, for forms that other programs read. */
function storiesOf(
  { traces }: ReportOutput,
  replay: (finding: Finding) => string,
  { env }: Terminal,
): Stories {
  return {
    version,
    story: (finding, others) =>
      findingText(finding, {
        others,
        colours: coloursFor(false),
        replay: replay(finding),
        trace: traces.get(finding.id),
        explanation: reasonsFor(finding),
        ascii: isAsciiOnly(env),
      }),
  };
}

function printReport(
  judgement: Judgement,
  { forms, folder, traces, replay }: ReportOutput,
  stories: Stories,
  terminal: Terminal,
): void {
  const { report, deviations } = judgement;
  const data = dataForms(forms, folder === null);
  if (data.includes('json'))
    terminal.out(`${JSON.stringify(reportDocument(report, deviations, version), null, 2)}\n`);
  for (const form of fileForms)
    if (data.includes(form)) terminal.out(fileFormats[form].text(judgement, stories));
  if (!forms.includes('text')) return;
  const text = textReport(report, deviations, {
    version,
    colour: terminal.coloured && data.length === 0,
    replay: (finding) => replayLine(finding, { folder, replay }, terminal.cwd),
    explanation: reasonsFor,
    trace: (finding) => traces.get(finding.id),
    ascii: isAsciiOnly(terminal.env),
  });
  // If data goes to stdout, the text goes to stderr.
  (data.length > 0 ? terminal.err : terminal.out)(text);
}

/** Writes the summary and annotations of a GitHub workflow, if this runs in one. */
async function reportToGithub(
  judgement: Judgement,
  stories: Stories,
  replay: (finding: Finding) => string,
  terminal: Terminal,
): Promise<void> {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY: summary } = terminal.env;
  // The runner reads annotations from either stream; stdout has the report.
  if (GITHUB_ACTIONS === 'true') terminal.err(githubAnnotations(judgement, replay));
  if (!summary) return;
  try {
    await appendFile(summary, markdownReport(judgement, stories));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.err(
      `warning: the job has no summary, $GITHUB_STEP_SUMMARY cannot be written: ${reason}\n`,
    );
  }
}

/** Returns why a finding fails, and that it is minimal if that was proved. */
export function reasonsFor({ explanation = [], certificate }: Finding): readonly string[] {
  if (!certificate) return explanation;
  const around = certificate.neighbours.length;
  return [...explanation, `Minimal: none of the ${around} scenarios one edit away shows it.`];
}

/** Returns the command that replays the finding. */
export function replayLine(
  finding: Finding,
  { folder, replay }: Pick<ReportOutput, 'folder' | 'replay'>,
  cwd: string,
): string {
  if (folder === null) return 'check again with --out DIR, which keeps the scenario for replay';
  const path = relative(cwd, join(folder, scenarioPath(finding)));
  return `npx partyline replay ${shellWord(path)}${replay}`;
}

/** Returns the words that give the router and its judge again. */
export function replayFlags(router: string, judge: JudgeFlags): string {
  return `${judgeWords(judge)}${routerWords(router)}`;
}
