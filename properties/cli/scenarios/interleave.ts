/**
 * `partyline interleave FILE`: every order in which the steps of one scenario and the deliveries that they set in motion can happen, on
 * the model and, with `--router`, on a router. Gives counts, or the scenario of the first fault.
 */
import { join } from 'node:path';
import type { AnyRouterKind, Scenario } from '#spec';
import { clauses } from '#spec';
import type { Interleavings } from '../../explore/interleavings/interleavings.ts';
import { DEFAULT_LIMIT, exploreInterleavings } from '../../explore/interleavings/interleavings.ts';
import { formatCount } from '../../wording/counts.ts';
import { wrapText } from '../../wording/wrap.ts';
import { routerWords, shellWord } from '../arguments/adapter.ts';
import { invocationIn } from '../arguments/invocation.ts';
import { readCount } from '../arguments/options.ts';
import { readLegalScenario, selectCapableKinds } from '../arguments/rerun.ts';
import { ROUTER_HELP } from '../arguments/routers.ts';
import { writeToFreeName } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

interface InterleaveFlags {
  readonly router?: string;
  readonly states: number;
  readonly json?: boolean;
}

/** The file for a counterexample; with a number if there is one of the name. */
const COUNTEREXAMPLE = 'partyline-counterexample.json';

export const interleaveCommand: Registration = (program, { terminal, load, done }) => {
  program
    .command('interleave')
    .description('every interleaving of one scenario: its steps, and each delivery')
    .argument('<file>', 'a scenario; `settle` in it stands for a moment of rest')
    .option('--router <router>', `runs each end on it too: ${ROUTER_HELP}`)
    .option('--states <count>', 'the most states to visit', readCount, DEFAULT_LIMIT)
    .option('--json', 'the counts as JSON on stdout')
    .addHelpText(
      'after',
      '\nExit codes: 0 every interleaving was gone through and nothing failed, 1 a counterexample, 3 stopped at\n--states before the end (which proves nothing).',
    )
    .action(async (file: string, flags: InterleaveFlags) =>
      done(await interleave(file, flags, terminal, await load())),
    );
};

async function interleave(
  path: string,
  { router, states, json }: InterleaveFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  const scenario = await readLegalScenario(path, 'interleaved', terminal, machinery);
  const kind = router === undefined ? null : await chooseKind(scenario, router, terminal);
  const judge = kind && ((each: Scenario) => judgeOn(kind, each, machinery));
  const options = { limit: states, ...(judge ? { judge } : {}) };
  const found = await exploreInterleavings(scenario, options);
  const text = await textOf(found, kind, router, terminal);
  // Data goes to stdout; then the text goes to stderr.
  if (json) terminal.out(`${JSON.stringify(found, null, 2)}\n`);
  (json ? terminal.err : terminal.out)(text);
  if (found.fault) return exits.violated;
  return found.isComplete ? exits.asExpected : exits.undecided;
}

/** Returns the first kind of the router on which frames can be delivered one by one. Throws Misuse if there is none. */
async function chooseKind(
  scenario: Scenario,
  router: string,
  terminal: Terminal,
): Promise<AnyRouterKind> {
  const held: Scenario = { ...scenario, steps: [{ kind: 'hold' }, ...scenario.steps] };
  const kinds = await selectCapableKinds(held, router, terminal);
  const kind = kinds.find(({ features }) => features.includes('interleaving'));
  if (!kind)
    throw new Misuse(
      `The router ${JSON.stringify(router)} cannot be interleaved: expected one that declares \`interleaving\` and what the scenario needs. Leave --router out to search the model alone.`,
    );
  return kind;
}

async function judgeOn(
  kind: AnyRouterKind,
  scenario: Scenario,
  machinery: Machinery,
): Promise<string | null> {
  const { findings } = await machinery.run(kind, scenario);
  const [first] = findings;
  return first ? `${first.clause}: ${clauses[first.clause].sentence} ${first.detail}` : null;
}

async function textOf(
  { states, transitions, ends, isComplete, fault }: Interleavings,
  kind: AnyRouterKind | null,
  router: string | undefined,
  { cwd }: Terminal,
): Promise<string> {
  const where = kind ? `model and ${kind.name} ${kind.version}` : 'model';
  const counts = `${where}: ${formatCount(states, 'state')}, ${formatCount(transitions, 'transition')}, ${formatCount(ends, 'end')}`;
  if (!fault)
    return isComplete
      ? `${counts}\nEvery interleaving was gone through, and nothing failed.\n`
      : `${counts}\nStopped at --states, which proves nothing.\n`;
  const document = `${JSON.stringify(fault.scenario, null, 2)}\n`;
  const file = await writeToFreeName(join(cwd, COUNTEREXAMPLE), document);
  const again = `${invocationIn(cwd)} replay ${shellWord(file)}${routerWords(router ?? 'model')}`;
  return [counts, ...wrapText(fault.what, 'fault: ', '  '), `again: ${again}`, ''].join('\n');
}
