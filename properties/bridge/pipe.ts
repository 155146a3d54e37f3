/**
 * A pipe: one process of a foreign router, its lines in and out, the last words of its log, and its end. It leads a
 * process group of its own, so that whatever it starts goes with it. It knows nothing of what the lines say.
 */
import { spawn } from 'node:child_process';
import { endGroup, killGroup, trackGroup } from './processGroups.ts';
import { splitLines } from './textLines.ts';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** It never began: why. */
  readonly failure?: string;
}

export interface PipeListener {
  readonly line: (text: string) => void;
  readonly overlong: (head: string) => void;
  /** Its stdout ended while it still runs. */
  readonly silenced: () => void;
  readonly ended: (end: ProcessEnd) => void;
}

export interface Pipe {
  send(line: string): void;
  /** Of its stderr, the last lines. */
  lastWords(): readonly string[];
  /** Says that nothing more comes, waits so many ms for its end, then kills it; gives whether it ended by itself. */
  close(graceMs: number): Promise<boolean>;
  kill(): void;
}

/** Opens a pipe; what it hears goes to the listener. */
export type Opening = (listener: PipeListener) => Pipe;

export interface ProcessCommand {
  /** The program, then its arguments. */
  readonly argv: readonly string[];
  readonly cwd: string;
}

const LAST_WORDS = 12;
const WORD_LENGTH = 300;

/** The command as a process. */
export function processOf({ argv, cwd }: ProcessCommand): Opening {
  return (listener) => {
    const [program = '', ...rest] = argv;
    const child = spawn(program, rest, { cwd, detached: true, stdio: 'pipe' });
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
      // After its last words: stdout and stderr have been read to their ends. What it started may hold them open.
      child.once('close', (code, signal) => setImmediate(end, { code, signal }));
      child.once('exit', (code, signal) => setTimeout(() => end({ code, signal }), 500).unref());
    });
    // A turn later: what it said on stderr before is read by then.
    const receive = splitLines(listener);
    child.stdout.setEncoding('utf8').on('data', (text: string) => setImmediate(receive, text));
    child.stdout.once('end', () => setTimeout(() => !over && listener.silenced(), 200).unref());
    const remember = splitLines({ line: keep, overlong: keep }, WORD_LENGTH * 10);
    child.stderr.setEncoding('utf8').on('data', remember);
    // Its end is told by `ended`; a write that comes too late is no news.
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
