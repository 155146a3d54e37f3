/**
 * Writes `docs/stryker.md` from Stryker's reports: `npm run stryker:doc`, or with the files of several runs. Ends with 1
 * when a reason is stale: the mutant it speaks of does not survive, or its code is gone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Reason } from './document.ts';
import { documentOf, findStaleReasons } from './document.ts';
import type { StrykerReport } from './score.ts';
import { joinReports } from './score.ts';

const urlOf = (name: string) => new URL(name, import.meta.url);
const given = process.argv.slice(2);
const paths = given.length > 0 ? given : ['.stryker/report.json'];

function readReport(path: string): StrykerReport {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StrykerReport; // Written by Stryker, by its own schema.
  } catch (error) {
    process.stderr.write(
      `${path} is no report of Stryker (${(error as Error).message}); "npm run stryker" writes one\n`,
    );
    process.exit(2);
  }
}

const report = joinReports(paths.map(readReport));
const reasons: readonly Reason[] = JSON.parse(readFileSync(urlOf('reasons.json'), 'utf8'));
const introduction = readFileSync(urlOf('introduction.md'), 'utf8');
writeFileSync(urlOf('../../docs/stryker.md'), documentOf(introduction, report, reasons));
for (const { file, code, becomes } of findStaleReasons(report, reasons)) {
  process.stderr.write(
    `stale: ${file}: ${code} -> ${becomes.join(' or ')} does not survive; take the reason out\n`,
  );
  process.exitCode = 1;
}
