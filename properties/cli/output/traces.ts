/**
 * Traces: each finding run once more and kept step by step, for the text and the page alike.
 */
import type { RunOptions } from '../../lockstep/run.ts';
import type { Trace } from '../../lockstep/trace.ts';
import type { Finding, RunReport } from '../../verdict/verdict.ts';
import type { Kind } from '../arguments/routers.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';

const BUDGET_MS = 20_000;
/** Whoever interrupts has waited enough. */
const INTERRUPTED_BUDGET_MS = 2000;

/** A finding that is out of time, or whose router cannot be driven any more, is told without its steps. */
export async function tracesOf(
  { findings, interrupted }: RunReport,
  kinds: readonly Kind[],
  terminal: Terminal,
  machinery: Machinery,
): Promise<ReadonlyMap<string, Trace>> {
  const traces = new Map<string, Trace>();
  const untilMs = terminal.now() + (interrupted ? INTERRUPTED_BUDGET_MS : BUDGET_MS);
  for (const finding of findings) {
    const kind = kinds.find(({ level }) => level === finding.level);
    if (!kind || terminal.now() > untilMs) continue;
    try {
      traces.set(finding.id, await machinery.trace(kind, finding.scenario, passOptionsOf(finding)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return traces;
}

/** What was known and came before it is gone past once more: else the steps would end there. */
function passOptionsOf({ after }: Finding): Pick<RunOptions, 'past'> {
  return after ? { past: ({ signature }) => after.includes(signature) } : {};
}
