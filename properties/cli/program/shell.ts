/**
 * Shell: the context that a command gets when it registers itself, and how it reports its exit code.
 * `cli/main.ts` lists the commands; each file declares its own flags and knows no other command.
 */
import type { Command } from 'commander';
import type { Exit } from './exits.ts';
import type { Machinery } from './machinery.ts';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  /** The words of the command line, as they were typed. */
  readonly argv: readonly string[];
  /** Loads the harness, for the commands that need it. */
  readonly load: () => Promise<Machinery>;
  /** Reports the exit code of the command. */
  readonly done: (exit: Exit) => void;
}

/** Declares one command with its flags on the program. */
export type Registration = (program: Command, context: CommandContext) => void;
