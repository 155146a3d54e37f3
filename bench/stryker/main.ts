/**
 * Writes `docs/stryker.md` from Stryker's reports: `npm run stryker:doc`, or with the files of several runs. Ends with 1
 * when a reason is stale: the mutant it speaks of does not survive, or its code is gone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Reason } from './document.ts';
import { documentOf, stale } from './document.ts';
import type { Report } from './score.ts';
import { joined } from './score.ts';

const beside = (name: string) => new URL(name, import.meta.url);
const given = process.argv.slice(2);
const paths = given.length > 0 ? given : ['.stryker/report.json'];

function read(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report; // Written by Stryker, by its own schema.
  } catch (error) {
    process.stderr.write(
      `${path} is no report of Stryker (${(error as Error).message}); "npm run stryker" writes one\n`,
    );
    process.exit(2);
  }
}

const report = joined(paths.map(read));
const reasons: readonly Reason[] = JSON.parse(readFileSync(beside('reasons.json'), 'utf8'));
const introduction = readFileSync(beside('introduction.md'), 'utf8');
writeFileSync(beside('../../docs/stryker.md'), documentOf(introduction, report, reasons));
for (const { file, code, becomes } of stale(report, reasons)) {
  process.stderr.write(
    `stale: ${file}: ${code} -> ${becomes.join(' or ')} does not survive; take the reason out\n`,
  );
  process.exitCode = 1;
}
