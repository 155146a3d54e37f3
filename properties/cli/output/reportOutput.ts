/**
 * Report output: a judged report in the requested forms, on stdout and in the folder of `--out`; the same for a run
 * of this process and for merged shards. A form that is a file is written to the folder; without a folder it goes
 * to stdout, which takes one document only. In a GitHub workflow, its summary and annotations are written too.
 */
import { appendFile } from 'node:fs/promises';
import type { Trace } from '../../lockstep/trace.ts';
import { githubAnnotations } from '../../report/forms/github.ts';
import { reportDocument, scenarioPath } from '../../report/forms/json.ts';
import type { Stories } from '../../report/forms/junit.ts';
import { junitReport } from '../../report/forms/junit.ts';
import { markdownReport } from '../../report/forms/markdown.ts';
import { findingText } from '../../report/text/finding.ts';
import { textReport } from '../../report/text/text.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { coloursFor } from '../../wording/colours.ts';
import { showActing } from '../../wording/visible.ts';
import { WIDTH } from '../../wording/wrap.ts';
import { routerWords, shellWord } from '../arguments/adapter.ts';
import { invocationIn } from '../arguments/invocation.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import { judgeWords } from '../arguments/judges.ts';
import type { ReportForm } from '../arguments/options.ts';
import type { OutputAttempts } from '../files/outputAttempts.ts';
import type { OutputFolder } from '../files/outputFolder.ts';
import { shownPath } from '../files/outputFolder.ts';
import { Misuse } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';
import { isAsciiOnly } from '../program/terminal.ts';
import { version } from '../program/version.ts';
import { pageText } from './page.ts';
import { formFiles, writeReport } from './reportFolder.ts';

export interface ReportOutput {
  readonly forms: readonly ReportForm[];
  /** The folder of `--out`. */
  readonly folder: OutputFolder | null;
  /** Records the steps of the findings, which may run the router once more. */
  readonly loadTraces: () => Promise<ReadonlyMap<string, Trace>>;
  /** The words that give the router to `replay`, after the finding's file: ` --judge interval --router ./mine.ts`. */
  readonly replay: string;
  readonly attempts: OutputAttempts;
  /** Whether the text has every clause with its evidence. */
  readonly verbose: boolean;
  /** Returns the command line that does the same again, with more flags; null if that would judge nothing anew. */
  readonly again: ((more: readonly string[]) => string) | null;
}

/** Forms that are texts of their own, in a file or on stdout. */
const textForms = {
  junit: junitReport,
  markdown: markdownReport,
} as const satisfies Partial<
  Record<ReportForm, (judgement: Judgement, stories: Stories) => string>
>;
const fileForms = Object.keys(textForms) as readonly (keyof typeof textForms)[];

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

/** Writes and prints the report: first the result, then what may fail, each form on its own. */
export async function outputReport(
  judgement: Judgement,
  output: ReportOutput,
  terminal: Terminal,
): Promise<void> {
  const { forms, folder, attempts } = output;
  if (folder !== null) await writeReport(folder, judgement, attempts);
  const traces =
    (await attempts.attempt('The steps of the findings', output.loadTraces)) ?? new Map();
  const replay = (finding: Finding) => replayLine(finding, output, terminal.cwd);
  const stories = storiesOf(traces, replay, terminal);
  printReport(judgement, output, traces, stories, terminal);
  if (folder !== null) {
    const write = async (name: string, render: () => Promise<string> | string) => {
      await attempts.attempt(name, async () => {
        await folder.write(name, await render());
        terminal.err(`wrote ${shownPath(folder, name, terminal.cwd)}\n`);
      });
    };
    for (const form of fileForms)
      if (forms.includes(form))
        await write(formFiles[form], () => textForms[form](judgement, stories));
    if (forms.includes('html'))
      await write(formFiles.html, () => pageText(judgement, traces, replay));
    // Otherwise the report of the run before may be the one that is there, with what it names.
    if (!attempts.haveFailed)
      await attempts.attempt('The list of the files', () => folder.removeOlder());
  }
  await reportToGithub(judgement, stories, replay, terminal);
}

/** Returns the findings as text without colours, for forms that other programs read. */
function storiesOf(
  traces: ReadonlyMap<string, Trace>,
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
  output: ReportOutput,
  traces: ReadonlyMap<string, Trace>,
  stories: Stories,
  terminal: Terminal,
): void {
  const { forms, folder, verbose } = output;
  const { report, deviations } = judgement;
  const data = dataForms(forms, folder === null);
  if (data.includes('json'))
    terminal.out(`${JSON.stringify(reportDocument(report, deviations, version), null, 2)}\n`);
  for (const form of fileForms)
    if (data.includes(form)) terminal.out(textForms[form](judgement, stories));
  if (!forms.includes('text')) return;
  const text = textReport(report, deviations, {
    version,
    colour: terminal.coloured && data.length === 0,
    verbose,
    width: Math.max(WIDTH, terminal.columns ?? WIDTH),
    replay: (finding) => replayLine(finding, output, terminal.cwd),
    nextCommand: (first) => nextCommand(first, output, terminal.cwd),
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
    await appendFile(summary, showActing(markdownReport(judgement, stories)));
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

/** The folder that is proposed for the scenarios of findings. */
const PROPOSED_FOLDER = 'partyline-report';

/** Returns the last line of the text: how to see the first finding again, or how to run again where there is none. */
function nextCommand(
  first: Finding | null,
  output: Pick<ReportOutput, 'folder' | 'replay' | 'again'>,
  cwd: string,
): string | null {
  const { folder, again } = output;
  if (first && folder) return `replay: ${replayLine(first, output, cwd)}`;
  if (!again) return null;
  return first
    ? `to keep the scenarios and replay them: ${again(['--out', PROPOSED_FOLDER])}`
    : `again: ${again([])}`;
}

/** Returns the command that replays the finding. */
export function replayLine(
  finding: Finding,
  { folder, replay }: Pick<ReportOutput, 'folder' | 'replay'>,
  cwd: string,
): string {
  if (folder === null) return 'check again with --out DIR, which keeps the scenario for replay';
  const path = shownPath(folder, scenarioPath(finding), cwd);
  return `${invocationIn(cwd)} replay ${shellWord(path)}${replay}`;
}

/** Returns the words that give the router and its judge again. */
export function replayFlags(router: string, judge: JudgeFlags): string {
  return `${judgeWords(judge)}${routerWords(router)}`;
}
