/**
 * `partyline emit FILE --as FORM`: one scenario as a test, a diagram or a canonical document, for use elsewhere. The
 * output is completed in memory before it is written, so a file is written whole or not at all.
 */
import { dirname, relative, resolve, sep } from 'node:path';
import type { AnyRouterKind, Scenario } from '#spec';
import type { RouterImport } from '../../report/forms/testfile.ts';
import { testFileText } from '../../report/forms/testfile.ts';
import { mermaidDiagram } from '../../report/picture/mermaid.ts';
import { adapterWords, isAdapter } from '../arguments/adapter.ts';
import type { EmitForm } from '../arguments/options.ts';
import { readEmitForm } from '../arguments/options.ts';
import type { Rerun } from '../arguments/rerun.ts';
import { readLegalScenario, rerun } from '../arguments/rerun.ts';
import { noRouterText, ROUTER_HELP } from '../arguments/routers.ts';
import { declareForce, refuseToReplace, writeText } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';

interface EmitFlags {
  readonly as: EmitForm;
  readonly router?: string;
  readonly out?: string;
  readonly force?: boolean;
}

export const emitCommand: Registration = (program, { terminal, load, done }) => {
  const command = program
    .command('emit')
    .description('one scenario as a vitest test, a mermaid diagram or canonical JSON')
    .argument('<file>', 'a scenario, such as check --out writes')
    .requiredOption('--as <form>', 'vitest, mermaid or json', readEmitForm)
    .option('--router <router>', `${ROUTER_HELP}; not with json`)
    .option('--out <file>', 'write it there (default: stdout)');
  declareForce(command).action(async (file: string, flags: EmitFlags) =>
    done(await emit(file, flags, terminal, await load())),
  );
};

/** Emits the form. The exit code is 0 even if the scenario fails, because the requested output was made. */
async function emit(
  path: string,
  flags: EmitFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  if (flags.as === 'json' && flags.router !== undefined)
    throw new Misuse('A scenario as json has no router in it. Leave --router out.');
  // A test or a diagram shows what a router does, so which one is never assumed.
  if (flags.as !== 'json' && flags.router === undefined)
    throw new Misuse(noRouterText(`emit --as ${flags.as}`));
  const { out, force } = flags;
  const { cwd } = terminal;
  if (out !== undefined) await refuseToReplace(out, { cwd, force });
  const scenario = await readLegalScenario(path, 'emitted', terminal, machinery);
  const text = await renderScenario(scenario, flags, terminal, machinery);
  if (terminal.interrupted.aborted) return exits.interrupted;
  if (out === undefined) terminal.out(text);
  else await writeText(out, text, { cwd, force });
  return exits.asExpected;
}

async function renderScenario(
  scenario: Scenario,
  { as, router = '', out }: EmitFlags,
  terminal: Terminal,
  machinery: Machinery,
): Promise<string> {
  if (as === 'json') return `${JSON.stringify(scenario, null, 2)}\n`;
  const { shown: shownRun } = await rerun(scenario, router, terminal, machinery);
  if (!shownRun)
    throw new Misuse(
      `The router ${router} does not offer what the scenario needs. Give another one with --router.`,
    );
  const trace = machinery.traceOf(shownRun.kind, scenario, shownRun.outcome);
  if (as === 'mermaid') return mermaidDiagram(trace);
  const folder = out === undefined ? terminal.cwd : dirname(resolve(terminal.cwd, out));
  const access = isAdapter(router)
    ? { argv: adapterWords(router), folder: folderFrom(folder, terminal.cwd) }
    : importOf(router, shownRun, folder, terminal.cwd);
  return testFileText(trace, access, moduleOf('package'));
}

/**
 * Returns the module specifier of a top folder such as `impl`: a `#` import in a clone, otherwise an export of the
 * package.
 */
function moduleOf(room: string): string {
  if (import.meta.url.endsWith('.ts')) return `#${room}`;
  return room === 'package' ? 'partyline' : `partyline/${room}`;
}

const importsByRouter: Readonly<Record<string, (kind: AnyRouterKind) => RouterImport>> = {
  ours: ({ level }) => ({ name: `${level}Kind`, from: moduleOf('impl') }),
  'ours-network': () => ({ name: 'networkKind', from: moduleOf('impl') }),
  'ours-variants': ({ level }) => ({
    name: level === 'router' ? 'variantRouterKind' : 'variantNetworkKind',
    from: moduleOf('impl'),
  }),
  'ours-ways': ({ level }) => ({
    name: level === 'router' ? 'waysRouterKind' : 'waysNetworkKind',
    from: moduleOf('impl'),
  }),
  model: () => ({ name: 'modelKind', from: moduleOf('model') }),
  xcraft: () => ({ name: 'xcraftKind', from: moduleOf('impl-xcraft'), prepare: 'prepare' }),
};

/** The folder `to`, as a relative URL from the file in the folder `from`; it ends with a slash. */
function folderFrom(from: string, to: string): string {
  const path = relative(from, to).split(sep).map(encodeURIComponent).join('/');
  return path === '' ? './' : `${path}/`;
}

function importOf(router: string, { kind }: Rerun, folder: string, cwd: string): RouterImport {
  const door = Object.hasOwn(importsByRouter, router) ? importsByRouter[router] : undefined;
  if (door) return door(kind);
  const path = relative(folder, resolve(cwd, router)).replaceAll('\\', '/');
  return { name: 'default', from: /^\.\.?\//.test(path) ? path : `./${path}` };
}
