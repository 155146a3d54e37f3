/**
 * Main: the commands of the command line, and the exit code and message for every kind of failure.
 * Arguments, terminal and machinery are parameters, so that a test calls it as the program does.
 */
import { Command, CommanderError } from 'commander';
import { Undriven } from '../network/undriven.ts';
import { showActing, showActingBesideColours } from '../wording/visible.ts';
import { moveAdapterToRouter } from './arguments/adapter.ts';
import { OutputAttempts } from './files/outputAttempts.ts';
import { isFullDisk, reasonOf } from './files/writing.ts';
import type { Exit } from './program/exits.ts';
import { exits, Misuse, Unwritable } from './program/exits.ts';
import type { Machinery } from './program/machinery.ts';
import { loadMachinery } from './program/machinery.ts';
import type { CommandContext, Registration } from './program/shell.ts';
import type { Terminal } from './program/terminal.ts';
import { version } from './program/version.ts';

/** In the order of the help: beginning, checking, working with findings, logs, nodes, the law. Each is loaded when it is named. */
const commands: Readonly<Record<string, () => Promise<Registration>>> = {
  init: async () => (await import('./serving/init.ts')).initCommand,
  doctor: async () => (await import('./judging/doctor.ts')).doctorCommand,
  check: async () => (await import('./judging/check.ts')).checkCommand,
  hunt: async () => (await import('./judging/hunt.ts')).huntCommand,
  merge: async () => (await import('./judging/merge.ts')).mergeCommand,
  differ: async () => (await import('./judging/differ.ts')).differCommand,
  matrix: async () => (await import('./judging/matrix.ts')).matrixCommand,
  explore: async () => (await import('./judging/explore.ts')).exploreCommand,
  interleave: async () => (await import('./scenarios/interleave.ts')).interleaveCommand,
  play: async () => (await import('./serving/play.ts')).playCommand,
  replay: async () => (await import('./scenarios/replay.ts')).replayCommand,
  emit: async () => (await import('./scenarios/emit.ts')).emitCommand,
  shrink: async () => (await import('./scenarios/shrink.ts')).shrinkCommand,
  verify: async () => (await import('./scenarios/verify.ts')).verifyCommand,
  record: async () => (await import('./scenarios/record.ts')).recordCommand,
  trace: async () => (await import('./scenarios/trace.ts')).traceCommand,
  serve: async () => (await import('./serving/serve.ts')).serveCommand,
  'serve-stdio': async () => (await import('./serving/serveStdio.ts')).serveStdioCommand,
  deviations: async () => (await import('./judging/deviations.ts')).deviationsCommand,
  clauses: async () => (await import('./law/clauses.ts')).clausesCommand,
  explain: async () => (await import('./law/explain.ts')).explainCommand,
  mutants: async () => (await import('./judging/mutants.ts')).mutantsCommand,
};

/** Runs one command line, given without the program's name. Never throws; resolves to the exit code. */
export async function main(
  argv: readonly string[],
  terminal: Terminal,
  load: () => Promise<Machinery> = loadMachinery,
): Promise<Exit> {
  let exit: Exit = exits.asExpected;
  const done = (code: Exit) => {
    exit = code;
  };
  const deeds: (() => Promise<void>)[] = [];
  const clean = terminal.coloured || terminal.watched ? showActingBesideColours : showActing;
  const ending: Terminal = {
    ...terminal,
    out: (text) => terminal.out(clean(text)),
    err: (text) => terminal.err(clean(text)),
    atEnd: (deed) => deeds.push(deed),
  };
  try {
    const words = moveAdapterToRouter(argv);
    const program = await programFor(words, { terminal: ending, argv, load, done });
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof Undriven && error.scenario) {
      const { keepHang } = await import('./output/undrivenRun.ts');
      await keepHang(error, null, new OutputAttempts(ending), ending);
    }
    exit = exitOfError(error, ending);
  }
  for (const deed of deeds)
    await deed().catch((error) => {
      exit = exitOfError(error, ending);
    });
  return exit;
}

/**
 * Returns the program with the command that the words name and its flags, or with all commands if they name none, as for
 * the help. Nothing is read or run until the words are parsed.
 */
export async function programFor(
  words: readonly string[],
  context: CommandContext,
): Promise<Command> {
  const [name = ''] = words;
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const loads = named ? [named] : Object.values(commands);
  const registrations = await Promise.all(loads.map((load) => load()));
  const program = new Command('partyline')
    .description('Checks message routers against the law of Xcraft multicast routing.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: context.terminal.out, writeErr: context.terminal.err })
    .showHelpAfterError('See `partyline --help`, or `partyline help` with a command.')
    .addHelpText(
      'after',
      '\nExit codes: 0 as expected, 1 violated or a stale deviation, 2 usage, 3 undecided, 4 the router\ncould not be driven, 5 output could not be written, 130 interrupted.',
    );
  for (const register of registrations) register(program, context);
  return program;
}

function exitOfError(error: unknown, terminal: Terminal): Exit {
  // Commander has printed the message. Help and version are no errors; a missing command is one.
  if (error instanceof CommanderError) {
    if (error.code === 'commander.excessArguments')
      terminal.err(
        'A command that is a router stands at the end, after --, such as -- python3 router.py.\n',
      );
    return error.exitCode === 0 ? exits.asExpected : exits.usage;
  }
  if (error instanceof Misuse || error instanceof Undriven || error instanceof Unwritable) {
    terminal.err(`error: ${error.message}\n`);
    if (error instanceof Unwritable) return exits.unwritten;
    return error instanceof Misuse ? exits.usage : exits.undriven;
  }
  if (isFullDisk(error)) {
    terminal.err(`error: A file cannot be written: ${reasonOf(error)}. Make room.\n`);
    return exits.unwritten;
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`Partyline itself failed, which is a bug in it: please report this.\n${told}\n`);
  return exits.undriven;
}
