/**
 * Scores: the results of Stryker's reports, file by file, and the mutants that survived. They are kept as a small committed file,
 * so that the page can be made without running Stryker or keeping its report of several megabytes. `reasons.json` states why a
 * mutant may survive, and the page puts the two together.
 */
import * as z from 'zod';

/** The part of a report that is read, in Stryker's own schema. */
export interface StrykerReport {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly StrykerMutant[] }>
  >;
}

interface StrykerMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

const count = z.int().min(0);
const survivor = z.strictObject({ line: count, code: z.string(), becomes: z.string() });
const fileScore = z.strictObject({
  killed: count,
  ignored: count,
  survivors: z.array(survivor),
});
const scores = z.strictObject({ files: z.record(z.string(), fileScore) });

/** A mutant that survived: the code it changes and the replacement, each as one line. */
export type Survivor = Readonly<z.infer<typeof survivor>>;

/** `ignored`: number of mutants that act only while modules load, so that no test can notice them. */
export interface FileScore {
  readonly killed: number;
  readonly ignored: number;
  readonly survivors: readonly Survivor[];
}

/** By path from the root, in ascending order. */
export type Scores = Readonly<Record<string, FileScore>>;

/** Reads scores. Throws, with a sentence, if the text is not a file of scores. */
export function readScores(text: string): Scores {
  const parsed = scores.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data.files;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.')}: ${issue?.message}; npm run stryker:scores writes it`);
}

const CAUGHT_STATUSES = ['Killed', 'Timeout'];
/** A mutant that no test reaches has survived too. */
const ALIVE_STATUSES = ['Survived', 'NoCoverage'];

export function scoresOf({ files }: StrykerReport): Scores {
  return Object.fromEntries(
    Object.entries(files).map(([file, { source, mutants }]) => [
      file,
      fileScoreOf(file, source, mutants),
    ]),
  );
}

function fileScoreOf(file: string, source: string, mutants: readonly StrykerMutant[]): FileScore {
  const withStatus = (statuses: readonly string[]) =>
    mutants.filter(({ status }) => statuses.includes(status));
  const strange = mutants.find(
    ({ status }) => ![...CAUGHT_STATUSES, ...ALIVE_STATUSES, 'Ignored'].includes(status),
  );
  if (strange)
    throw new Error(
      `${file}:${strange.location.start.line} is ${strange.status}; expected a verdict, run again`,
    );
  return {
    killed: withStatus(CAUGHT_STATUSES).length,
    ignored: withStatus(['Ignored']).length,
    survivors: withStatus(ALIVE_STATUSES).map(({ location, replacement = '' }) => ({
      line: location.start.line,
      code: collapseSpace(sourceAt(source, location)),
      becomes: collapseSpace(replacement),
    })),
  };
}

/** Returns the scores of all files. If a file occurs more than once, its last score counts. */
export function joinScores(several: readonly Scores[]): Scores {
  const files = new Map(several.flatMap((each) => Object.entries(each)));
  return Object.fromEntries([...files].sort(comparePaths));
}

const comparePaths = ([one]: readonly [string, unknown], [two]: readonly [string, unknown]) =>
  one < two ? -1 : one > two ? 1 : 0;

const collapseSpace = (code: string) => code.replace(/\s+/g, ' ').trim();

function sourceAt(source: string, { start, end }: StrykerMutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  // Cuts the end first: if both are on one line, cutting the start would move the end.
  lines.push((lines.pop() ?? '').slice(0, end.column - 1));
  lines.unshift((lines.shift() ?? '').slice(start.column - 1));
  return lines.join('\n');
}
