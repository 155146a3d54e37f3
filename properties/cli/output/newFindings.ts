/** Keeps new findings of a run in the user's corpus, so that every later run begins with them. */
import { join } from 'node:path';
import type { Judgement } from '../../verdict/deviations.ts';
import { isInconclusive } from '../../verdict/verdict.ts';
import { keepFindings } from '../arguments/corpus.ts';
import { isUnexplained } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';

/**
 * Writes the reproducible findings, except those that break only clauses with a declared deviation.
 * `name`: the folder as the user gave it.
 */
export async function keepNewFindings(
  { report, deviations }: Judgement,
  name: string,
  folder: string,
  terminal: Terminal,
): Promise<void> {
  const expected = deviations.flatMap(({ state, findings }) =>
    state === 'expected' ? findings : [],
  );
  const found = report.findings.filter(
    (finding) =>
      finding.reproduced &&
      !isInconclusive(finding) &&
      (!expected.includes(finding.id) || isUnexplained(finding, report)),
  );
  const kept = await keepFindings(found, folder, report.router.name, report.seed);
  for (const each of kept) terminal.err(`kept ${join(name, each)}\n`);
  const left = found.length - kept.length;
  if (left > 0) terminal.err(`${left} kept before, by a scenario no larger\n`);
}
