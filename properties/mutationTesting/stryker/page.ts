/**
 * The page `docs/stryker.md` as text, from the scores and the reasons. A survivor without a reason stands under its own
 * heading, so that nobody takes silence for an explanation.
 */
import type { FileScore, Scores, Survivor } from './scores.ts';

/** Why a mutant may live: the code it changes, named as the source has it, so that it goes stale with the source. */
export interface Reason {
  readonly file: string;
  readonly code: string;
  /** Every replacement of that code the reason holds for. */
  readonly becomes: readonly string[];
  readonly why: string;
}

type SurvivorInFile = Survivor & { readonly file: string };

const survivorsOf = (scores: Scores): SurvivorInFile[] =>
  Object.entries(scores).flatMap(([file, { survivors }]) =>
    survivors.map((each) => ({ file, ...each })),
  );

const explains = (survivor: SurvivorInFile) => (reason: Reason) =>
  reason.file === survivor.file &&
  reason.code === survivor.code &&
  reason.becomes.includes(survivor.becomes);

/** Reasons whose mutant does not survive, or is no longer there; only files that have a score are looked at. */
export function findStaleReasons(scores: Scores, reasons: readonly Reason[]): Reason[] {
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
  reasons: readonly Reason[],
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
