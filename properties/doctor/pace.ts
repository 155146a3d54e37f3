/**
 * Pace: how long 300 scenarios take when they are asked as `check` asks them, and how long a single one takes. Shrinking asks for
 * single scenarios several thousand times, so it is slow on a slow adapter. Whether that is slow is measured against what this machine
 * needs, in the same run, to draw the same scenarios: a slow or busy machine makes no adapter slow.
 */
import type { AnyRouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';
import { concurrencyOf } from '../network/lifting.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { groupDigits } from '../wording/counts.ts';
import type { Diagnosis } from './diagnosis.ts';
import { takeTranscript } from './transcript.ts';

const SCENARIOS = 16;
/** The measurement stops after this many milliseconds. */
const ENOUGH_MS = 4000;
const ALONE_RUNS = 5;
const WANTED_RUNS = 300;
/** A scenario should take no longer than to draw it this many times: some 30 s for 300 on a machine of today. */
const MOST_TIMES = 20;

/** Measures how fast the router runs scenarios. Throws Undriven. */
export async function diagnosePace(
  kind: AnyRouterKind,
  one: Scenario,
  now: () => number,
): Promise<Diagnosis> {
  let [drawMs, runMs, count] = [0, 0, 0];
  const size = concurrencyOf(kind);
  while (count < SCENARIOS && drawMs + runMs < ENOUGH_MS) {
    const startMs = now();
    const some = Array.from({ length: Math.min(size, SCENARIOS - count) }, (_, at) =>
      generate('pace', count + at, { features: featuresOf(kind), shapes }),
    );
    const drawnMs = now();
    await Promise.all(some.map((scenario) => takeTranscript(kind, scenario)));
    drawMs += drawnMs - startMs;
    runMs += now() - drawnMs;
    count += some.length;
  }
  const secondsFor = (ms: number) => ((ms / count) * WANTED_RUNS) / 1000;
  const aloneStartMs = now();
  for (let at = 0; at < ALONE_RUNS; at++) await takeTranscript(kind, { ...one, steps: [] });
  const each = (now() - aloneStartMs) / ALONE_RUNS;
  const rate = each > 0 ? `, ${groupDigits(Math.round(1000 / each))} a second` : '';
  const seen = `${WANTED_RUNS} scenarios would take about ${secondsFor(runMs).toFixed(1)} s, and ${secondsFor(drawMs).toFixed(1)} s to draw; an empty one alone ${each.toFixed(1)} ms${rate}`;
  return runMs <= drawMs * MOST_TIMES
    ? { about: 'quick', well: true, seen }
    : { about: 'quick', well: false, seen, mend: adviceFor(kind) };
}

function adviceFor(kind: AnyRouterKind): string {
  const canBatch = concurrencyOf(kind) < 8 && 'atOnce' in kind;
  const wanted = `A scenario should take less than ${MOST_TIMES} times as long as it takes to draw it here.`;
  if (canBatch)
    return `${wanted} Say "batch" in hello and answer "run": many scenarios in one message.`;
  return kind.level === 'network' && kind.quiescence === 'silence'
    ? `${wanted} Know when nothing is in flight (by counting, or by fences) in place of waiting for silence.`
    : `${wanted} Look for what waits in a step, or for what is made anew at each reset.`;
}
