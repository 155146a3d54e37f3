/**
 * A pipe: one process of a foreign router, with the lines that it reads and writes, the last lines of its stderr, and its end.
 * The process leads a process group of its own, so that whatever it starts is ended with it. This file does not know what the
 * lines mean.
 */
import { spawnGuarded } from './guard.ts';
import { endGroup, killGroup, trackGroup } from './processGroups.ts';
import { splitLines } from './textLines.ts';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started. */
  readonly failure?: string;
}

interface PipeListener {
  readonly line: (text: string) => void;
  readonly overlong: (head: string) => void;
  /** Called when its stdout has ended while the process still runs. */
  readonly silenced: () => void;
  readonly ended: (end: ProcessEnd) => void;
}

export interface Pipe {
  send(line: string): void;
  /** The last lines of its stderr. */
  lastWords(): readonly string[];
  /** Closes its stdin, waits up to `graceMs` for it to end, then kills it; resolves to whether it ended by itself. */
  close(graceMs: number): Promise<boolean>;
  kill(): void;
}

/** Opens a pipe whose lines and end are reported to the listener. */
export type Opening = (listener: PipeListener) => Pipe;

export interface ProcessCommand {
  /** The program, then its arguments. */
  readonly argv: readonly string[];
  readonly cwd: string;
}

const LAST_WORDS = 12;
const WORD_LENGTH = 300;

/** Returns a function that starts the command as a process and opens a pipe to it. */
export function processOf({ argv, cwd }: ProcessCommand): Opening {
  return (listener) => {
    const child = spawnGuarded(argv, cwd);
    const { pid } = child;
    if (pid !== undefined) trackGroup(pid);
    const words: string[] = [];
    let over = false;
    const told = new Promise<void>((resolve) => {
      const end = (how: ProcessEnd) => {
        if (over) return;
        over = true;
        if (pid !== undefined) endGroup(pid);
        listener.ended(how);
        resolve();
      };
      child.once('error', (error) => end({ code: null, signal: null, failure: error.message }));
      // `close` comes when stdout and stderr have been read to their ends. Child processes may hold these open, so after `exit`
      // there is a time limit.
      child.once('close', (code, signal) => setImmediate(end, { code, signal }));
      child.once('exit', (code, signal) => setTimeout(() => end({ code, signal }), 500).unref());
    });
    // Delayed by a turn of the event loop, so that what the process wrote to stderr before has been read by then.
    const receive = splitLines(listener);
    child.stdout.setEncoding('utf8').on('data', (text: string) => setImmediate(receive, text));
    child.stdout.once('end', () => setTimeout(() => !over && listener.silenced(), 200).unref());
    const remember = splitLines({ line: keep, overlong: keep }, WORD_LENGTH * 10);
    child.stderr.setEncoding('utf8').on('data', remember);
    // `ended` reports how the process ended; errors of its streams add nothing.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
    function keep(text: string): void {
      words.push(text.length > WORD_LENGTH ? `${text.slice(0, WORD_LENGTH)} ...` : text);
      if (words.length > LAST_WORDS) words.shift();
    }
    const kill = () => {
      if (pid !== undefined && !over) killGroup(pid);
    };
    return {
      send: (line) => {
        child.stdin.write(`${line}\n`);
      },
      lastWords: () => words,
      kill,
      close: async (graceMs) => {
        child.stdin.end();
        const timer = setTimeout(kill, graceMs);
        await told;
        clearTimeout(timer);
        return child.signalCode !== 'SIGKILL';
      },
    };
  };
}
