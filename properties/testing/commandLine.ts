/**
 * Captured: a command line run in the process that asks for it, with what it printed and how it ended. For tests, which
 * call `main` as the program does. Where a test says nothing else nobody watches, the environment is empty and the
 * clock stands still, so that the same words print the same. It knows no command.
 */

import { main } from '../cli/main.ts';
import type { Exit } from '../cli/program/exits.ts';
import type { Machinery } from '../cli/program/machinery.ts';
import { loadMachinery } from '../cli/program/machinery.ts';
import type { Terminal } from '../cli/program/terminal.ts';

export interface CommandLineResult {
  readonly exit: Exit;
  readonly out: string;
  readonly err: string;
}

type Surroundings = Pick<Terminal, 'cwd'> &
  Partial<Pick<Terminal, 'env' | 'now' | 'interrupted' | 'watched'>>;

/** A terminal that keeps nothing. */
export const silentTerminal = (cwd: string): Terminal => ({
  out: () => {},
  err: () => {},
  cwd,
  env: {},
  watched: false,
  coloured: false,
  now: () => 0,
  interrupted: new AbortController().signal,
});

/** In a string the words stand one blank apart. What `standIns` gives is asked in place of the harness. */
export async function runCommandLine(
  line: string | readonly string[],
  surroundings: Surroundings,
  standIns: (real: Machinery) => Partial<Machinery> = () => ({}),
): Promise<CommandLineResult> {
  let [out, err] = ['', ''];
  const terminal: Terminal = {
    ...silentTerminal(surroundings.cwd),
    ...surroundings,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  };
  const load = async () => {
    const real = await loadMachinery();
    return { ...real, ...standIns(real) };
  };
  const exit = await main(typeof line === 'string' ? line.split(' ') : line, terminal, load);
  return { exit, out, err };
}
