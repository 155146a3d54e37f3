/**
 * The page of a run, `report.html`: all that is told of it, and each finding step by step, in one file.
 * Nothing of it is loaded for a run that asks for no page.
 */
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Trace } from '../../lockstep/trace.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { writeWhole } from '../arguments/documents.ts';
import type { Terminal } from '../program/terminal.ts';
import { version } from '../program/version.ts';

const PAGE = 'report.html';

export async function writePage(
  folder: string,
  { report, deviations }: Judgement,
  traces: ReadonlyMap<string, Trace>,
  terminal: Terminal,
  replay: (finding: Finding) => string,
): Promise<void> {
  const [{ htmlReport }, { pageDocument }] = await Promise.all([
    import('../../report/forms/html.ts'),
    import('../../report/forms/pageData.ts'),
  ]);
  const document = pageDocument(report, deviations, { version, traces, replay });
  const path = join(folder, PAGE);
  await writeWhole(path, await htmlReport(document));
  terminal.err(`wrote ${relative(terminal.cwd, path)}\n`);
}

/** Takes away the page of an older run, which would stand beside a newer report. */
export async function dropPage(folder: string): Promise<void> {
  await dropOlderFile(join(folder, PAGE), '<!-- Partyline: the report page -->');
}

/** Takes away a file of an older run, known by a mark in it; any other file stays. */
export async function dropOlderFile(path: string, mark: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.includes(mark)) await rm(path, { force: true });
}
