/**
 * Progress of a trace check: one line on the terminal, overwritten as it goes, or in CI a line every half minute. Until a moment has
 * passed it is silent, so that a short log is judged without a word.
 */
import { groupDigits } from '../../wording/counts.ts';
import type { Terminal } from '../program/terminal.ts';
import { isCi } from '../program/terminal.ts';

const WATCHED_EVERY_MS = 100;
const CI_EVERY_MS = 30_000;
const CLEAR = '\r\u001b[2K';

export interface TraceProgress {
  /** `what`: what was done to so many lines. `total`: null while it is not known. */
  tick(what: 'read' | 'judged', lines: number, total: number | null): void;
  end(): void;
}

export function traceProgressOn(terminal: Terminal): TraceProgress {
  const { watched } = terminal;
  if (!watched && !isCi(terminal.env)) return { tick: () => {}, end: () => {} };
  const everyMs = watched ? WATCHED_EVERY_MS : CI_EVERY_MS;
  const startMs = terminal.now();
  let lastMs = startMs;
  let isShown = false;
  return {
    tick(what, lines, total) {
      const nowMs = terminal.now();
      if (nowMs - lastMs < everyMs) return;
      lastMs = nowMs;
      isShown = watched;
      const line = progressLine(what, lines, total, nowMs - startMs);
      terminal.err(watched ? `${CLEAR}${line}` : `${line}\n`);
    },
    end() {
      if (isShown) terminal.err(CLEAR);
      isShown = false;
    },
  };
}

function progressLine(
  what: 'read' | 'judged',
  lines: number,
  total: number | null,
  elapsedMs: number,
): string {
  const of = total === null ? '' : ` of ${groupDigits(total)}`;
  return `${groupDigits(lines)}${of} records ${what}, ${Math.round(elapsedMs / 1000)} s`;
}
