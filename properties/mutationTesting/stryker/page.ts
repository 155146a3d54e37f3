/**
 * The page `docs/stryker.md` as text, from the scores and the reasons. Surviving mutants without a
 * reason are listed under a heading of their own, so that none is overlooked.
 */
import type { FileScore, Scores, Survivor } from './scores.ts';

/** Why mutants of a piece of code may survive. The code is quoted, so that the reason becomes stale when the code changes. */
export interface SurvivalReason {
  readonly file: string;
  readonly code: string;
  /** The replacements of that code to which the reason applies. */
  readonly becomes: readonly string[];
  readonly why: string;
}

type SurvivorInFile = Survivor & { readonly file: string };

const survivorsOf = (scores: Scores): SurvivorInFile[] =>
  Object.entries(scores).flatMap(([file, { survivors }]) =>
    survivors.map((each) => ({ file, ...each })),
  );

const explains = (survivor: SurvivorInFile) => (reason: SurvivalReason) =>
  reason.file === survivor.file &&
  reason.code === survivor.code &&
  reason.becomes.includes(survivor.becomes);

/** Returns the reasons whose mutant does not survive or no longer exists; only for files that have a score. */
export function findStaleReasons(
  scores: Scores,
  reasons: readonly SurvivalReason[],
): SurvivalReason[] {
  const survivors = survivorsOf(scores);
  return reasons.filter(
    (reason) =>
      reason.file in scores &&
      !reason.becomes.every((becomes) =>
        survivors.some((each) => explains(each)({ ...reason, becomes: [becomes] })),
      ),
  );
}

const formatRow = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const quoteCode = (code: string) => `\`\`${code.replaceAll('|', '\\|') || ' '}\`\``;

function formatScoreRow(name: string, scores: readonly FileScore[]): string {
  const sum = (countOf: (score: FileScore) => number) =>
    scores.reduce((all, each) => all + countOf(each), 0);
  const killed = sum((each) => each.killed);
  const survived = sum(({ survivors }) => survivors.length);
  const judged = killed + survived;
  const percent = judged === 0 ? '-' : ((100 * killed) / judged).toFixed(1);
  return formatRow([name, percent, killed, survived, sum(({ ignored }) => ignored)]);
}

function formatFigures(scores: Scores): string[] {
  const rooms = ['model', 'impl'].map((room) => ({
    room,
    files: Object.entries(scores).filter(([file]) => file.startsWith(`${room}/`)),
  }));
  return [
    formatRow(['file', 'score in %', 'killed', 'survived', 'ignored']),
    formatRow(['---', '---:', '---:', '---:', '---:']),
    ...rooms
      .filter(({ files }) => files.length > 0)
      .flatMap(({ room, files }) => [
        formatScoreRow(
          `**${room}/ in all**`,
          files.map(([, score]) => score),
        ),
        ...files.map(([file, score]) => formatScoreRow(file, [score])),
      ]),
  ];
}

export function formatStrykerPage(
  introduction: string,
  scores: Scores,
  reasons: readonly SurvivalReason[],
): string {
  const told = survivorsOf(scores).map((each) => ({
    ...each,
    why: reasons.find(explains(each))?.why,
  }));
  const formatTable = (survivors: typeof told) => [
    formatRow(['where', 'code', 'mutant', 'why it lives']),
    formatRow(['---', '---', '---', '---']),
    ...survivors.map(({ file, line, code, becomes, why }) =>
      formatRow([`${file}:${line}`, quoteCode(code), quoteCode(becomes), why ?? '']),
    ),
  ];
  const open = told.filter(({ why }) => why === undefined);
  const explained = told.filter(({ why }) => why !== undefined);
  return [
    introduction.trimEnd(),
    '',
    '## Figures',
    '',
    ...formatFigures(scores),
    '',
    `## Survivors explained: ${explained.length}`,
    '',
    ...formatTable(explained),
    ...(open.length > 0
      ? ['', `## Survivors not explained yet: ${open.length}`, '', ...formatTable(open)]
      : []),
    '',
  ].join('\n');
}
