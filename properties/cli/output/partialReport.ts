/**
 * The report of a run that was interrupted and could not end by itself: a few lines, and with `--out` the files from which
 * everything else can be made later. It is made while the run goes on, so it must cost little.
 */
import { reportDocument, scenarioPath } from '../../report/forms/json.ts';
import type { CampaignResult } from '../../verdict/campaignResult.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import { reportOf } from '../../verdict/runReport.ts';
import { formatCount } from '../../wording/counts.ts';
import type { OutputFolder } from '../files/outputFolder.ts';
import type { PartialResult } from '../program/terminal.ts';
import { version } from '../program/version.ts';

/** `folder`: that of `--out`; null without one. */
export function partialReport(
  result: CampaignResult,
  deviations: readonly Deviation[],
  folder: OutputFolder | null,
): PartialResult {
  const { report, deviations: judged } = applyDeviations(reportOf(result), deviations);
  const { scenarios, steps } = report.totals;
  const lines = [
    `So far: ${formatCount(scenarios, 'scenario')}, ${formatCount(steps, 'step')}, ${formatCount(report.findings.length, 'finding')}.`,
    ...report.findings.map(({ signature }) => `  ${signature}`),
  ];
  const document = reportDocument(report, judged, version);
  const files =
    folder === null
      ? []
      : [
          folder.partialJson('report.json', document),
          ...report.findings.map((each) => folder.partialJson(scenarioPath(each), each.scenario)),
        ];
  return { text: `${lines.join('\n')}\n`, files };
}
