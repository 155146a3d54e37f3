/**
 * `partyline trace LOG`: judges the recorded log of a real router against the model: accepted, refused at a
 * line, or undecided. A log that is not valid as a whole is refused with exit code 2 before it is judged.
 */
import { resolve } from 'node:path';
import { parseTracelog } from '#spec';
import { DEFAULT_STATES, judgedLog, storyOf } from '../../tracelog/index.ts';
import { faultsText } from '../arguments/documents.ts';
import { readCount } from '../arguments/options.ts';
import { readText } from '../files/reading.ts';
import { reasonOf } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

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
    .option('--states <count>', 'most states to look at', readCount, DEFAULT_STATES)
    .option('--unfinished', 'judge a log that was cut off as far as it goes')
    .option('--json', 'the judgement as JSON on stdout')
    .action(async (path: string, flags: TraceFlags) => done(await trace(path, flags, terminal)));
};

async function trace(
  path: string,
  { states, unfinished = false, json = false }: TraceFlags,
  terminal: Terminal,
): Promise<Exit> {
  const log = parseTracelog(await readLog(path, terminal.cwd), { unfinished });
  if (!('lines' in log)) throw new Misuse(faultsText(`${path} is no log that can be judged`, log));
  const isStopped = () => terminal.interrupted.aborted;
  const judgement = judgedLog(log, { states, stopped: isStopped });
  terminal.out(json ? `${JSON.stringify(judgement, null, 2)}\n` : storyOf(judgement, path));
  if (isStopped()) return exits.interrupted;
  return {
    accepted: exits.asExpected,
    refused: exits.violated,
    undecided: exits.undecided,
  }[judgement.verdict];
}

async function readLog(path: string, cwd: string): Promise<string> {
  try {
    return await readText(resolve(cwd, path));
  } catch (error) {
    throw new Misuse(
      `The log ${JSON.stringify(path)} cannot be read: ${reasonOf(error)}. Expected an NDJSON file; check the path.`,
    );
  }
}
