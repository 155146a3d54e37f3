/**
 * Score: what Stryker's reports come to, per file and room, and which mutants nothing has killed.
 * It reads reports only; why a mutant may live is said in `survivors.json` and put beside it by the document.
 */

export interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>
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

const CAUGHT = ['Killed', 'Timeout'];
/** Without an inspection that reaches it a mutant has survived as well. */
const ALIVE = ['Survived', 'NoCoverage'];

const count = (mutants: readonly Mutant[], statuses: readonly string[]) =>
  mutants.filter(({ status }) => statuses.includes(status)).length;

export function scoreOf(name: string, mutants: readonly Mutant[]): Score {
  const strange = mutants.find(({ status }) => ![...CAUGHT, ...ALIVE, 'Ignored'].includes(status));
  if (strange)
    throw new Error(
      `${name}:${strange.location.start.line} is ${strange.status}; expected a verdict, run again`,
    );
  return {
    name,
    killed: count(mutants, CAUGHT),
    survived: count(mutants, ALIVE),
    ignored: count(mutants, ['Ignored']),
  };
}

export const percent = ({ killed, survived }: Score): string =>
  killed + survived === 0 ? '-' : ((100 * killed) / (killed + survived)).toFixed(1);

/** The files of all reports; of a file in several the last counts. */
export function joined(reports: readonly Report[]): Report {
  const files = reports.flatMap((report) => Object.entries(report.files));
  return { files: Object.fromEntries(new Map(files.sort(byPath))) };
}

const byPath = ([one]: readonly [string, unknown], [two]: readonly [string, unknown]) =>
  one < two ? -1 : one > two ? 1 : 0;

export function survivorsOf({ files }: Report): Survivor[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => ALIVE.includes(status))
      .map(({ location, replacement = '' }) => ({
        file,
        code: flat(between(source, location)),
        becomes: flat(replacement),
        line: location.start.line,
      })),
  );
}

const flat = (code: string) => code.replace(/\s+/g, ' ').trim();

function between(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  // The end first: on one line the start would move it.
  lines.push((lines.pop() ?? '').slice(0, end.column - 1));
  lines.unshift((lines.shift() ?? '').slice(start.column - 1));
  return lines.join('\n');
}
