/** Progress: one line on a terminal, a line every 30 s in the log of CI, and nothing elsewhere. */
import { expect, it } from 'vitest';
import { silentTerminal } from '../../testing/commandLine.ts';
import { progressOn } from './progress.ts';
import type { Terminal } from './terminal.ts';

const done = { scenarios: 10, steps: 200, total: 100 };

/** What is printed when a tick comes every `everyMs`. */
function linesOf(surroundings: Partial<Terminal>, everyMs: number, ticks: number): string[] {
  let nowMs = 0;
  const lines: string[] = [];
  const meter = progressOn({
    ...silentTerminal('.'),
    now: () => nowMs,
    err: (text) => lines.push(text),
    ...surroundings,
  });
  for (let tick = 0; tick < ticks; tick++) {
    nowMs += everyMs;
    meter.tick(done);
  }
  nowMs += everyMs;
  meter.tickShrinking({ number: 2, count: 5, steps: 34 });
  meter.clear();
  return lines;
}

it('is a line every 30 s in CI', () => {
  expect(linesOf({ env: { CI: '1' } }, 10_000, 5)).toEqual([
    '10 of 100 scenarios, 7 steps per second, 270 s left\n',
    'shrinking 2 of 5, 34 steps left\n',
  ]);
});

it('is one line that is overwritten, and cleared at the end, on a terminal', () => {
  expect(linesOf({ watched: true }, 200, 2)).toEqual([
    '\r\u001b[2K10 of 100 scenarios, 1000 steps per second, 2 s left',
    '\r\u001b[2K10 of 100 scenarios, 500 steps per second, 4 s left',
    '\r\u001b[2Kshrinking 2 of 5, 34 steps left',
    '\r\u001b[2K',
  ]);
});

it('is nothing where nobody watches', () => {
  expect(linesOf({}, 60_000, 3)).toEqual([]);
});
