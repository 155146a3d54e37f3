/**
 * Progress of a run: one line on the terminal, overwritten as it goes. Where nobody watches but CI keeps a log, a line every 30 s;
 * else silent.
 */
import type { ShrinkProgress } from '../../campaign/shrinking.ts';
import type { Terminal } from './terminal.ts';

export interface RunProgress {
  readonly scenarios: number;
  readonly steps: number;
  /** Number of scenarios of the whole run. */
  readonly total: number;
}

export interface ProgressMeter {
  tick(done: RunProgress): void;
  tickShrinking(done: ShrinkProgress): void;
  /** Clears the line, so that something else can be printed; it comes again. */
  clear(): void;
}

const EVERY_MS = 100;
const EVERY_MS_IN_CI = 30_000;
const CLEAR = '\r\u001b[2K';

/** Creates the progress line of a terminal. `timeMs`: the run ends after this time even if scenarios are left. */
export function progressOn(terminal: Terminal, timeMs?: number): ProgressMeter {
  const { watched } = terminal;
  if (!watched && !terminal.env.CI)
    return { tick: () => {}, tickShrinking: () => {}, clear: () => {} };
  let startMs = terminal.now();
  // What takes less than that needs no line in a log.
  let lastMs = watched ? Number.NEGATIVE_INFINITY : startMs;
  let shown = false;
  const show = (line: () => string) => {
    const nowMs = terminal.now();
    if (nowMs - lastMs < (watched ? EVERY_MS : EVERY_MS_IN_CI)) return;
    lastMs = nowMs;
    shown = watched;
    terminal.err(watched ? `${CLEAR}${line()}` : `${line()}\n`);
  };
  return {
    tick(done) {
      // The time of a run counts from its first generated scenario.
      if (done.scenarios === 0) startMs = terminal.now();
      show(() => progressLine(done, terminal.now() - startMs, timeMs));
    },
    tickShrinking: ({ number, count, steps }) =>
      show(() => `shrinking ${number} of ${count}, ${steps} step${steps === 1 ? '' : 's'} left`),
    clear() {
      if (shown) terminal.err(CLEAR);
      shown = false;
    },
  };
}

export function progressLine(done: RunProgress, elapsedMs: number, timeMs?: number): string {
  const { scenarios, steps, total } = done;
  const perSecond = elapsedMs > 0 ? Math.round((steps * 1000) / elapsedMs) : 0;
  const byScenarios = scenarios > 0 ? (elapsedMs / scenarios) * (total - scenarios) : Infinity;
  const byTime = timeMs === undefined ? Infinity : timeMs - elapsedMs;
  const leftMs = Math.max(0, Math.min(byScenarios, byTime));
  const left = Number.isFinite(leftMs) ? `, ${Math.ceil(leftMs / 1000)} s left` : '';
  const of = Number.isSafeInteger(total) && total < Number.MAX_SAFE_INTEGER ? ` of ${total}` : '';
  return `${scenarios}${of} scenarios, ${perSecond} steps per second${left}`;
}
