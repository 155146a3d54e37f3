/**
 * Telling: a judged report in the forms that were asked for, on stdout and in the folder of `--out`. The same for a run
 * that was checked here and for one that was joined from shards.
 */
import { join, relative } from 'node:path';
import type { Judgement } from '../deviations.ts';
import { reportDocument, scenarioPath } from '../report/json.ts';
import { textReport } from '../report/text.ts';
import type { Trace } from '../trace.ts';
import type { Finding } from '../verdict.ts';
import { routerWords, shellWord } from './adapter.ts';
import { Misuse } from './exits.ts';
import type { JudgeFlags } from './judges.ts';
import { judgeWords } from './judges.ts';
import type { ReportForm } from './options.ts';
import { dropPage, writePage } from './page.ts';
import { writeReport } from './report-folder.ts';
import type { Terminal } from './terminal.ts';
import { plainOnly } from './terminal.ts';
import { version } from './version.ts';

export interface Telling {
  readonly forms: readonly ReportForm[];
  /** Of `--out`. */
  readonly folder: string | null;
  readonly traces: ReadonlyMap<string, Trace>;
  /** How a finding is replayed, without its file: `--router ./mine.ts --judge interval`. */
  readonly replay: string;
}

/** Throws Misuse where a form needs a folder and there is none. */
export function refuseHomeless(forms: readonly ReportForm[], out: string | undefined): void {
  if (forms.includes('html') && out === undefined)
    throw new Misuse(
      'The page of --report html is a file. Expected a folder for it as well, such as --out .partyline.',
    );
}

export async function tell(
  judgement: Judgement,
  telling: Telling,
  terminal: Terminal,
): Promise<void> {
  const { forms, folder, traces } = telling;
  if (folder !== null) {
    if (forms.includes('html'))
      await writePage(folder, judgement, traces, terminal, (finding) =>
        replayLine(finding, telling, terminal.cwd),
      );
    else await dropPage(folder);
    await writeReport(folder, judgement);
  }
  print(judgement, telling, terminal);
}

function print({ report, deviations }: Judgement, telling: Telling, terminal: Terminal): void {
  const { forms, traces } = telling;
  const both = forms.includes('text') && forms.includes('json');
  if (forms.includes('json'))
    terminal.out(`${JSON.stringify(reportDocument(report, deviations, version), null, 2)}\n`);
  if (!forms.includes('text')) return;
  const text = textReport(report, deviations, {
    version,
    colour: terminal.coloured && !both,
    replay: (finding) => replayLine(finding, telling, terminal.cwd),
    explanation: reasonsFor,
    trace: (finding) => traces.get(finding.id),
    ascii: plainOnly(terminal.env),
  });
  // Data is on stdout; with both wanted, the text is talk.
  (both ? terminal.err : terminal.out)(text);
}

/** Why a finding fails, and that it is minimal where that was proved. */
export function reasonsFor({ explanation = [], certificate }: Finding): readonly string[] {
  if (!certificate) return explanation;
  const around = certificate.neighbours.length;
  return [...explanation, `Minimal: none of the ${around} scenarios one edit away shows it.`];
}

/** The one command that replays the finding. */
export function replayLine(
  finding: Finding,
  { folder, replay }: Pick<Telling, 'folder' | 'replay'>,
  cwd: string,
): string {
  if (folder === null) return 'check again with --out DIR, which keeps the scenario for replay';
  const path = relative(cwd, join(folder, scenarioPath(finding)));
  return `npx partyline replay ${shellWord(path)}${replay}`;
}

/** How the router and its judge are given again. */
export function replayFlags(router: string, judge: JudgeFlags): string {
  return `${judgeWords(judge)}${routerWords(router)}`;
}
