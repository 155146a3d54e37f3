/**
 * Output attempts: what a command writes, each part on its own, so that one that fails takes no other with it. What failed is told
 * at once, and by the exit code at the end.
 */
import type { Exit } from '../program/exits.ts';
import { exits, Misuse, Unwritable } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';
import { isFullDisk, reasonOf } from './writing.ts';

export class OutputAttempts {
  readonly #err: Terminal['err'];
  readonly #told = new Set<string>();

  constructor({ err }: Pick<Terminal, 'err'>) {
    this.#err = err;
  }

  /** Writes something. Returns null if that failed. `what`: how it is called in the message. */
  async attempt<T>(what: string, write: () => Promise<T>): Promise<T | null> {
    try {
      return await write();
    } catch (error) {
      this.fail(what, error);
      return null;
    }
  }

  /** Tells that something could not be written; once for each message. */
  fail(what: string, error: unknown): void {
    const message = messageOf(what, error);
    if (!this.#told.has(message)) this.#err(`error: ${message}\n`);
    this.#told.add(message);
  }

  get haveFailed(): boolean {
    return this.#told.size > 0;
  }

  /** Returns the exit code of the command, which tells of a failed attempt first. */
  exitFor(exit: Exit): Exit {
    return this.haveFailed ? exits.unwritten : exit;
  }
}

function messageOf(what: string, error: unknown): string {
  if (error instanceof Misuse || error instanceof Unwritable) return error.message;
  if (isFullDisk(error)) return `${what} cannot be written: ${reasonOf(error)}.`;
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${what} could not be made, which is a bug of Partyline: please report this.\n${told}`;
}
