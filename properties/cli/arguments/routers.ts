/**
 * Routers: from a name or path on the command line to the kinds of router that are checked. The only
 * file of the machinery that knows routers by name.
 */

import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import {
  networkKind,
  routerKind,
  variantNetworkKind,
  variantRouterKind,
  waysNetworkKind,
  waysRouterKind,
} from '#impl';
import { modelKind } from '#model';
import type { AnyRouterKind } from '#spec';
import { closingFaultText } from '../../network/closing.ts';
import { kindFaults } from '../../network/kindFaults.ts';
import { isOfPartyline } from '../../network/routerStack.ts';
import { watchAnswers } from '../../network/unanswered.ts';
import { Undriven } from '../../network/undriven.ts';
import type { Shape } from '../../scenario/topology.ts';
import { suggestName } from '../../wording/nearest.ts';
import { Misuse } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';
import { isAdapter, startAdapter } from './adapter.ts';
import { enableTypeScript } from './typescript.ts';
import { areWebsAsked, asWebTrial, webTrialNotice } from './webTrial.ts';

const kindsByName: Readonly<
  Record<string, (terminal: Terminal) => Promise<readonly AnyRouterKind[]>>
> = {
  ours: async () => [routerKind, networkKind],
  'ours-network': async () => [networkKind],
  'ours-variants': async () => [variantRouterKind, variantNetworkKind],
  'ours-ways': async () => [waysRouterKind, waysNetworkKind],
  model: async () => [modelKind],
  xcraft: async (terminal) => [(await loadXcraft(terminal)).xcraftKind],
  'xcraft-overlaps': async (terminal) => [(await loadXcraft(terminal)).xcraftOverlapsKind],
  tcp: async () => [(await import('#impl-tcp')).tcpKind({ processes: true })],
};

const routerNames = Object.keys(kindsByName);

/** The value of `--router`, for the help of a command. */
export const ROUTER_HELP = `${routerNames.join(', ')}, the path of a .ts or .js file, or -- and a command at the end`;

/**
 * Declares `--router` on a command that runs a router. Without one the command throws Misuse: no router is run by
 * default, so that a forgotten one is never judged to be as expected.
 */
export function declareRouter(command: Command): Command {
  return command.option('--router <router>', ROUTER_HELP).hook('preAction', (_, own) => {
    if (own.opts().router === undefined) throw new Misuse(noRouterText(own.name()));
  });
}

/** Says that the command needs a router, and the ways to name one. */
export const noRouterText = (command: string): string =>
  [
    `\`partyline ${command}\` needs a router, and none is given. Expected one of`,
    `  --router ${routerNames[0]}            a router by its name: ${routerNames.join(', ')}`,
    '  --router ./adapter.ts    a .ts or .js file whose default export is a router',
    '  -- COMMAND               any program that answers on its stdout, at the end: -- python3 router.py',
  ].join('\n');

/** Returns the kinds as they are to be judged on these shapes, and says of each that it is tried on what it does not declare. */
export function kindsForShapes(
  kinds: readonly AnyRouterKind[],
  shapes: readonly Shape[] | undefined,
  { err }: Pick<Terminal, 'err'>,
): readonly AnyRouterKind[] {
  if (!shapes || !areWebsAsked(shapes)) return kinds;
  return kinds.map((kind) => {
    const notice = webTrialNotice(kind);
    if (notice !== null) err(`${notice}\n`);
    return asWebTrial(kind);
  });
}

/**
 * Loads the kinds of a router. Throws Misuse if it is not a router, Undriven if it cannot be loaded. With another
 * `reloadCount` a file is loaded afresh; a command is always started afresh.
 */
export async function loadKinds(
  choice: string,
  terminal: Terminal,
  reloadCount = 0,
): Promise<readonly AnyRouterKind[]> {
  if (isAdapter(choice)) return [await startAdapter(choice, terminal)];
  if (Object.hasOwn(kindsByName, choice)) return (await kindsByName[choice]?.(terminal)) ?? [];
  if (/[\\/]|\.[cm]?[jt]s$/.test(choice))
    return [
      endWithCommand(watchAnswers(await loadRouter(choice, terminal.cwd, reloadCount)), terminal),
    ];
  throw new Misuse(
    `There is no router ${JSON.stringify(choice)}. Expected ${routerNames.join(', ')}, the path of a .ts or .js file whose default export is a router, such as ./adapter.ts, or at the end -- and a command, such as -- python3 router.py.${suggestName(choice, routerNames)}`,
  );
}

