/**
 * Pace: how long three hundred scenarios would take, asked as `check` asks them, and what one question costs alone.
 * Shrinking asks some thousand times; who is slow here waits there.
 */
import type { NetworkKind, RouterKind, Scenario } from '#spec';
import { atOnce } from '../network/lifting.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { grouped } from '../wording/counts.ts';
import type { Diagnosis } from './diagnosis.ts';
import { transcript } from './transcript.ts';

type Kind = RouterKind | NetworkKind;

const SCENARIOS = 16;
/** Slow ones are not waited for. */
const ENOUGH_MS = 4000;
const ALONE = 5;
const WANTED = 300;
/** Within which 300 scenarios are wanted. */
const LIMIT_S = 30;

/** Throws Undriven. */
export async function pace(kind: Kind, one: Scenario, now: () => number): Promise<Diagnosis> {
  const began = now();
  let count = 0;
  const size = atOnce(kind);
  while (count < SCENARIOS && now() - began < ENOUGH_MS) {
    const some = Array.from({ length: Math.min(size, SCENARIOS - count) }, (_, at) =>
      generate('pace', count + at, { features: kind.features, shapes }),
    );
    await Promise.all(some.map((scenario) => transcript(kind, scenario)));
    count += some.length;
  }
  const seconds = (((now() - began) / count) * WANTED) / 1000;
  const alone = now();
  for (let at = 0; at < ALONE; at++) await transcript(kind, { ...one, steps: [] });
  const each = (now() - alone) / ALONE;
  const rate = each > 0 ? `, ${grouped(Math.round(1000 / each))} a second` : '';
  const seen = `${WANTED} scenarios would take about ${seconds.toFixed(1)} s; an empty one alone ${each.toFixed(1)} ms${rate}`;
  return seconds <= LIMIT_S
    ? { about: 'quick', well: true, seen }
    : { about: 'quick', well: false, seen, mend: advice(kind) };
}

function advice(kind: Kind): string {
  const batch = atOnce(kind) < 8 && 'atOnce' in kind;
  const wanted = `${WANTED} scenarios should take less than ${LIMIT_S} s.`;
  if (batch)
    return `${wanted} Say "batch" in hello and answer "run": many scenarios in one message.`;
  return kind.level === 'network' && kind.quiescence === 'silence'
    ? `${wanted} Know when nothing is in flight (by counting, or by fences) in place of waiting for silence.`
    : `${wanted} Look for what waits in a step, or for what is made anew at each reset.`;
}
