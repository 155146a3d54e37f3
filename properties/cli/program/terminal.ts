/**
 * Terminal: where a command prints, what it knows of its environment, and how it is interrupted. The
 * only file that touches the process itself, so that tests can run every command in theirs.
 */
import picocolors from 'picocolors';

export interface Terminal {
  /** Prints data, to stdout. */
  out(text: string): void;
  /** Prints messages for people, to stderr. */
  err(text: string): void;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether somebody watches: `err` is a terminal, and this is not CI. */
  readonly watched: boolean;
  /** Whether `out` may be coloured. */
  readonly coloured: boolean;
  /** Returns the time of a monotonic clock, in ms. */
  now(): number;
  /** Aborted when the user interrupts. */
  readonly interrupted: AbortSignal;
  /** Registers what to do when the command has ended, in whatever way; `main` does it. */
  readonly atEnd?: (action: () => Promise<void>) => void;
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

/**
 * Time between the second interrupt and the end of the process, in ms: enough for messages that worker threads have
 * already sent.
 */
const EXIT_DELAY_MS = 100;

/** Returns this process as a terminal. A second interrupt ends the process, whatever it is doing. */
export function processTerminal(): Terminal {
  const interruption = new AbortController();
  const interrupt = () => {
    // Delayed, because a thread may have started a process, and its message about that may still be on its way.
    if (interruption.signal.aborted) setTimeout(() => process.exit(130), EXIT_DELAY_MS);
    interruption.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A reader that closes the pipe early (`| head`) is not an error and changes no verdict.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    cwd: process.cwd(),
    env: process.env,
    watched: process.stderr.isTTY === true && !isCi(process.env),
    coloured:
      picocolors.isColorSupported && (process.stdout.isTTY === true || !!process.env.FORCE_COLOR),
    now: () => performance.now(),
    interrupted: interruption.signal,
  };
}
