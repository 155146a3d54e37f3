/**
 * Runs a command line within the process of a test, which calls `main` as the program does, and
 * returns its output and exit code. By default nobody watches the terminal, the environment is empty
 * and the clock stands still, so that the output is reproducible. Knows no command.
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

/** A terminal that discards all output. */
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

/**
 * Runs the command line. `line`: its words separated by single blanks, or as a list. `standIns`: functions that replace
 * those of the harness.
 */
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
