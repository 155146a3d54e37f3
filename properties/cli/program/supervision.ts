/**
 * Supervision: what the thread of a command and the first thread of the process (`properties/cli/supervisor.mjs`) tell each other, and
 * the terminal of that thread. The first thread is plain JavaScript and never runs code of a router, so it hears a
 * signal whatever the command does.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Exit } from './exits.ts';
import type { PartialResult, Terminal } from './terminal.ts';
import { terminalOf } from './terminal.ts';

export interface ThreadSetup {
  readonly argv: readonly string[];
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  /** Number of columns of stdout, if it is a terminal. */
  readonly columns: number | undefined;
  /** One 32-bit integer, which the first thread sets to non-zero when a signal came. It then sends a message too. */
  readonly interrupted: SharedArrayBuffer;
}

export type ThreadMessage =
  | { readonly kind: 'out' | 'err'; readonly text: string }
  /** Sent at an interrupt, so the first thread knows that this one is not blocked. */
  | { readonly kind: 'heard' }
  /** What to print and write if the command cannot end by itself. Replaces what was sent before. */
  | { readonly kind: 'so far'; readonly result: PartialResult }
  | { readonly kind: 'ended'; readonly exit: Exit };

/** Returns the terminal of the thread that runs a command. Any message from the first thread is an interrupt. */
export function threadTerminal(
  { isOutTerminal, isErrTerminal, columns, interrupted }: ThreadSetup,
  port: MessagePort | null,
  send: (message: ThreadMessage) => void,
): Terminal {
  const interruption = new AbortController();
  port
    ?.on('message', () => {
      send({ kind: 'heard' });
      interruption.abort();
    })
    .unref();
  return terminalOf({
    out: (text) => send({ kind: 'out', text }),
    err: (text) => send({ kind: 'err', text }),
    isOutTerminal,
    isErrTerminal,
    columns,
    interrupted: withFlag(interruption.signal, new Int32Array(interrupted)),
    keepPartial: (result) => send({ kind: 'so far', result }),
  });
}

/**
 * Makes `aborted` follow the flag as well: code that never returns to the event loop gets no message, but it may look at
 * `aborted` now and then.
 */
function withFlag(signal: AbortSignal, flag: Int32Array): AbortSignal {
  const byEvent = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get;
  return Object.defineProperty(signal, 'aborted', {
    get: () => Atomics.load(flag, 0) !== 0 || byEvent?.call(signal) === true,
  });
}
