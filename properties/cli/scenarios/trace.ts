/**
 * `partyline trace LOG`: judges the recorded log of a real router against the model: accepted, refused at a
 * line, or undecided. It may be of any length: it is read as it is judged. A log that is not valid as a whole is refused with exit code 2 before it is judged.
 */
import { resolve } from 'node:path';
import type { LoggedLine } from '#spec';
import { checkTracelog, parseCheckedRow } from '#spec';
import type { Survey } from '../../tracelog/index.ts';
import { DEFAULT_STATES, judgedLines, Surveyor, storyOf } from '../../tracelog/index.ts';
import { faultsText } from '../arguments/documents.ts';
import { readCount } from '../arguments/options.ts';
import { readRows } from '../files/rows.ts';
import { reasonOf } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import type { TraceProgress } from './traceProgress.ts';
import { traceProgressOn } from './traceProgress.ts';

interface TraceFlags {
  readonly states: number;
  readonly unfinished?: boolean;
  readonly json?: boolean;
}

export const traceCommand: Registration = (program, { terminal, done }) => {
  program
    .command('trace')
    .description('whether a recorded log is one that the model could have made')
    .argument('<log>', 'NDJSON, such as record writes (docs/tracelog.schema.json)')
    .option(
      '--states <count>',
      'most states to look at before a line is settled',
      readCount,
      DEFAULT_STATES,
    )
    .option('--unfinished', 'judge a log that was cut off as far as it goes')
    .option('--json', 'the judgement as JSON on stdout')
    .action(async (path: string, flags: TraceFlags) => done(await trace(path, flags, terminal)));
};

async function trace(
  path: string,
  { states, unfinished = false, json = false }: TraceFlags,
  terminal: Terminal,
): Promise<Exit> {
  const isStopped = () => terminal.interrupted.aborted;
  const progress = traceProgressOn(terminal);
  try {
    // The log is read twice, so that it need not be held in memory: at first to see that all of it can be judged.
    const survey = surveyLog(path, unfinished, terminal, progress);
    if (survey === null) return exits.interrupted;
    const judgement = judgedLines(survey, checkedLines(path, terminal.cwd), {
      states,
      stopped: isStopped,
      onProgress: ({ lines, total }) => progress.tick('judged', lines, total),
    });
    progress.end();
    terminal.out(json ? `${JSON.stringify(judgement, null, 2)}\n` : storyOf(judgement, path));
    if (isStopped()) return exits.interrupted;
    return {
      accepted: exits.asExpected,
      refused: exits.violated,
      undecided: exits.undecided,
    }[judgement.verdict];
  } finally {
    progress.end();
  }
}

/** Reads the whole log once; null at an interrupt. Throws Misuse if it is wrong. */
function surveyLog(
  path: string,
  unfinished: boolean,
  terminal: Terminal,
  progress: TraceProgress,
): Survey | null {
  const surveyor = new Surveyor();
  let count = 0;
  const checked = checkTracelog(
    namedRows(path, terminal.cwd, terminal.interrupted),
    { unfinished },
    (line) => {
      surveyor.add(line);
      if (++count % 1000 === 0) progress.tick('read', count, null);
    },
  );
  if (terminal.interrupted.aborted) return null;
  if ('header' in checked) return surveyor.finish(checked.header, checked.unfinished);
  progress.end();
  throw new Misuse(faultsText(`${path} is no log that can be judged`, checked));
}

/** Yields the records of a log that was surveyed. */
function* checkedLines(path: string, cwd: string): Generator<LoggedLine, void, undefined> {
  let line = 0;
  for (const row of namedRows(path, cwd)) {
    const record = line++ === 0 ? null : parseCheckedRow(row);
    if (record) yield { line, record };
  }
}

/** Yields the rows of the file that the user named. Ends early at an interrupt. */
function* namedRows(
  path: string,
  cwd: string,
  interrupted?: AbortSignal,
): Generator<string, void, undefined> {
  try {
    for (const row of readRows(resolve(cwd, path))) {
      yield row;
      if (interrupted?.aborted) return;
    }
  } catch (error) {
    throw new Misuse(
      `The log ${JSON.stringify(path)} cannot be read: ${reasonOf(error)}. Expected an NDJSON file; check the path.`,
    );
  }
}
