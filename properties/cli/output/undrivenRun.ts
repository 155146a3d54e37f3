/**
 * What is kept of a run that ends because the router could not be driven any further: what was found until then, and the scenario in
 * which it stopped answering. Apart from the report, because such a run gives no verdicts.
 */
import { join } from 'node:path';
import type { Scenario } from '#spec';
import type { Undriven } from '../../network/undriven.ts';
import type { CampaignResult } from '../../verdict/campaignResult.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import { reportOf } from '../../verdict/runReport.ts';
import type { OutputAttempts } from '../files/outputAttempts.ts';
import type { OutputFolder } from '../files/outputFolder.ts';
import { shownPath } from '../files/outputFolder.ts';
import { writeToFreeName } from '../files/writing.ts';
import type { Terminal } from '../program/terminal.ts';
import { partialReport } from './partialReport.ts';
import { writeReport } from './reportFolder.ts';

/** The file in `--out`; without it there is a file in the current folder, with a number if there is one of the name. */
const [HANG, LOOSE_HANG] = ['hang.json', 'partyline-hang.json'];

interface Keeping {
  readonly deviations: readonly Deviation[];
  /** That of `--out`; null without one. */
  readonly folder: OutputFolder | null;
  readonly attempts: OutputAttempts;
  /** Whether the folder is that of a report, and not of a shard, of which only the whole can be merged. */
  readonly writesReport: boolean;
}

/** Tells and writes what a run had found, if anything, and where the router hung, if it did. */
export async function keepUndriven(
  error: Undriven,
  soFar: CampaignResult | null,
  { deviations, folder, attempts, writesReport }: Keeping,
  terminal: Terminal,
): Promise<void> {
  if (soFar !== null && soFar.found.length > 0) {
    terminal.err(partialReport(soFar, deviations, null).text);
    if (folder !== null && writesReport)
      await writeReport(folder, applyDeviations(reportOf(soFar), deviations), attempts);
  }
  await keepHang(error, folder, attempts, terminal);
}

/** Writes the scenario in which the router hung, if it did, and tells where. It is written once, whoever is asked to. */
export async function keepHang(
  error: Undriven,
  folder: OutputFolder | null,
  attempts: OutputAttempts,
  terminal: Pick<Terminal, 'cwd' | 'err'>,
): Promise<void> {
  const { scenario } = error;
  if (!scenario) return;
  delete error.scenario;
  const path = await attempts.attempt(HANG, () => writeHang(scenario, folder, terminal.cwd));
  if (path !== null)
    terminal.err(`The scenario in which it stopped answering is in ${path}, for replay.\n`);
}

async function writeHang(
  scenario: Scenario,
  folder: OutputFolder | null,
  cwd: string,
): Promise<string> {
  if (folder === null)
    return await writeToFreeName(join(cwd, LOOSE_HANG), `${JSON.stringify(scenario, null, 2)}\n`);
  await folder.writeJson(HANG, scenario);
  return shownPath(folder, HANG, cwd);
}
