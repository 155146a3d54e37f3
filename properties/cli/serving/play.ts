/**
 * `partyline play`: the playground, as a file or served on loopback. The model, our router and the mutants are in the page; any
 * other router is driven by this process as long as it serves, and a file has only what it did in the one scenario.
 */
import { spawn } from 'node:child_process';
import { allMutants } from '#impl';
import type { AnyRouterKind, Scenario } from '#spec';
import { Undriven } from '../../network/undriven.ts';
import { playgroundHtml } from '../../play/html.ts';
import { servePlayground } from '../../play/server.ts';
import type { PlayDocument } from '../../play/session/playDocument.ts';
import { playGlossary } from '../../play/session/playDocument.ts';
import { missingForScenario } from '../../scenario/needs.ts';
import { readPort } from '../arguments/options.ts';
import { readLegalScenario } from '../arguments/rerun.ts';
import { loadKinds, ROUTER_HELP } from '../arguments/routers.ts';
import { declareForce, refuseToReplace, writeText } from '../files/writing.ts';
import type { Exit } from '../program/exits.ts';
import { exits, Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Registration } from '../program/shell.ts';
import type { Terminal } from '../program/terminal.ts';
import { version } from '../program/version.ts';

interface PlayFlags {
  readonly router?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly port: number;
  readonly open: boolean;
}

export const playCommand: Registration = (program, { terminal, load, done }) => {
  const command = program
    .command('play')
    .description(
      'the playground: a page on which the law can be tried, with or without a router of yours',
    )
    .argument('[scenario]', 'a scenario to begin with, such as check --out writes')
    .option('--router <router>', `${ROUTER_HELP}, or the id of a mutant (default: ours)`)
    .option('--out <file>', 'write it there as one file that needs no server')
    .option('--port <port>', 'where to serve it (default: any)', readPort, 0)
    .option('--no-open', 'only print the address');
  declareForce(command).action(async (path: string | undefined, flags: PlayFlags) =>
    done(await play(path, flags, terminal, load)),
  );
};

async function play(
  path: string | undefined,
  flags: PlayFlags,
  terminal: Terminal,
  load: () => Promise<Machinery>,
): Promise<Exit> {
  const { router = 'ours', out, force } = flags;
  const { cwd } = terminal;
  if (out !== undefined) await refuseToReplace(out, { cwd, force });
  const machinery = await load();
  const scenario =
    path === undefined ? null : await readLegalScenario(path, 'played', terminal, machinery);
  const isInPage = ['ours', 'model', ...allMutants.map(({ id }) => id)].includes(router);
  if (out !== undefined && !isInPage && scenario === null)
    throw new Misuse(
      `A file cannot drive ${JSON.stringify(router)}; it can show what that router did in one scenario. Name the scenario, or leave --out out to have the page served.`,
    );
  const kinds = isInPage ? [] : await loadKinds(router, terminal);
  const runOn = (asked: Scenario) => runOnFirst(kinds, asked, machinery);
  const [kind] = kinds;
  const document = (foreign: PlayDocument['foreign']): PlayDocument => ({
    partyline: version,
    scenario,
    router: isInPage ? router : null,
    foreign,
    words: playGlossary(),
  });
  const name = kind ? `${kind.name} ${kind.version}` : '';
  if (out !== undefined) {
    const trace = kind && scenario ? await runOn(scenario) : null;
    const html = await playgroundHtml(document(trace && { how: 'recorded', name, trace }));
    await writeText(out, html, { cwd, force });
    terminal.err(`The playground is in ${out}.\n`);
    return exits.asExpected;
  }
  const html = await playgroundHtml(document(kind ? { how: 'served', name } : null));
  const server = await listen({ port: flags.port, html, run: kind ? runOn : null });
  terminal.out(`The playground is at ${server.address} until it is interrupted.\n`);
  if (flags.open && terminal.watched) openBrowser(server.address);
  if (!terminal.interrupted.aborted)
    await new Promise<void>((resolve) => {
      terminal.interrupted.addEventListener('abort', () => resolve(), { once: true });
    });
  await server.close();
  return exits.asExpected;
}

async function listen(options: Parameters<typeof servePlayground>[0]) {
  try {
    return await servePlayground(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Misuse(
      code === 'EADDRINUSE'
        ? `Port ${options.port} is in use. Choose another with --port, or leave it out for any that is free.`
        : `The playground cannot be served on port ${options.port}: ${message}.`,
    );
  }
}

/** Runs the scenario on the first kind that offers what it needs. Throws Misuse or Undriven, with a sentence that the page shows, too. */
async function runOnFirst(
  kinds: readonly AnyRouterKind[],
  scenario: Scenario,
  machinery: Machinery,
) {
  const kind = kinds.find((each) => missingForScenario(scenario, each).length === 0);
  if (!kind) {
    const lacking = kinds[0] ? missingForScenario(scenario, kinds[0]) : [];
    throw new Misuse(
      `The router does not offer ${lacking.join(', ')}, which this scenario needs. Play another scenario or another router.`,
    );
  }
  const outcome = await machinery.run(kind, scenario, { keep: true });
  if (outcome.error !== null)
    throw new Undriven(`${kind.name} ${kind.version} could not be driven: ${outcome.error}`);
  return machinery.traceOf(kind, scenario, outcome);
}

/** Opens the address in the browser of the desktop; where there is none, the address that was printed has to do. */
function openBrowser(address: string): void {
  const [command, ...words] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  spawn(command as string, [...words, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
