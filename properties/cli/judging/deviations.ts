/**
 * `partyline deviations update REPORT.json`: updates a deviations file from a report. New findings get
 * an entry with a reason to be filled in; existing reasons are kept; healed deviations are removed
 * with `--remove-healed`. Runs no router.
 */
import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { clauseIds } from '#spec';
import type { Deviation } from '../../verdict/deviations.ts';
import type { ReportedDeviations } from '../../verdict/deviationUpdate.ts';
import { reconcileDeviations } from '../../verdict/deviationUpdate.ts';
import type { DeclaredEntry } from '../arguments/documents.ts';
import {
  faultsText,
  readDeclared,
  readJson,
  readStored,
  reportPath,
} from '../arguments/documents.ts';
import { writeText } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

const FILE = 'deviations.json';

interface UpdateFlags {
  readonly deviations: string;
  readonly removeHealed: boolean;
}

export const deviationsCommand: Registration = (program, { terminal, done }) => {
  const command = program
    .command('deviations')
    .description('what is known to be wrong, and written down');
  command
    .command('update')
    .description('adds what a run found to the deviations file, for you to say why')
    .argument('<report>', 'the report.json that `partyline check --out` wrote, or its folder')
    .option('--deviations <file>', 'the file, made if it is not there', FILE)
    .option('--remove-healed', 'take out what the run says has healed', false)
    .action(async (report: string, flags: UpdateFlags) =>
      done(await updateDeviations(report, flags, terminal)),
    );
};

const clauseShape = z.enum(clauseIds);
const reportShape = z.looseObject({
  partyline: z.string(),
  findings: z.array(
    z.looseObject({
      clause: clauseShape,
      signature: z.string().min(1),
      at: z.int().min(0).exactOptional(),
      scenario: z.string().min(1),
    }),
  ),
  deviations: z.array(
    z.looseObject({
      clause: clauseShape,
      signature: z.string().exactOptional(),
      scenario: z.unknown().exactOptional(),
      state: z.enum(['expected', 'healed', 'unmatched', 'not judged']),
    }),
  ),
  interrupted: z.boolean().optional(),
});

/** Throws Misuse if there is no report, if the deviations file is invalid, or if it cannot be written. */
async function updateDeviations(
  path: string,
  { deviations: file, removeHealed }: UpdateFlags,
  terminal: Terminal,
): Promise<Exit> {
  const known = await readKnownDeviations(file, terminal.cwd);
  const deviationsOf = (entries: readonly DeclaredEntry[]) =>
    entries.map(({ deviation }) => deviation);
  const report = await readReport(path, deviationsOf(known), terminal.cwd);
  const { deviations, added, removed, unmatched } = reconcileDeviations(
    deviationsOf(known),
    report,
    {
      removeHealed,
    },
  );
  if (added.length > 0 || removed.length > 0)
    await writeText(
      file,
      `${JSON.stringify(
        deviations.map(
          (each) => known.find(({ deviation }) => deviation === each)?.written ?? each,
        ),
        null,
        2,
      )}\n`,
      // Its user asked for this file to be changed, and it holds all that was in it.
      { cwd: terminal.cwd, flag: '--deviations', force: true },
    );
  for (const each of added) terminal.out(`added ${deviationName(each)}: fill in its reason\n`);
  for (const each of removed) terminal.out(`removed ${deviationName(each)}: it has healed\n`);
  for (const each of unmatched)
    terminal.out(
      `left ${deviationName(each)}: never seen, and nothing that ran could have shown it; take it out by hand if it is gone\n`,
    );
  const healed = report.deviations.filter(({ state }) => state === 'healed').length;
  if (healed > 0 && !removeHealed)
    terminal.out(`${healed} healed: give --remove-healed as well to take out what has\n`);
  const changed = added.length > 0 || removed.length > 0;
  terminal.err(
    changed
      ? `${file}: ${added.length} added, ${removed.length} removed, ${deviations.length} in all\n`
      : `${file}: nothing to change, ${known.length} in all\n`,
  );
  return exits.asExpected;
}

const deviationName = ({ clause: id, signature }: Pick<Deviation, 'clause' | 'signature'>) =>
  signature === undefined ? id : `${id} (${signature})`;

/** Reads a report, and the scenarios of the findings that may or may not be what an entry with a scenario declares. */
async function readReport(
  given: string,
  known: readonly Deviation[],
  cwd: string,
): Promise<ReportedDeviations> {
  const path = await reportPath(given, cwd);
  const parsed = reportShape.safeParse(await readJson(path, cwd, 'report'));
  if (!parsed.success)
    throw new Misuse(
      faultsText(
        `${path} is no report: expected the report.json that \`partyline check --out DIR\` writes`,
        parsed.error.issues.map(
          (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
        ),
      ),
    );
  if (parsed.data.interrupted)
    throw new Misuse(
      `${path} is of a run that was interrupted: what it did not see may still be there. Give the report of a whole run.`,
    );
  const findings = parsed.data.findings.map(async ({ clause, signature, at, scenario: file }) => {
    const isCompared = known.some(
      (each) =>
        each.scenario && (each.signature ?? signature) === signature && each.clause === clause,
    );
    const finding = { clause, signature, path: file };
    if (!isCompared || at === undefined) return finding;
    const { scenario } = await readStored(join(dirname(path), file), cwd);
    return { ...finding, shown: { scenario, at } };
  });
  return { findings: await Promise.all(findings), deviations: parsed.data.deviations };
}

/** Reads the declared deviations; none if the file does not exist. */
async function readKnownDeviations(file: string, cwd: string): Promise<readonly DeclaredEntry[]> {
  const there = await access(resolve(cwd, file)).then(
    () => true,
    () => false,
  );
  return there ? await readDeclared(file, cwd) : [];
}
