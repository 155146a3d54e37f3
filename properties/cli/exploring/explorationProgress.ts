/** Progress of an exploration: one line on the terminal, overwritten as it goes. Silent if nobody watches. */

import type { Progress } from '../../explore/search/search.ts';
import { groupDigits } from '../../wording/counts.ts';
import type { Terminal } from '../program/terminal.ts';

const EVERY_MS = 100;
const KEEP_EVERY_MS = 1000;
const CLEAR = '\r\u001b[2K';

export function explorationProgressOn(terminal: Terminal, steps: number | null) {
  const startMs = terminal.now();
  let lastMs = Number.NEGATIVE_INFINITY;
  let keptAtMs = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    tick(progress: Progress): void {
      const nowMs = terminal.now();
      if (nowMs - keptAtMs >= KEEP_EVERY_MS) {
        keptAtMs = nowMs;
        const line = explorationLine(progress, steps, nowMs - startMs);
        terminal.keepPartial?.({ text: `So far: ${line}\n`, files: [] });
      }
      if (!terminal.watched || nowMs - lastMs < EVERY_MS) return;
      lastMs = nowMs;
      shown = true;
      terminal.err(`${CLEAR}${explorationLine(progress, steps, nowMs - startMs)}`);
    },
    end(): void {
      if (shown) terminal.err(CLEAR);
    },
  };
}

export function explorationLine(
  progress: Progress,
  steps: number | null,
  elapsedMs: number,
): string {
  const { states, depth, waiting } = progress;
  const of = steps === null ? '' : ` of ${steps}`;
  return `${groupDigits(states)} states, depth ${depth}${of}, ${groupDigits(waiting)} waiting, ${Math.round(elapsedMs / 1000)} s`;
}
