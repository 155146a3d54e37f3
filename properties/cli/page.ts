/**
 * The page of a run, `report.html`: each finding is run once more and kept step by step, then all is written as one file.
 * Nothing of it is loaded for a run that asks for no page.
 */
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Judgement } from '../deviations.ts';
import type { Trace } from '../trace.ts';
import type { Finding, RunReport } from '../verdict.ts';
import { writeWhole } from './documents.ts';
import type { Machinery } from './machinery.ts';
import type { Kind } from './routers.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const PAGE = 'report.html';

export async function writePage(
  folder: string,
  { report, deviations }: Judgement,
  kinds: readonly Kind[],
  terminal: Terminal,
  machinery: Machinery,
  replay: (finding: Finding) => string,
): Promise<void> {
  const [{ htmlReport }, { pageDocument }] = await Promise.all([
    import('../report/html.ts'),
    import('../report/page.ts'),
  ]);
  const traces = await tracesOf(report, kinds, terminal, machinery);
  const document = pageDocument(report, deviations, { version, traces, replay });
  const path = join(folder, PAGE);
  await writeWhole(path, await htmlReport(document));
  terminal.err(`wrote ${relative(terminal.cwd, path)}\n`);
}

/** Takes away the page of an older run, which would stand beside a newer report. */
export async function dropPage(folder: string): Promise<void> {
  const path = join(folder, PAGE);
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.includes('<!-- Partyline: the report page -->')) await rm(path, { force: true });
}

const BUDGET_MS = 20_000;
/** Whoever interrupts has waited enough. */
const INTERRUPTED_BUDGET_MS = 2000;

/** A finding that is out of time, or whose router cannot be driven any more, is told without its steps. */
async function tracesOf(
  { findings, interrupted }: RunReport,
  kinds: readonly Kind[],
  terminal: Terminal,
  machinery: Machinery,
): Promise<ReadonlyMap<string, Trace>> {
  const traces = new Map<string, Trace>();
  const untilMs = terminal.now() + (interrupted ? INTERRUPTED_BUDGET_MS : BUDGET_MS);
  for (const finding of findings) {
    const kind = kinds.find(({ level }) => level === finding.level);
    if (!kind || terminal.now() > untilMs) continue;
    try {
      traces.set(finding.id, await machinery.trace(kind, finding.scenario));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return traces;
}
