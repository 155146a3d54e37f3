/** Traces: runs the scenario of each finding once more and records every step, for the text and for the page. */
import { setTimeout as delay } from 'node:timers/promises';
import type { AnyRouterKind } from '#spec';
import type { RunOptions } from '../../lockstep/run.ts';
import type { Trace } from '../../lockstep/trace.ts';
import { Undriven } from '../../network/undriven.ts';
import type { Finding, RunReport } from '../../verdict/verdict.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';

const BUDGET_MS = 20_000;
/** Time for recording traces after an interrupt, in ms. It is short, because the process is to end soon. */
const INTERRUPTED_BUDGET_MS = 200;

/**
 * Records the traces, by id of the finding. A finding has no trace if the time is up, or if the router cannot be driven
 * any more.
 */
export async function tracesOf(
  { findings, interrupted }: RunReport,
  kinds: readonly AnyRouterKind[],
  terminal: Terminal,
  machinery: Machinery,
): Promise<ReadonlyMap<string, Trace>> {
  const traces = new Map<string, Trace>();
  const untilMs = terminal.now() + (interrupted ? INTERRUPTED_BUDGET_MS : BUDGET_MS);
  for (const finding of findings) {
    const kind = kinds.find(({ level }) => level === finding.level);
    const leftMs = untilMs - terminal.now();
    if (!kind || leftMs < 0) continue;
    try {
      const trace = machinery.trace(kind, finding.scenario, passOptionsOf(finding));
      const recorded = await Promise.race([trace, delay(leftMs, null, { ref: false })]);
      if (recorded) traces.set(finding.id, recorded);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof Undriven)) throw error;
    }
  }
  return traces;
}

/**
 * Lets the run continue past known deviations before the finding. Otherwise the trace would end at the first of them.
 */
export function passOptionsOf({ after, at: end }: Finding): Pick<RunOptions, 'past'> {
  return after ? { past: ({ signature, at }) => at < end && after.includes(signature) } : {};
}
