/**
 * The report folder: what a check leaves in `--out`, so that it never names a scenario that is not there.
 * What an older run left there goes, and nothing else does.
 */
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { reportDocument, scenarioPath } from '../../report/forms/json.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import { minimalityPath, writeDocument } from '../arguments/documents.ts';
import { version } from '../program/version.ts';

const REPORT = 'report.json';

/** Findings first, the report last: it never names a scenario that is not there. Then those of an older run go. */
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
