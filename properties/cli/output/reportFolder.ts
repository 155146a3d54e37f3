/**
 * The report folder: `--out` of a check. The report is written first, because it is the result; then the scenario of each finding,
 * and last the other forms. Files of an earlier run that this one did not write anew would contradict it and are removed.
 */
import { reportDocument, scenarioPath } from '../../report/forms/json.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import type { ReportForm } from '../arguments/options.ts';
import type { OutputAttempts } from '../files/outputAttempts.ts';
import type { OutputFolderOptions, OutputNames } from '../files/outputFolder.ts';
import { OutputFolder } from '../files/outputFolder.ts';
import { version } from '../program/version.ts';

const REPORT = 'report.json';

/** The files of forms that are written only when they are asked for. */
export const formFiles = {
  html: 'report.html',
  junit: 'junit.xml',
  markdown: 'summary.md',
} as const satisfies Partial<Record<ReportForm, string>>;

/** Returns the names of the files that a check with these forms may write. */
function reportNames(forms: readonly ReportForm[]): OutputNames {
  const unasked = Object.entries(formFiles).flatMap(([form, name]) =>
    forms.some((each) => each === form) ? [] : [name as string],
  );
  return {
    files:
      /^(report\.json|hang\.json|report\.html|junit\.xml|summary\.md|findings\/[0-9a-f]{8}(\/minimality)?\.json)$/,
    folders: FINDING_FOLDERS,
    mayWrite: (name) => !unasked.includes(name),
  };
}

const FINDING_FOLDERS = /^findings(\/[0-9a-f]{8})?$/;

/** The names of what a shard leaves: its part of the run, and the scenarios of its findings. */
export const shardNames: OutputNames = {
  files: /^(shard-\d+-of-\d+\.json|hang\.json|findings\/[0-9a-f]{8}\.json)$/,
  folders: FINDING_FOLDERS,
};

export const openReportFolder = (
  given: string,
  forms: readonly ReportForm[],
  options: OutputFolderOptions,
): Promise<OutputFolder> => OutputFolder.open(given, reportNames(forms), options);

export async function writeReport(
  folder: OutputFolder,
  { report, deviations }: Judgement,
  attempts: OutputAttempts,
): Promise<void> {
  await attempts.attempt(REPORT, () =>
    folder.writeJson(REPORT, reportDocument(report, deviations, version)),
  );
  for (const finding of report.findings) {
    const path = scenarioPath(finding);
    const proof = path.replace(/\.json$/, '/minimality.json');
    await attempts.attempt(path, async () => {
      await folder.writeJson(path, finding.scenario);
      if (finding.certificate) await folder.writeJson(proof, finding.certificate);
      else await folder.remove(proof);
    });
  }
}
