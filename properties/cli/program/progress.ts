/** Progress of a run: one line on the terminal, overwritten as it goes. Silent if nobody watches. */
import type { Terminal } from './terminal.ts';

export interface RunProgress {
  readonly scenarios: number;
  readonly steps: number;
  /** Number of scenarios of the whole run. */
  readonly total: number;
}

export interface ProgressMeter {
  tick(done: RunProgress): void;
  /** Clears the line. */
  end(): void;
}

const EVERY_MS = 100;
const CLEAR = '\r\u001b[2K';

/** Creates the progress line of a terminal. `timeMs`: the run ends after this time even if scenarios are left. */
export function progressOn(terminal: Terminal, timeMs?: number): ProgressMeter {
  if (!terminal.watched) return { tick: () => {}, end: () => {} };
  let startMs = terminal.now();
  let lastMs = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    tick(done) {
      const nowMs = terminal.now();
      // The time of a run counts from its first generated scenario.
      if (done.scenarios === 0) startMs = nowMs;
      if (nowMs - lastMs < EVERY_MS) return;
      lastMs = nowMs;
      shown = true;
      terminal.err(`${CLEAR}${progressLine(done, nowMs - startMs, timeMs)}`);
    },
    end() {
      if (shown) terminal.err(CLEAR);
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
