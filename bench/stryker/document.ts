/**
 * Document: `docs/stryker.md` as text, from a report and the reasons. A survivor without a reason stands under its own
 * heading, so that nobody takes silence for an explanation.
 */
import type { Score, StrykerReport, Survivor } from './score.ts';
import { percentOf, scoreOf, survivorsOf } from './score.ts';

/** Why a mutant may live: the code it changes, named as the source has it, so that it goes stale with the source. */
export interface Reason {
  readonly file: string;
  readonly code: string;
  /** Every replacement of that code the reason holds for. */
  readonly becomes: readonly string[];
  readonly why: string;
}

const explains = (survivor: Survivor) => (reason: Reason) =>
  reason.file === survivor.file &&
  reason.code === survivor.code &&
  reason.becomes.includes(survivor.becomes);

/** Reasons whose mutant does not survive, or is no longer there; only files of the report are looked at. */
export function findStaleReasons(report: StrykerReport, reasons: readonly Reason[]): Reason[] {
  const survivors = survivorsOf(report);
  return reasons.filter(
    (reason) =>
      reason.file in report.files &&
      !reason.becomes.every((becomes) =>
        survivors.some((each) => explains(each)({ ...reason, becomes: [becomes] })),
      ),
  );
}

const formatRow = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const quoteCode = (code: string) => `\`\`${code.replaceAll('|', '\\|') || ' '}\`\``;

function formatFigures(report: StrykerReport): string[] {
  const rooms = ['model', 'impl'].map((room) =>
    Object.entries(report.files).filter(([file]) => file.startsWith(`${room}/`)),
  );
  const formatScore = (score: Score) =>
    formatRow([score.name, percentOf(score), score.killed, score.survived, score.ignored]);
  return [
    formatRow(['file', 'score in %', 'killed', 'survived', 'ignored']),
    formatRow(['---', '---:', '---:', '---:', '---:']),
    ...rooms.flatMap((files) => {
      const [first] = files;
      if (!first) return [];
      const room = first[0].split('/')[0];
      const all = files.flatMap(([, { mutants }]) => mutants);
      return [
        formatScore(scoreOf(`**${room}/ in all**`, all)),
        ...files.map(([file, { mutants }]) => formatScore(scoreOf(file, mutants))),
      ];
    }),
  ];
}

export function documentOf(
  introduction: string,
  report: StrykerReport,
  reasons: readonly Reason[],
): string {
  const told = survivorsOf(report).map((each) => ({
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
    ...formatFigures(report),
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
