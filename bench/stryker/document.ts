/**
 * Document: `docs/stryker.md` as text, from a report and the reasons. A survivor without a reason stands under its own
 * heading, so that nobody takes silence for an explanation.
 */
import type { Report, Score, Survivor } from './score.ts';
import { percent, scoreOf, survivorsOf } from './score.ts';

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
export function stale(report: Report, reasons: readonly Reason[]): Reason[] {
  const survivors = survivorsOf(report);
  return reasons.filter(
    (reason) =>
      reason.file in report.files &&
      !reason.becomes.every((becomes) =>
        survivors.some((each) => explains(each)({ ...reason, becomes: [becomes] })),
      ),
  );
}

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const quoted = (code: string) => `\`\`${code.replaceAll('|', '\\|') || ' '}\`\``;

function figures(report: Report): string[] {
  const rooms = ['model', 'impl'].map((room) =>
    Object.entries(report.files).filter(([file]) => file.startsWith(`${room}/`)),
  );
  const line = (score: Score) =>
    row([score.name, percent(score), score.killed, score.survived, score.ignored]);
  return [
    row(['file', 'score in %', 'killed', 'survived', 'ignored']),
    row(['---', '---:', '---:', '---:', '---:']),
    ...rooms.flatMap((files) => {
      const [first] = files;
      if (!first) return [];
      const room = first[0].split('/')[0];
      const all = files.flatMap(([, { mutants }]) => mutants);
      return [
        line(scoreOf(`**${room}/ in all**`, all)),
        ...files.map(([file, { mutants }]) => line(scoreOf(file, mutants))),
      ];
    }),
  ];
}

export function documentOf(
  introduction: string,
  report: Report,
  reasons: readonly Reason[],
): string {
  const told = survivorsOf(report).map((each) => ({
    ...each,
    why: reasons.find(explains(each))?.why,
  }));
  const table = (survivors: typeof told) => [
    row(['where', 'code', 'mutant', 'why it lives']),
    row(['---', '---', '---', '---']),
    ...survivors.map(({ file, line, code, becomes, why }) =>
      row([`${file}:${line}`, quoted(code), quoted(becomes), why ?? '']),
    ),
  ];
  const open = told.filter(({ why }) => why === undefined);
  const explained = told.filter(({ why }) => why !== undefined);
  return [
    introduction.trimEnd(),
    '',
    '## Figures',
    '',
    ...figures(report),
    '',
    `## Survivors explained: ${explained.length}`,
    '',
    ...table(explained),
    ...(open.length > 0
      ? ['', `## Survivors not explained yet: ${open.length}`, '', ...table(open)]
      : []),
    '',
  ].join('\n');
}
