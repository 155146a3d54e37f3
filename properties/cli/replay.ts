/**
 * `partyline replay FILE`: one scenario, step by step, the model beside the router, then the verdict.
 */

import type { Feature, Scenario, Table } from '#spec';
import { clauses, pairOf, stepFeatures } from '#spec';
import type { StepRecord } from '../record.ts';
import { accountLines } from '../report/finding.ts';
import { phraseOfObservation, phraseOfRoute, phraseOfStep } from '../report/phrases.ts';
import type { Outcome } from '../run.ts';
import { faultsText, readScenario } from './documents.ts';
import type { Exit } from './exits.ts';
import { exits, Misuse, Undriven } from './exits.ts';
import type { Machinery } from './machinery.ts';
import type { Kind } from './routers.ts';
import { routersOf } from './routers.ts';
import type { Terminal } from './terminal.ts';

export interface ReplayFlags {
  readonly router: string;
}

interface Replayed {
  readonly kind: Kind;
  readonly outcome: Outcome;
}

/** Every kind of the router replays it; the steps are told of the first that fails, else of the first. */
export async function replay(
  path: string,
  flags: ReplayFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const scenario = await readScenario(path, terminal.cwd);
  const faults = machinery.scenarioFaults(scenario);
  if (faults.length > 0)
    throw new Misuse(
      faultsText(`${path} cannot be replayed: a step is not legal where it stands`, faults),
    );
  const kinds = await routersOf(flags.router, terminal);
  const able = kinds.filter((kind) => missing(scenario, kind).length === 0);
  for (const kind of kinds)
    if (!able.includes(kind))
      terminal.err(
        `${kind.name} at ${kind.level} level is left out: it does not offer ${missing(scenario, kind).join(', ')}\n`,
      );
  const replayed: Replayed[] = [];
  for (const kind of able) {
    const outcome = await machinery.run(kind, scenario, { keep: true });
    if (outcome.error !== null)
      throw new Undriven(`${kind.name} ${kind.version} could not be driven: ${outcome.error}`);
    replayed.push({ kind, outcome });
    if (outcome.findings.length > 0 || terminal.interrupted.aborted) break;
  }
  const told = replayed.at(-1)?.outcome.findings.length ? replayed.at(-1) : replayed[0];
  // Nothing run is never green.
  if (!told) return exits.undecided;
  terminal.out(storyOf(told, replayed));
  if (terminal.interrupted.aborted) return exits.interrupted;
  return told.outcome.findings.length > 0 ? exits.violated : exits.asExpected;
}

/** What the scenario asks for and the kind does not offer. */
function missing({ topology, steps }: Scenario, kind: Kind): Feature[] {
  const needed = new Set<Feature>(topology.uplinks.length > 0 ? ['nodes'] : []);
  for (const step of steps) {
    for (const feature of stepFeatures[step.kind]) needed.add(feature);
    if ('pair' in step) needed.add(pairOf(topology, step.pair).backend);
    if (step.kind === 'subscribe' && step.throws) needed.add('handlers');
    if (step.kind === 'publish' && step.forward !== undefined) needed.add('forward');
  }
  return [...needed].filter((feature) => !kind.features.includes(feature));
}

function storyOf({ kind, outcome }: Replayed, replayed: readonly Replayed[]): string {
  return [
    `${kind.name} ${kind.version} at ${kind.level} level, beside the model`,
    '',
    ...outcome.records.flatMap(stepLines),
    ...replayed.flatMap((each) => verdictLines(each.kind, each.outcome)),
    '',
  ].join('\n');
}

function stepLines(record: StepRecord): string[] {
  const { index, step, epilogue, observed, tables, differences } = record;
  // The epilogue is the same for every scenario: only what differs there is worth reading.
  if (epilogue && differences.length === 0) return [];
  return [
    `${differences.length > 0 ? '>' : ' '} ${index}  ${phraseOfStep(step)}${epilogue ? ' (epilogue)' : ''}`,
    ...seenLines(record),
    ...accountLines(record).map((line) => `    ${line}`),
    ...tables.flatMap(({ node, expected, observed: shown }) => tableLines(node, expected, shown)),
    ...(observed.length === 0 && differences.length === 0 ? ['      nothing was seen'] : []),
    '',
  ];
}

/** What the router did; where it differs, what the model did and the router did not, and the other way round. */
function seenLines({ expected, observed, differences }: StepRecord): string[] {
  const seen = observed.map(phraseOfObservation);
  if (differences.length === 0) return seen.map((line) => `      ${line}`);
  const left = expected.map(phraseOfObservation);
  return [
    ...seen.map((line) => `    ${take(left, line) ? ' ' : '+'} ${line}`),
    ...left.map((line) => `    - ${line}`),
  ];
}

/** Takes the line out of the lines; false when it is not there. */
function take(lines: string[], line: string): boolean {
  const at = lines.indexOf(line);
  if (at >= 0) lines.splice(at, 1);
  return at >= 0;
}

function tableLines(node: string, expected: Table, observed: Table | null): string[] {
  if (observed === null || JSON.stringify(expected) === JSON.stringify(observed)) return [];
  const left = expected.routes.map(phraseOfRoute);
  const shown = observed.routes.map(phraseOfRoute);
  const rest = [...left];
  return [
    `      table of ${node} (- the model's, + the router's)`,
    ...shown.filter((route) => !take(rest, route)).map((route) => `    + ${route}`),
    ...rest.map((route) => `    - ${route}`),
  ];
}

function verdictLines(kind: Kind, { findings, stepCount }: Outcome): string[] {
  const title = `${kind.name} at ${kind.level} level`;
  if (findings.length === 0) return [`${title}: passes, ${stepCount} steps with the epilogue`];
  return findings.flatMap(({ clause, signature, detail, at }) => [
    `${title}: ${clause} is violated at step ${at}`,
    `  ${clauses[clause].sentence}`,
    `  first difference: ${detail}`,
    `  signature: ${signature}`,
  ]);
}
