/**
 * Adapters: routers in other processes, on the command line. `-- python3 router.py` after any command is
 * short for `--router 'cmd:python3 router.py'`; a command that takes two routers needs the long form.
 */
import type { Bridge } from '../../bridge/connection.ts';
import { connect } from '../../bridge/connection.ts';
import { processOf } from '../../bridge/pipe.ts';
import { explainFailureToDrive, Misuse } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';
import { version } from '../program/version.ts';
import { readDuration } from './options.ts';

const PREFIX = 'cmd:';
/** How long an adapter may take to end when the user has interrupted, in ms. */
const GRACE_AFTER_INTERRUPT_MS = 200;

export const isAdapter = (router: string): boolean => router.startsWith(PREFIX);

/** Quotes a word, if need be, so that a shell reads it back unchanged. */
export function shellWord(word: string): string {
  return /^[\w./@:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Turns the words after `--` into the value of `--router`. They take the place of a router that is given before them, as
 * one flag does of the same flag before it: `npm run check -- -- ./router` adds a router to a script that names ours.
 * Throws Misuse if there are none.
 */
export function moveAdapterToRouter(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('--');
  if (at < 0) return argv;
  const [own, words] = [argv.slice(0, at), argv.slice(at + 1)];
  if (words.length === 0)
    throw new Misuse('Nothing stands after --. Expected a command, such as -- python3 router.py.');
  return [...own, '--router', PREFIX + words.map(shellWord).join(' ')];
}

/** Returns the words that give the same router again, to be appended after all other flags. */
export function routerWords(router: string): string {
  return isAdapter(router)
    ? ` -- ${router.slice(PREFIX.length)}`
    : ` --router ${shellWord(router)}`;
}

/**
 * Splits a command line into words, with the quotes and backslashes of a shell and none of its other
 * syntax. Throws Misuse.
 */
export function splitCommand(text: string): string[] {
  const words: string[] = [];
  const piece = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gsy;
  let word: string | null = null;
  while (piece.lastIndex < text.length) {
    const found = piece.exec(text);
    if (!found) throw new Misuse(`A quote does not end in the command ${JSON.stringify(text)}.`);
    const [, single, double, escaped, plain] = found;
    const part = single ?? double?.replace(/\\(.)/gs, '$1') ?? escaped ?? plain;
    if (part !== undefined) word = (word ?? '') + part;
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

/** Returns the words of the command that is an adapter. Throws Misuse if there are none. */
export function adapterWords(router: string): readonly string[] {
  const argv = splitCommand(router.slice(PREFIX.length));
  if (argv.length > 0) return argv;
  throw new Misuse(`${PREFIX} names no command. Expected one, such as ${PREFIX}python3 router.py.`);
}

/** Starts the adapter, and ends it when the command of the command line ends. Throws Undriven. */
export async function startAdapter(router: string, terminal: Terminal): Promise<Bridge['kind']> {
  const command = router.slice(PREFIX.length);
  const argv = adapterWords(router);
  const timeoutMs = timeoutOf(terminal.env);
  const { kind, close } = await explainFailureToDrive(() =>
    connect(processOf({ argv, cwd: terminal.cwd }), {
      command,
      harness: `partyline ${version}`,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }),
  );
  terminal.atEnd?.(async () => {
    const isInterrupted = terminal.interrupted.aborted;
    const said = await explainFailureToDrive(() =>
      close(isInterrupted ? GRACE_AFTER_INTERRUPT_MS : undefined),
    );
    if (said !== null && !isInterrupted) terminal.err(`warning: ${said}\n`);
  });
  return kind;
}

function timeoutOf({ PARTYLINE_TIMEOUT: given }: Terminal['env']): number | undefined {
  if (given === undefined || given === '') return undefined;
  try {
    return readDuration(given);
  } catch {
    throw new Misuse(
      `PARTYLINE_TIMEOUT is ${JSON.stringify(given)}. Expected how long an answer may take, such as 30s.`,
    );
  }
}
