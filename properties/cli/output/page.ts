/**
 * The page of a run, `report.html`: the whole report, and each finding step by step, in one file. Its
 * code is loaded only if a page is asked for.
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

/** Deletes the page of an earlier run, which would not match the new report. */
export async function dropPage(folder: string): Promise<void> {
  await dropOlderFile(join(folder, PAGE), '<!-- Partyline: the report page -->');
}

/** Deletes a file of an earlier run, recognised by a mark in it; any other file is left alone. */
export async function dropOlderFile(path: string, mark: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.includes(mark)) await rm(path, { force: true });
}
