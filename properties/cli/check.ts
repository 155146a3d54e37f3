/**
 * `partyline check`: generated scenarios against a router, a verdict per clause, an exit code.
 * Everything given is read and refused before the first scenario runs; reports are written after the last.
 */
import { readFile, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { ClauseId } from '#spec';
import type { Shape } from '../arbitraries/topology.ts';
import { shapes } from '../arbitraries/topology.ts';
import type { Judgement } from '../deviations.ts';
import { judge } from '../deviations.ts';
import type { Account } from '../report/finding.ts';
import { reportDocument, scenarioPath } from '../report/json.ts';
import { textReport } from '../report/text.ts';
import type { Finding, RunReport } from '../verdict.ts';
import { makeFolder, readDeviations, writeDocument } from './documents.ts';
import type { Exit } from './exits.ts';
import { exitOf } from './exits.ts';
import type { Machinery } from './machinery.ts';
import type { ReportForm } from './options.ts';
import { progressOn } from './progress.ts';
import type { Kind } from './routers.ts';
import { routersOf } from './routers.ts';
import { seedFor } from './seed.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** So that the main job runs at least 1000 scenarios and 20 000 steps, and ends within 30 s on two cores. */
export const DEFAULT_RUNS = 1200;

export interface CheckFlags {
  readonly router: string;
  readonly runs?: number;
  /** In ms. */
  readonly time?: number;
  readonly seed?: string;
  readonly only?: readonly ClauseId[];
  readonly shape?: readonly Shape[];
  readonly deviations?: string;
  readonly out?: string;
  readonly report: readonly ReportForm[];
  readonly shrink: boolean;
  readonly bail?: number;
}

export async function checkRouter(
  flags: CheckFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const deviations =
    flags.deviations === undefined ? [] : await readDeviations(flags.deviations, terminal.cwd);
  const kinds = await routersOf(flags.router, terminal);
  const folder = flags.out === undefined ? null : await makeFolder(flags.out, terminal.cwd);
  const { seed, origin } = await seedFor(flags.seed, terminal);
  terminal.err(`seed ${seed} (${origin})\n`);
  const report = await checked(flags, kinds, seed, terminal, machinery);
  const judgement = judge(report, deviations);
  if (folder !== null) await writeReport(folder, judgement);
  await print(judgement, flags, kinds, folder, terminal, machinery);
  return exitOf(judgement.report);
}

async function checked(
  flags: CheckFlags,
  kinds: readonly Kind[],
  seed: string,
  terminal: Terminal,
  machinery: Machinery,
): Promise<RunReport> {
  const { runs, time, only, shape, shrink, bail } = flags;
  const progress = progressOn(terminal, time);
  try {
    return await machinery.check(kinds, {
      seed,
      // A time limit alone means: as many as fit.
      runs: runs ?? (time === undefined ? DEFAULT_RUNS : Number.MAX_SAFE_INTEGER),
      ...(time === undefined ? {} : { timeMs: time }),
      ...(only === undefined ? {} : { only }),
      shapes: shape ?? shapes,
      shrink,
      ...(bail === undefined ? {} : { bail }),
      onProgress: (done) => progress.tick(done),
      signal: terminal.interrupted,
      now: terminal.now,
    });
  } finally {
    progress.end();
  }
}

const REPORT = 'report.json';

/** Findings first, the report last: it never names a scenario that is not there. Then those of an older run go. */
async function writeReport(folder: string, { report, deviations }: Judgement): Promise<void> {
  const stale = await scenariosListed(join(folder, REPORT));
  for (const finding of report.findings)
    await writeDocument(join(folder, scenarioPath(finding)), finding.scenario);
  await writeDocument(join(folder, REPORT), reportDocument(report, deviations, version));
  const current = new Set(report.findings.map(scenarioPath));
  for (const path of stale) if (!current.has(path)) await rm(join(folder, path), { force: true });
}

/** The scenarios that an older report in the folder names; only such as it can have written itself. */
async function scenariosListed(path: string): Promise<string[]> {
  try {
    const older: { findings?: readonly { scenario?: unknown }[] } = JSON.parse(
      await readFile(path, 'utf8'),
    );
    return (older.findings ?? [])
      .map(({ scenario }) => String(scenario))
      .filter((scenario) => scenario === `findings/${basename(scenario)}`);
  } catch {
    return [];
  }
}

async function print(
  { report, deviations }: Judgement,
  flags: CheckFlags,
  kinds: readonly Kind[],
  folder: string | null,
  terminal: Terminal,
  machinery: Machinery,
): Promise<void> {
  const both = flags.report.includes('text') && flags.report.includes('json');
  if (flags.report.includes('json'))
    terminal.out(`${JSON.stringify(reportDocument(report, deviations, version), null, 2)}\n`);
  if (!flags.report.includes('text')) return;
  const accounts = await accountsOf(report, kinds, terminal, machinery);
  const text = textReport(report, deviations, {
    version,
    colour: terminal.coloured && !both,
    replay: (finding) => replayCommand(finding, flags, folder, terminal.cwd),
    account: (finding) => accounts.get(finding.id),
  });
  // Data is on stdout; with both wanted, the text is talk.
  (both ? terminal.err : terminal.out)(text);
}

function replayCommand(
  finding: Finding,
  { router }: CheckFlags,
  folder: string | null,
  cwd: string,
): string {
  if (folder === null) return 'check again with --out DIR, which keeps the scenario for replay';
  const path = relative(cwd, join(folder, scenarioPath(finding)));
  return `npx partyline replay ${shellWord(path)} --router ${shellWord(router)}`;
}

function shellWord(word: string): string {
  return /^[\w./@:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const ACCOUNT_BUDGET_MS = 5000;

/** Runs each finding once more for what was heard at its step, as long as that is quick; `replay` always tells. */
async function accountsOf(
  { findings, interrupted }: RunReport,
  kinds: readonly Kind[],
  terminal: Terminal,
  machinery: Machinery,
): Promise<ReadonlyMap<string, Account>> {
  const accounts = new Map<string, Account>();
  const startMs = terminal.now();
  for (const finding of findings) {
    const kind = kinds.find(({ level }) => level === finding.level);
    if (!kind || interrupted || terminal.now() - startMs > ACCOUNT_BUDGET_MS) break;
    const { records } = await machinery.run(kind, finding.scenario, { keep: true });
    const record = records.find(({ index }) => index === finding.at);
    if (record) accounts.set(finding.id, record);
  }
  return accounts;
}