/**
 * Starts one kind of a router anew, and returns it with a function that ends it. `count`: another
 * one each time. Of a file that is a module of the standard only the file itself is loaded anew, and not what it imports.
 */
export async function startAnew(
  choice: string,
  terminal: Terminal,
  kindIndex: number,
  count: number,
): Promise<{ readonly kind: AnyRouterKind; readonly close: () => Promise<void> }> {
  const endings: (() => Promise<void>)[] = [];
  const kinds = await loadKinds(
    choice,
    { ...terminal, atEnd: (ending) => endings.push(ending) },
    count,
  );
  return {
    kind: kinds[kindIndex] as AnyRouterKind,
    close: async () => {
      // What goes wrong while it ends is told of the router that does the run.
      for (const ending of endings) await ending().catch(() => {});
    },
  };
}

/** Whether the router is the user's, by a command or a file, and not one that is known by name. */
export const isOfUser = (choice: string): boolean => !Object.hasOwn(kindsByName, choice);

/** Disposes of the kind at the end, and lets the command end with what that or a `close` threw, after all results have been told. */
function endWithCommand(kind: AnyRouterKind, terminal: Terminal): AnyRouterKind {
  terminal.atEnd?.(async () => {
    try {
      if (kind.level === 'network') await kind.dispose?.();
    } catch (error) {
      throw new Undriven(`The router ${kind.name} threw in dispose(): ${messageOf(error)}`);
    }
    const fault = terminal.interrupted.aborted ? null : closingFaultText(kind);
    if (fault !== null) throw new Undriven(fault);
  });
  return kind;
}

/** Loads the published router; its package is installed at first use. */
async function loadXcraft(terminal: Terminal) {
  try {
    // Imported only when this router is asked for.
    const published = await import('#impl-xcraft');
    await published.prepare((line) => terminal.err(`${line}\n`));
    return published;
  } catch (error) {
    throw new Undriven(`The published router cannot be made ready: ${messageOf(error)}`);
  }
}

async function loadRouter(path: string, cwd: string, reloadCount: number): Promise<AnyRouterKind> {
  const file = resolve(cwd, path);
  if (!(await stat(file).catch(() => null))?.isFile())
    throw new Misuse(
      `The router ${JSON.stringify(path)} cannot be read: there is no such file. Expected ${routerNames.join(', ')}, or the path of a .ts or .js file.`,
    );
  let door: { readonly default?: unknown };
  try {
    await enableTypeScript();
    if (reloadCount > 0) forgetUserFiles();
    door = await import(
      pathToFileURL(file).href + (reloadCount > 0 ? `?again=${reloadCount}` : '')
    );
  } catch (error) {
    throw new Undriven(`The router ${path} cannot be loaded: ${messageOf(error)}`);
  }
  const kind = unwrapDefault(door.default);
  const faults = kindFaults(kind);
  if (faults.length === 0) return kind as AnyRouterKind;
  throw new Misuse(
    [
      `The default export of ${path} is no router. Expected a RouterKind (spec/router.ts) or a NetworkKind (spec/network.ts):`,
      ...faults.map((fault) => `  ${fault}`),
    ].join('\n'),
  );
}

/**
 * Lets files of the user that were loaded as CommonJS be loaded afresh. (A file that is loaded as a module of the standard is, by the
 * name it is imported under; what such a file imports is not.)
 */
function forgetUserFiles(): void {
  const { cache } = createRequire(import.meta.url);
  for (const path of Object.keys(cache))
    if (!isOfPartyline(pathToFileURL(path).href) && !/[\\/]node_modules[\\/]/.test(path))
      delete cache[path];
}

/** Returns the default export; of a module compiled to CommonJS it is nested one level deeper. */
function unwrapDefault(value: unknown): unknown {
  const nested =
    typeof value === 'object' && value !== null && !('level' in value) && 'default' in value;
  return nested ? value.default : value;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
