/**
 * Main: the commands and their flags, and how every way of giving up becomes an exit code and a sentence.
 * Takes its arguments, its terminal and its machinery from outside, so that a test is a caller like any other.
 */
import { Command, CommanderError } from 'commander';
import type { CheckFlags } from './check.ts';
import { checkRouter, DEFAULT_HOSTILE, DEFAULT_RUNS, HOSTILE_PER_RUN } from './check.ts';
import type { ClausesFlags } from './clauses.ts';
import { listClauses } from './clauses.ts';
import type { EmitFlags } from './emit.ts';
import { emit } from './emit.ts';
import type { Exit } from './exits.ts';
import { exits, Misuse, Undriven } from './exits.ts';
import { explain } from './explain.ts';
import type { JudgeFlags } from './judges.ts';
import { judging } from './judges.ts';
import type { Machinery } from './machinery.ts';
import { theMachinery } from './machinery.ts';
import {
  readAddress,
  readAmount,
  readClauses,
  readCount,
  readDuration,
  readEmitForm,
  readJudge,
  readListings,
  readNodes,
  readPercent,
  readPort,
  readReports,
  readSeed,
  readShapes,
} from './options.ts';
import type { ReplayFlags } from './replay.ts';
import { replay } from './replay.ts';
import { routerNames } from './routers.ts';
import type { ServeFlags } from './serve.ts';
import { serve } from './serve.ts';
import type { ShrinkFlags } from './shrink.ts';
import { shrinkFile } from './shrink.ts';
import type { Terminal } from './terminal.ts';
import type { VerifyFlags } from './verify.ts';
import { verify } from './verify.ts';
import { version } from './version.ts';

/** Runs one command line, without the program's name. Never throws; gives the exit code. */
export async function main(
  argv: readonly string[],
  terminal: Terminal,
  load: () => Promise<Machinery> = theMachinery,
): Promise<Exit> {
  let exit: Exit = exits.asExpected;
  const program = commands(terminal, load, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exit;
  } catch (error) {
    return givenUp(error, terminal);
  }
}

function givenUp(error: unknown, terminal: Terminal): Exit {
  // Commander has said what was wrong; help and version are no errors, but nothing to do is.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exits.asExpected : exits.usage;
  if (error instanceof Misuse || error instanceof Undriven) {
    terminal.err(`error: ${error.message}\n`);
    return error instanceof Misuse ? exits.usage : exits.undriven;
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`Partyline itself failed, which is a bug in it: please report this.\n${told}\n`);
  return exits.undriven;
}

const JUDGE = 'model, or interval: by what is asked, acknowledged and heard alone';
const WITHHOLD = 'share of the acknowledgements that --judge interval never gets';
const ROUTER = `${routerNames.join(', ')}, or the path of a .ts or .js file`;

