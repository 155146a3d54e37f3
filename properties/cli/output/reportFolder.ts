/**
 * The report folder: writes the report and its scenarios to `--out`, in an order in which the report
 * never names a missing file. Files of an earlier report are deleted, all others are left alone.
 */
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { reportDocument, scenarioPath } from '../../report/forms/json.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import { minimalityPath, writeDocument } from '../arguments/documents.ts';
import { version } from '../program/version.ts';

const REPORT = 'report.json';

/** Writes the scenarios first and the report last, then deletes the scenarios of the earlier report. */
export async function writeReport(
  folder: string,
  { report, deviations }: Judgement,
): Promise<void> {
  const stale = await scenariosListed(join(folder, REPORT));
  for (const finding of report.findings) {
    const path = join(folder, scenarioPath(finding));
    await rm(minimalityPath(path), { force: true });
    await writeDocument(path, finding.scenario);
    if (finding.certificate) await writeDocument(minimalityPath(path), finding.certificate);
  }
  await writeDocument(join(folder, REPORT), reportDocument(report, deviations, version));
  const current = new Set(report.findings.map(scenarioPath));
  for (const path of stale)
    if (!current.has(path)) {
      await rm(join(folder, path), { force: true });
      await rm(dirname(minimalityPath(join(folder, path))), { recursive: true, force: true });
    }
}

/**
 * Returns the scenario files that an earlier report in the folder names; only names that this program can have
 * written.
 */
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
