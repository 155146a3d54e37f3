/** `partyline replay FILE`: runs one scenario and prints each step as model and router did it, then the verdict. */

import type { Scenario } from '#spec';
import { clauses } from '#spec';
import type { StepRecord } from '../../compare/record.ts';
import { reasonsOf } from '../../lockstep/reasons.ts';
import { markObservations } from '../../report/picture/sightings.ts';
import { spacetimeLines } from '../../report/picture/spacetime.ts';
import { tableDiffers, tableLines } from '../../report/picture/tables.ts';
import { notRunLines, reasonLines } from '../../report/text/finding.ts';
import { topologyLines } from '../../report/text/topology.ts';
import { isTimedOut } from '../../verdict/verdict.ts';
import type { Colours } from '../../wording/colours.ts';
import { coloursFor } from '../../wording/colours.ts';
import { phraseOfObservation } from '../../wording/phrases.ts';
import { phraseOfListedStep, stepName, stepNumber } from '../../wording/steps.ts';
import { wrapText } from '../../wording/wrap.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import { applyJudge, declareJudgeOptions } from '../arguments/judges.ts';
import type { Rerun, Reruns } from '../arguments/rerun.ts';
import { readLegalScenario, rerun } from '../arguments/rerun.ts';
import { declareRouter } from '../arguments/routers.ts';
import type { Exit } from '../program/exits.ts';
import { exits } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import { isAsciiOnly } from '../program/terminal.ts';

interface ReplayFlags {
  readonly router: string;
}

export const replayCommand: Registration = (program, { terminal, load, done }) => {
  const command = declareRouter(
    program
      .command('replay')
      .description('one scenario, step by step, the model beside the router')
      .argument('<file>', 'a scenario, such as check --out writes, or a corpus document'),
  );
  declareJudgeOptions(command).action(async (file: string, flags: ReplayFlags & JudgeFlags) =>
    done(await replay(file, flags, terminal, applyJudge(await load(), flags))),
  );
};

/**
 * Replays on each kind of the router. Prints the steps of the first kind that fails; if none fails, of the first kind.
 */
async function replay(
  path: string,
  flags: ReplayFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const scenario = await readLegalScenario(path, 'replayed', terminal, machinery);
  const reruns = await rerun(scenario, flags.router, terminal, machinery);
  const { shown: shownRun } = reruns;
  // A run of nothing must not exit with 0.
  if (!shownRun) return exits.undecided;
  terminal.out(replayText(scenario, shownRun, reruns, terminal, machinery));
  if (terminal.interrupted.aborted) return exits.interrupted;
  if (shownRun.outcome.findings.some(isTimedOut)) return exits.undecided;
  if (shownRun.outcome.findings.length > 0) return exits.violated;
  return shownRun.outcome.unsupported === undefined ? exits.asExpected : exits.undecided;
}

function replayText(
  scenario: Scenario,
  { kind, outcome }: Rerun,
  { all }: Reruns,
  terminal: Terminal,
  machinery: Machinery,
): string {
  const colours = coloursFor(terminal.coloured);
  const trace = machinery.traceOf(kind, scenario, outcome);
  const drawn = spacetimeLines(trace, { colours, ascii: isAsciiOnly(terminal.env) });
  const lastRun = outcome.records.at(-1)?.index ?? Number.POSITIVE_INFINITY;
  const notRun = notRunLines(scenario.steps, lastRun + 1);
  // The interval judge keeps no records of steps.
  const beside = outcome.records.length > 0 ? 'beside the model' : 'by what is heard alone';
  return [
    `${kind.name} ${kind.version} at ${kind.level} level, ${beside}`,
    '',
    ...topologyLines(scenario.topology, '  '),
    '',
    ...outcome.records.flatMap((record) => stepLines(record, colours)),
    ...(notRun.length > 0 ? [...notRun.map(colours.dim), ''] : []),
    ...(drawn.length > 0 ? [...drawn, ''] : []),
    ...all.flatMap((each) => verdictLines(each)),
    '',
  ].join('\n');
}

function stepLines(record: StepRecord, colours: Colours): string[] {
  const { index, step, epilogue, observed, tables, differences } = record;
  // The epilogue is the same for every scenario, so only its differences are printed.
  if (epilogue && differences.length === 0) return [];
  const wrong = differences.length > 0;
  const title = wrapText(
    `${phraseOfListedStep(step, index)}${epilogue ? ' (epilogue)' : ''}`,
    `${wrong ? '>' : ' '} ${stepNumber(index)}  `,
    '       ',
  );
  return [
    ...(wrong ? title.map(colours.bold) : title),
    ...observationLines(record, colours),
    ...reasonLines(reasonsOf(record), '    '),
    ...tables.filter(tableDiffers).flatMap((table) => tableLines(table, '    ', colours)),
    ...(observed.length === 0 && !wrong ? ['      nothing was seen'] : []),
    '',
  ];
}

/** Returns lines on what the router did. If the step differs, they also say what only the model did. */
function observationLines(record: StepRecord, colours: Colours): string[] {
  return markObservations({ ...record, facts: record.differences }).flatMap(
    ({ mark, observation: seen }) => {
      const sign = { done: ' ', missing: '-', surplus: '+' }[mark];
      const lines = wrapText(phraseOfObservation(seen), `    ${sign} `, '          ');
      return mark === 'done' ? lines : lines.map(mark === 'missing' ? colours.red : colours.yellow);
    },
  );
}

function verdictLines({ kind, outcome }: Rerun): string[] {
  const { findings, stepCount, unsupported } = outcome;
  const title = `${kind.name} at ${kind.level} level`;
  if (unsupported !== undefined)
    return [`${title}: undecided, it does not do this yet: ${unsupported}`];
  if (findings.length === 0) return [`${title}: passes, ${stepCount} steps with the epilogue`];
  return findings.flatMap(({ clause, signature, detail, at }) => [
    ...wrapText(
      `${title}: ${clause} is ${isTimedOut({ signature }) ? 'undecided' : 'violated'} at ${stepName(at)}`,
      '',
      '  ',
    ),
    ...wrapText(clauses[clause].sentence, '  '),
    ...wrapText(detail, '  first difference: ', '    '),
    ...wrapText(signature, '  signature: ', '    '),
  ]);
}
