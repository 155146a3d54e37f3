/** Starts the compiled program as a user does, in a process of its own; for tests of signals and of what a process leaves behind. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

/** The compiled program (compileOnce.mjs). */
export const PROGRAM = process.env.PARTYLINE_TESTED_PROGRAM ?? '';

export interface StartedProgram {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when the process has ended, to its exit code or the name of the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

export function startProgram(argv: readonly string[], cwd: string): StartedProgram {
  const child = spawn(process.execPath, [PROGRAM, ...argv], { cwd });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  return { child, out: () => out, err: () => err, ended };
}
