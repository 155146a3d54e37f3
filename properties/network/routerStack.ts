/**
 * Router stack: the calls of the router itself in the stack of what it threw, without those of Partyline and of Node. A router in
 * another process may send its own. Apart from judging: where it threw is for people, and decides nothing. It uses nothing
 * that only Node has, because runs are made in browsers too.
 */

/** The folder that holds `spec`, `model`, `impl` and `properties`, in a clone or in the installed package. */
export const PARTYLINE_FOLDER = new URL('../../', import.meta.url ?? 'file:///bundled/in/one.js')
  .href;
/** Folders of Partyline that hold no router. (`impl` holds our own.) */
const OURS = ['spec/', 'model/', 'properties/', 'bench/'];

const MOST_CALLS = 50;
const LONGEST_CALL = 300;

/** What a router in another process threw, as the process told it. */
export class ReportedCrash extends Error {
  override readonly name = 'ReportedCrash';

  /** The stack as the process sent it, in several lines; absent if it sent none. */
  readonly told: string | undefined;

  constructor(message: string, told?: string) {
    super(message);
    this.told = told;
  }
}

/** Whether the script with this file URL is one of Partyline's that is no router. */
export const isOfPartyline = (url: string): boolean =>
  url.startsWith(PARTYLINE_FOLDER) && OURS.some((each) => url.startsWith(PARTYLINE_FOLDER + each));

/** Returns the router's own calls, the innermost first, such as `at handle (router.ts:7:9)`; empty if none is known. */
export function routerStackOf(error: unknown): readonly string[] {
  if (error instanceof ReportedCrash) {
    const lines = (error.told ?? '').split('\n').filter((line) => line.trim() !== '');
    const calls = callsIn(lines);
    return bounded(calls.length > 0 ? calls : lines.map((line) => line.trimEnd()));
  }
  return error instanceof Error ? bounded(ownCalls((error.stack ?? '').split('\n'))) : [];
}

/**
 * Returns the calls in what a program printed when it threw, the innermost first: lines that begin with `at`, as most languages
 * print them, or Python's, whose innermost is the last. Empty if there are none.
 */
export function callsIn(lines: readonly string[]): string[] {
  const python = lines.flatMap((line) => {
    const [, path, number, name] = /^\s*File "(.+)", line (\d+), in (.+)$/.exec(line) ?? [];
    return path === undefined ? [] : [`at ${name} (${shortPath(path)}:${number})`];
  });
  if (python.length > 0) return python.reverse();
  return lines.filter((line) => /^\s+at \S/.test(line)).map((line) => line.trim());
}

function ownCalls(lines: readonly string[]): string[] {
  const calls: string[] = [];
  for (const line of lines) {
    const url = /\(?((?:file:|node:|\/|[A-Z]:\\)[^()]*):\d+:\d+\)?$/.exec(line)?.[1];
    if (url === undefined || !/^\s+at /.test(line) || url.startsWith('node:')) continue;
    const [bare = ''] = url.split('?');
    const script = bare.startsWith('file:') ? bare : `file://${encodeURI(bare)}`;
    // A router may call functions of the law, which throw. What calls any other part of Partyline is none of the router's.
    if (script.startsWith(`${PARTYLINE_FOLDER}spec/`)) continue;
    if (isOfPartyline(script)) break;
    calls.push(line.trim().replace(url, shortPath(decodeURI(script.slice('file://'.length)))));
  }
  return calls;
}

/** Returns the path from the current folder, if it lies in it. */
function shortPath(path: string): string {
  const { process } = globalThis as { readonly process?: { cwd?(): string } };
  const folder = process?.cwd?.();
  return folder && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}

function bounded(told: readonly string[]): readonly string[] {
  const shown = told
    .slice(0, MOST_CALLS)
    .map((line) => (line.length > LONGEST_CALL ? `${line.slice(0, LONGEST_CALL)} ...` : line));
  return told.length > shown.length ? [...shown, `... ${told.length - shown.length} more`] : shown;
}
