/**
 * Progress of a hunt: one line on the terminal, overwritten as it goes, and at the end the totals. Silent if nobody
 * watches.
 */
import type { HuntProgress } from '../../hunt/huntOptions.ts';
import { formatCount, groupDigits } from '../../wording/counts.ts';
import type { Terminal } from '../program/terminal.ts';

const EVERY_MS = 250;
const KEEP_EVERY_MS = 1000;
const CLEAR = '\r\u001b[2K';

export function huntProgressOn(terminal: Terminal) {
  const startMs = terminal.now();
  let lastMs = Number.NEGATIVE_INFINITY;
  let keptAtMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    tick(progress: HuntProgress): void {
      const nowMs = terminal.now();
      if (nowMs - keptAtMs >= KEEP_EVERY_MS) {
        keptAtMs = nowMs;
        // Findings and kept scenarios are in their files already.
        terminal.keepPartial?.({
          text: `So far: ${huntLine(progress, nowMs - startMs)}\n`,
          files: [],
        });
      }
      if (!terminal.watched || nowMs - lastMs < EVERY_MS) return;
      lastMs = nowMs;
      isShown = true;
      terminal.err(`${CLEAR}${huntLine(progress, nowMs - startMs)}`);
    },
    /** Clears the line, so that something else can be printed. */
    clear(): void {
      if (isShown) terminal.err(CLEAR);
      isShown = false;
    },
  };
}

/** Returns a line such as `35 s, 4 210 runs, 912 kept, 1 170 pairs, 29 011 triples, 1 finding`. */
export function huntLine(progress: HuntProgress, elapsedMs: number): string {
  const { runs, kept, reached, findings } = progress;
  return [
    `${Math.round(elapsedMs / 1000)} s`,
    formatCount(runs, 'run'),
    `${groupDigits(kept)} kept`,
    formatCount(reached.pairs, 'pair'),
    formatCount(reached.triples, 'triple'),
    formatCount(findings, 'finding'),
  ].join(', ');
}
