/**
 * The peer log: what the operator is told of peers that misbehave, so many lines in a while at most, and then how many more there
 * were. It stands apart because a peer decides how often it misbehaves, and must not decide how much is written.
 */
import type { Clock } from './clock.ts';

const WINDOW_MS = 10_000;
/** The most lines in one window. */
const MAX_LINES = 20;
/** The most characters of one line, much of which a peer may have chosen. */
const MAX_LENGTH = 400;

export class PeerLog {
  readonly #log: (line: string) => void;
  readonly #clock: Clock;
  #lineCount = 0;
  #isWindowOpen = false;

  constructor(log: (line: string) => void, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  add(line: string): void {
    if (!this.#isWindowOpen) {
      this.#isWindowOpen = true;
      this.#clock.schedule(WINDOW_MS, () => this.#closeWindow());
    }
    if (++this.#lineCount <= MAX_LINES)
      this.#log(line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}...` : line);
  }

  #closeWindow(): void {
    const leftOut = this.#lineCount - MAX_LINES;
    this.#isWindowOpen = false;
    this.#lineCount = 0;
    if (leftOut > 0)
      this.#log(`${leftOut} more lines about peers in the last ${WINDOW_MS / 1000} s are left out`);
  }
}
