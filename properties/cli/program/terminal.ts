/**
 * Terminal: where a command prints, what it knows of its surroundings, and how it is interrupted.
 * The one place that touches the process, so that tests run every command in their own.
 */
import picocolors from 'picocolors';

export interface Terminal {
  /** Data. */
  out(text: string): void;
  /** Talk. */
  err(text: string): void;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Someone watches: `err` is a terminal and this is no CI. */
  readonly watched: boolean;
  /** `out` may be coloured. */
  readonly coloured: boolean;
  /** In ms, from any start. */
  now(): number;
  /** Aborted when the user interrupts. */
  readonly interrupted: AbortSignal;
  /** What is to be done when the command has ended, however it did; `main` sees to it. */
  readonly atEnd?: (deed: () => Promise<void>) => void;
}

/** Whether the environment says that this is a CI run. */
export function isCi(env: Terminal['env']): boolean {
  return env.CI !== undefined && env.CI !== '' && env.CI !== 'false' && env.CI !== '0';
}

/** Whether box characters would not be shown: a dumb terminal, or a locale that says so. */
export function isAsciiOnly(env: Terminal['env']): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return env.TERM === 'dumb' || locale === 'C' || locale === 'POSIX';
}

/** For what is on its way from the threads when somebody interrupts twice. */
const HURRY_MS = 100;

/** This process as a terminal. A second interrupt ends it, whatever it is doing. */
export function processTerminal(): Terminal {
  const interruption = new AbortController();
  const interrupt = () => {
    // Not at once: a thread may just have told of a process that it started, and nobody has heard of it yet.
    if (interruption.signal.aborted) setTimeout(() => process.exit(130), HURRY_MS);
    interruption.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A reader that has seen enough (`| head`) is no failure, and changes no verdict.
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
