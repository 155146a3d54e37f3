/**
 * `npm run stryker:scores`: copies scores and surviving mutants from Stryker's report (or from the given reports) to
 * the committed file that the Stryker page is made from. Source files that are in no report keep their scores; files
 * that no longer exist lose them. Exits with 1 if a reason is stale: its mutant does not survive any more, or its code
 * is gone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { formatDocument } from '../../corpus/text.ts';
import type { SurvivalReason } from '../../mutationTesting/stryker/page.ts';
import { findStaleReasons } from '../../mutationTesting/stryker/page.ts';
import type { Scores, StrykerReport } from '../../mutationTesting/stryker/scores.ts';
import { joinScores, readScores, scoresOf } from '../../mutationTesting/stryker/scores.ts';
import { writeWhole } from '../files/writing.ts';
import { readRepositoryFile, repositoryPath } from '../generate/generator.ts';
import { exits } from '../program/exits.ts';

const FOLDER = 'properties/mutationTesting/stryker';
const given = process.argv.slice(2);
const paths = given.length > 0 ? given : ['.stryker/report.json'];

function readReport(path: string): Scores {
  try {
    return scoresOf(JSON.parse(readFileSync(path, 'utf8')) as StrykerReport); // Written by Stryker, by its own schema.
  } catch (error) {
    process.stderr.write(
      `${path} is no report of Stryker (${(error as Error).message}); "npm run stryker" writes one\n`,
    );
    process.exit(exits.usage);
  }
}

const known = readScores(readRepositoryFile(`${FOLDER}/scores.json`));
const all = joinScores([known, ...paths.map(readReport)]);
const scores = Object.fromEntries(
  Object.entries(all).filter(([file]) => existsSync(repositoryPath(file))),
);
await writeWhole(repositoryPath(`${FOLDER}/scores.json`), formatDocument({ files: scores }));
process.stdout.write('written; next: npm run generate -- --only stryker\n');
const reasons: readonly SurvivalReason[] = JSON.parse(readRepositoryFile(`${FOLDER}/reasons.json`));
for (const { file, code, becomes } of findStaleReasons(scores, reasons)) {
  process.stderr.write(
    `stale: ${file}: ${code} -> ${becomes.join(' or ')} does not survive; take the reason out\n`,
  );
  process.exitCode = exits.violated;
}
