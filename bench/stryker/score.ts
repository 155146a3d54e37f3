/**
 * Score: what Stryker's reports come to, per file and room, and which mutants nothing has killed.
 * It reads reports only; why a mutant may live is said in `reasons.json` and put beside it by the document.
 */

export interface StrykerMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export interface StrykerReport {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly StrykerMutant[] }>
  >;
}

export interface Score {
  readonly name: string;
  readonly killed: number;
  readonly survived: number;
  /** Active only while modules load, so that no inspection meets it. */
  readonly ignored: number;
}

export interface Survivor {
  readonly file: string;
  /** On one line, as in the source. */
  readonly code: string;
  readonly becomes: string;
  readonly line: number;
}

const CAUGHT_STATUSES = ['Killed', 'Timeout'];
/** Without an inspection that reaches it a mutant has survived as well. */
const ALIVE_STATUSES = ['Survived', 'NoCoverage'];

const countByStatus = (mutants: readonly StrykerMutant[], statuses: readonly string[]) =>
  mutants.filter(({ status }) => statuses.includes(status)).length;

export function scoreOf(name: string, mutants: readonly StrykerMutant[]): Score {
  const strange = mutants.find(
    ({ status }) => ![...CAUGHT_STATUSES, ...ALIVE_STATUSES, 'Ignored'].includes(status),
  );
  if (strange)
    throw new Error(
      `${name}:${strange.location.start.line} is ${strange.status}; expected a verdict, run again`,
    );
  return {
    name,
    killed: countByStatus(mutants, CAUGHT_STATUSES),
    survived: countByStatus(mutants, ALIVE_STATUSES),
    ignored: countByStatus(mutants, ['Ignored']),
  };
}

export const percentOf = ({ killed, survived }: Score): string =>
  killed + survived === 0 ? '-' : ((100 * killed) / (killed + survived)).toFixed(1);

/** The files of all reports; of a file in several the last counts. */
export function joinReports(reports: readonly StrykerReport[]): StrykerReport {
  const files = reports.flatMap((report) => Object.entries(report.files));
  return { files: Object.fromEntries(new Map(files.sort(comparePaths))) };
}

const comparePaths = ([one]: readonly [string, unknown], [two]: readonly [string, unknown]) =>
  one < two ? -1 : one > two ? 1 : 0;

export function survivorsOf({ files }: StrykerReport): Survivor[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => ALIVE_STATUSES.includes(status))
      .map(({ location, replacement = '' }) => ({
        file,
        code: collapseSpace(sourceAt(source, location)),
        becomes: collapseSpace(replacement),
        line: location.start.line,
      })),
  );
}

const collapseSpace = (code: string) => code.replace(/\s+/g, ' ').trim();

function sourceAt(source: string, { start, end }: StrykerMutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  // The end first: on one line the start would move it.
  lines.push((lines.pop() ?? '').slice(0, end.column - 1));
  lines.unshift((lines.shift() ?? '').slice(start.column - 1));
  return lines.join('\n');
}