function commands(
  terminal: Terminal,
  load: () => Promise<Machinery>,
  done: (exit: Exit) => void,
): Command {
  const program = new Command('partyline')
    .description('Checks message routers against the law of Xcraft multicast routing.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('See `partyline --help`, or `partyline help` with a command.')
    .addHelpText(
      'after',
      '\nExit codes: 0 as expected, 1 violated or a stale deviation, 2 usage, 3 undecided,\n4 the router could not be driven, 130 interrupted.',
    );

  program
    .command('check')
    .description('the corpus, then generated scenarios against a router; a verdict per clause')
    .option('--router <router>', ROUTER, 'ours')
    .option('--runs <count>', `how many scenarios (default: ${DEFAULT_RUNS})`, readCount)
    .option('--time <duration>', 'stop after 30s, 2m, ...', readDuration)
    .option('--seed <seed>', 'where chance comes from', readSeed)
    .option('--only <clauses>', "only these clauses: LINE-2,'ARP-*'", readClauses)
    .option('--shape <shapes>', 'only these topologies: chain,tree,roots,single', readShapes)
    .option('--nodes <count>', 'only topologies of at most so many nodes, 2 to 6', readNodes)
    .option('--deviations <file>', 'deviations that are known, as JSON')
    .option('--out <folder>', 'write report.json and the scenarios of findings there')
    .option(
      '--report <forms>',
      'text and json on stdout, html as report.html in --out (default: text)',
      readReports,
    )
    .option('--no-shrink', 'keep the scenarios of findings as they were found')
    .option(
      '--interleave <percent>',
      'share of the scenarios that hold frames back (default: 40)',
      readPercent,
    )
    .option(
      '--hostile <count>',
      `how many hostile frames (default: ${HOSTILE_PER_RUN} for each scenario, ${DEFAULT_HOSTILE} at most)`,
      readAmount,
    )
    .option('--judge <judge>', JUDGE, readJudge)
    .option('--withhold <percent>', WITHHOLD, readPercent)
    .option('--bail <count>', 'stop after so many findings', readCount)
    .option('--corpus <folder>', 'scenarios of your own to run first, beside the built-in corpus')
    .option('--keep', 'keep the scenarios of findings in your corpus (default: partyline-corpus)')
    .action(async (flags: Omit<CheckFlags, 'report'> & Partial<CheckFlags>) =>
      done(
        await checkRouter(
          { ...flags, report: flags.report ?? ['text'] },
          terminal,
          judging(await load(), flags),
        ),
      ),
    );

  program
    .command('replay')
    .description('one scenario, step by step, the model beside the router')
    .argument('<file>', 'a scenario, such as check --out writes, or a corpus document')
    .option('--router <router>', ROUTER, 'ours')
    .option('--judge <judge>', JUDGE, readJudge)
    .option('--withhold <percent>', WITHHOLD, readPercent)
    .action(async (file: string, flags: ReplayFlags & JudgeFlags) =>
      done(await replay(file, flags, terminal, judging(await load(), flags))),
    );

  program
    .command('emit')
    .description('one scenario as a vitest test, a mermaid diagram or canonical JSON')
    .argument('<file>', 'a scenario, such as check --out writes')
    .requiredOption('--as <form>', 'vitest, mermaid or json', readEmitForm)
    .option('--router <router>', `${ROUTER} (default: ours)`)
    .option('--out <file>', 'write it there (default: stdout)')
    .action(async (file: string, flags: EmitFlags) =>
      done(await emit(file, flags, terminal, await load())),
    );

  program
    .command('shrink')
    .description('the smallest scenario that ends as this one does')
    .argument('<file>', 'a scenario that fails')
    .option('--router <router>', ROUTER, 'ours')
    .option('--out <folder>', 'write it there, with the certificate that it is minimal')
    .option('--batch <count>', 'scenarios handed to the router at a time (default: 1)', readCount)
    .option('--judge <judge>', JUDGE, readJudge)
    .option('--withhold <percent>', WITHHOLD, readPercent)
    .action(async (file: string, flags: ShrinkFlags & JudgeFlags) =>
      done(await shrinkFile(file, flags, terminal, judging(await load(), flags))),
    );

  program
    .command('verify')
    .description('whether a shrunk scenario is minimal: runs its certificate again')
    .argument('<finding>', 'the scenario of a finding, or its minimality.json')
    .option('--router <router>', ROUTER, 'ours')
    .option('--judge <judge>', JUDGE, readJudge)
    .option('--withhold <percent>', WITHHOLD, readPercent)
    .action(async (file: string, flags: VerifyFlags & JudgeFlags) =>
      done(await verify(file, flags, terminal, judging(await load(), flags))),
    );

  program
    .command('serve')
    .description('one node of our router as a process, until it is interrupted')
    .requiredOption('--node <token>', 'its name; answers for orcs below it go there')
    .option('--port <port>', 'where clients and lower nodes attach (default: any)', readPort)
    .option('--event-port <port>', 'where their event sockets go (default: any)', readPort)
    .option('--host <host>', 'the interface it listens on', '127.0.0.1')
    .option('--uplink <address>', 'host:port of a node above; may be repeated', readAddress)
    .option('--horde <horde>', "its routing key (default: the node's token)")
    .option('--publish', 'publish the events that come on stdin, one JSON object a line')
    .action(async (flags: Pick<ServeFlags, 'node' | 'host'> & Partial<ServeFlags>) =>
      done(await serve({ port: 0, eventPort: 0, uplink: [], ...flags }, terminal)),
    );

  program
    .command('clauses')
    .description('the law, a line each')
    .option('--only <clauses>', "only these clauses: LINE-2,'ARP-*'", readClauses)
    .option('--report <forms>', 'text or json (default: text)', readListings)
    .action((flags: Partial<ClausesFlags>) =>
      done(listClauses({ ...flags, report: flags.report ?? ['text'] }, terminal)),
    );

  program
    .command('explain')
    .description('one clause in full, with a scenario that shows it')
    .argument('<clause>', "its id, such as LINE-2, or a pattern: 'LINE-*'", readClauses)
    .action(async (ids: ReturnType<typeof readClauses>) => done(await explain(ids, terminal)));

  return program;
}
