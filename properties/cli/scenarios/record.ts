/**
 * `partyline record SCENARIO`: runs a scenario on a router and writes what was observed as a log for
 * `partyline trace`. Judges nothing: a wrong router is recorded as it behaves.
 */
import { Undriven } from '../../network/undriven.ts';
import { seeded } from '../../scenario/values/chance.ts';
import { recorded, thinned, tracelogText } from '../../tracelog/index.ts';
import { readPercent, readSeed } from '../arguments/options.ts';
import { readLegalScenario, selectCapableKinds } from '../arguments/rerun.ts';
import { declareRouter } from '../arguments/routers.ts';
import { declareForce, refuseToReplace, writeText } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

interface RecordFlags {
  readonly router: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly tables?: boolean;
  readonly omit?: number;
  readonly seed: string;
}

export const recordCommand: Registration = (program, { terminal, load, done }) => {
  const command = declareRouter(
    program
      .command('record')
      .description('one scenario on a router, as a log for trace')
      .argument('<file>', 'a scenario, such as check --out writes, or a corpus document'),
  )
    .option('--out <file>', 'write it there (default: stdout)')
    .option('--tables', 'with the tables of all nodes at each settled moment')
    .option('--omit <percent>', 'leave this share of the fields out', readPercent)
    .option('--seed <seed>', 'where the chance of --omit comes from', readSeed, 'partyline');
  declareForce(command).action(async (path: string, flags: RecordFlags) =>
    done(await record(path, flags, terminal, await load())),
  );
};

/** Records the first kind of the router that declares the features the scenario needs. */
async function record(
  path: string,
  { router, out, force, tables = false, omit = 0, seed }: RecordFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  if (out !== undefined) await refuseToReplace(out, { cwd: terminal.cwd, force });
  const scenario = await readLegalScenario(path, 'recorded', terminal, machinery);
  const [kind] = await selectCapableKinds(scenario, router, terminal);
  if (!kind) return exits.undecided;
  const whole = await recorded(kind, scenario, { tables, ...(omit > 0 ? { seed } : {}) }).catch(
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Undriven(`${kind.name} ${kind.version} could not be driven: ${reason}`);
    },
  );
  const text = tracelogText(omit > 0 ? thinned(whole, seeded(seed, 0), omit) : whole);
  if (out === undefined) terminal.out(text);
  else await writeText(out, text, { cwd: terminal.cwd, force });
  terminal.err(
    `${whole.records.length} records of ${kind.name} ${kind.version} at ${kind.level} level\n`,
  );
  return exits.asExpected;
}
