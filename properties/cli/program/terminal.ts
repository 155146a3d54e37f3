/**
 * Terminal: where a command prints, what it knows of its environment, and how it is interrupted. Together with
 * `supervision.ts` the only file that touches the process itself, so that tests can run every command in theirs.
 */

export interface Terminal {
  /** Prints data, to stdout. */
  out(text: string): void;
  /** Prints messages for people, to stderr. */
  err(text: string): void;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether somebody watches: `err` is a terminal that can overwrite a line, and this is not CI. */
  readonly watched: boolean;
  /** Whether `out` may be coloured. */
  readonly coloured: boolean;
  /** Number of columns of `out`, if it is a terminal. */
  readonly columns?: number | undefined;
  /** Returns the time of a monotonic clock, in ms. */
  now(): number;
  /** Aborted when the user interrupts. */
  readonly interrupted: AbortSignal;
  /** Registers what to do when the command has ended, in whatever way; `main` does it. */
  readonly atEnd?: (action: () => Promise<void>) => void;
  /**
   * Saves what to print and write if the command is interrupted and cannot end by itself, because the router blocks its
   * thread or an adapter does not answer. Replaces what was saved before.
   */
  readonly keepPartial?: (result: PartialResult) => void;
}

/** What a command has found so far. */
export interface PartialResult {
  /** A document for stdout. */
  readonly data?: string;
  /** Lines for people, each with its newline. */
  readonly text: string;
  /** Files that the command itself would have written at its end. */
  readonly files: readonly PartialFile[];
}

/** A file in a folder of `--out`, to whose list of files it is added. */
export interface PartialFile {
  /** The absolute path of the folder. */
  readonly folder: string;
  /** The path of the file in it. */
  readonly name: string;
  readonly text: string;
}

/** Whether the environment variables say that this is a CI run. */
export function isCi(env: Terminal['env']): boolean {
  return env.CI !== undefined && env.CI !== '' && env.CI !== 'false' && env.CI !== '0';
}

/** Whether the terminal cannot show box characters: a dumb terminal, or a locale without them. */
export function isAsciiOnly(env: Terminal['env']): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return env.TERM === 'dumb' || locale === 'C' || locale === 'POSIX';
}

/** Time between the second interrupt and the end of the process, in ms: enough to close sockets. */
const EXIT_DELAY_MS = 100;
/** Time that a command in this thread has to end after the first interrupt, in ms. */
const PATIENCE_MS = 1500;

/** Returns this process as a terminal, for a command that runs in its first thread, or in a thread of `--jobs`. */
export function processTerminal({ heedsSignals }: { readonly heedsSignals: boolean }): Terminal {
  const interruption = new AbortController();
  const interrupt = () => {
    const waitMs = interruption.signal.aborted ? EXIT_DELAY_MS : PATIENCE_MS;
    setTimeout(() => process.exit(130), waitMs).unref();
    interruption.abort();
  };
  if (heedsSignals)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return terminalOf({
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isOutTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns,
    isErrTerminal: process.stderr.isTTY === true,
    interrupted: interruption.signal,
  });
}

interface Surroundings extends Pick<Terminal, 'out' | 'err' | 'interrupted' | 'keepPartial'> {
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  readonly columns: number | undefined;
  /** Default: that of the process. */
  readonly env?: Terminal['env'];
}

export function terminalOf({
  isOutTerminal,
  isErrTerminal,
  env = process.env,
  ...streams
}: Surroundings): Terminal {
  const isDumb = env.TERM === 'dumb';
  return {
    ...streams,
    cwd: process.cwd(),
    env,
    watched: isErrTerminal && !isDumb && !isCi(env),
    coloured: !env.NO_COLOR && (!!env.FORCE_COLOR || (isOutTerminal && !isDumb)),
    now: () => performance.now(),
  };
}
