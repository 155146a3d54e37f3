/**
 * `partyline matrix REPORT...`: shows the `report.json` of several checks side by side, on one page of
 * clauses by routers.
 */
import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import * as z from 'zod';
import { clauseIds } from '#spec';
import type { ReportDocument } from '../../report/forms/json.ts';
import type { MatrixReport } from '../../report/forms/matrix.ts';
import { matrixPage } from '../../report/forms/matrix.ts';
import { readJson, reportPath } from '../arguments/documents.ts';
import { declareForce, refuseToReplace, writeText } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import { version } from '../program/version.ts';

export const matrixCommand: Registration = (program, { terminal, done }) => {
  const command = program
    .command('matrix')
    .description('reports of several routers side by side, one page of clauses by routers')
    .argument('<reports...>', 'report.json of each, or the folder it lies in')
    .requiredOption('--out <file>', 'the page, such as matrix.html');
  declareForce(command).action(async (reports: readonly string[], flags: MatrixFlags) =>
    done(await writeMatrix(reports, flags, terminal)),
  );
};

interface MatrixFlags {
  readonly out: string;
  readonly force?: boolean;
}

const verdicts = [
  'holds',
  'violated',
  'declined',
  'expected',
  'healed',
  'undecided',
  'crashed',
] as const;
const reportShape = z.looseObject({
  partyline: z.string(),
  router: z.looseObject({ name: z.string(), version: z.string() }),
  seed: z.string(),
  totals: z.looseObject({ scenarios: z.number() }),
  clauses: z.array(
    z.looseObject({
      id: z.enum(clauseIds),
      verdict: z.enum(verdicts),
      evidence: z.string(),
      findings: z.array(z.string()),
    }),
  ),
  findings: z.array(z.looseObject({ id: z.string(), signature: z.string(), steps: z.number() })),
});

async function writeMatrix(
  paths: readonly string[],
  { out, force }: MatrixFlags,
  terminal: Terminal,
): Promise<Exit> {
  const { cwd } = terminal;
  await refuseToReplace(out, { cwd, force });
  const reports: MatrixReport[] = [];
  for (const path of paths) reports.push(await readReport(path, out, cwd));
  await writeText(out, matrixPage(reports, version), { cwd, force });
  terminal.err(`wrote ${relative(cwd, resolve(cwd, out))}\n`);
  return exits.asExpected;
}

/** Reads a report. It is linked to the page that lies beside it, if one does. */
async function readReport(given: string, out: string, cwd: string): Promise<MatrixReport> {
  const path = await reportPath(given, cwd);
  const value = await readJson(path, cwd, 'report');
  const parsed = reportShape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Misuse(
      `${path} is no report (${issue?.path.join('.') || 'document'}: ${issue?.message}). Expected what \`partyline check --out\` or \`partyline merge --out\` writes.`,
    );
  }
  // The cast is safe: all fields that the page uses have been checked.
  const report = value as ReportDocument;
  const page = join(dirname(resolve(cwd, path)), 'report.html');
  const hasPage = (await stat(page).catch(() => null))?.isFile() === true;
  return { report, page: hasPage ? addressOf(relative(dirname(resolve(cwd, out)), page)) : null };
}

/** Returns a path as an address that is relative to a page. Every part is escaped, so that it begins no scheme. */
const addressOf = (path: string): string =>
  `./${path.split(sep).map(encodeURIComponent).join('/')}`;
