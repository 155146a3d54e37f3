/**
 * A transcript: everything that a network showed of one scenario, step by step, unjudged. Two
 * transcripts of the same scenario are compared to find out whether the answers are repeatable.
 */
import type { AnyRouterKind, Observation, Scenario, Step, Table } from '#spec';
import { lifted } from '../network/lifting.ts';
import { errorText, isUnsupported, Undriven } from '../network/undriven.ts';
import { planRun } from '../scenario/runPlan.ts';

export interface TranscriptEntry {
  readonly step: Step;
  readonly seen: readonly Observation[];
  /** Observations that came only after the step, when the network was asked whether it has settled. */
  readonly after: readonly Observation[];
  readonly tables: readonly Table[];
}

/** Why the scenario ended before its last step. */
export interface TranscriptEnd {
  readonly how: 'unsupported' | 'crash';
  /** Number of entries before it. */
  readonly at: number;
  readonly step: Step | null;
  readonly words: string;
}

export interface Transcript {
  readonly scenario: Scenario;
  readonly entries: readonly TranscriptEntry[];
  readonly end: TranscriptEnd | null;
}

export interface TranscriptOptions {
  /** Awaited before each step, to leave time between steps. */
  readonly pause?: (index: number) => Promise<void>;
  /**
   * Ends after the scenario's own steps, without the epilogue: everybody is still there, as in a run
   * that stops at a finding.
   */
  readonly short?: boolean;
}

/** Runs a scenario and records what came when. Throws Undriven. */
export async function takeTranscript(
  kind: AnyRouterKind,
  scenario: Scenario,
  { pause, short = false }: TranscriptOptions = {},
): Promise<Transcript> {
  const features = new Set(kind.features);
  const steps = short ? scenario.steps : planRun(scenario, features).steps;
  const entries: TranscriptEntry[] = [];
  let step: Step | null = null;
  const endWith = (error: unknown): Transcript => {
    if (error instanceof Undriven) throw error;
    const how = isUnsupported(error) ? 'unsupported' : 'crash';
    return { scenario, entries, end: { how, at: entries.length, step, words: errorText(error) } };
  };
  const network = kind.level === 'router' ? lifted(kind) : kind;
  try {
    const session = await network.create(scenario.topology, () => steps);
    try {
      for (const [index, next] of steps.entries()) {
        await pause?.(index);
        step = next;
        const seen = await session.apply(next, index);
        const after = (await session.settled?.()) ?? [];
        const tables: Table[] = [];
        if (features.has('tables'))
          for (const { token } of scenario.topology.nodes) {
            const table = await session.table?.(token);
            if (!table) throw new Error('it declares the feature "tables" and shows none');
            tables.push(table);
          }
        entries.push({ step: next, seen, after, tables });
      }
    } finally {
      await session.close();
    }
  } catch (error) {
    return endWith(error);
  }
  return { scenario, entries, end: null };
}

/**
 * Returns the first step at which the two differ; null if none does. `ordered` false, for real sockets: the order
 * between carriers is not compared.
 */
export function findDifference(
  left: Transcript,
  right: Transcript,
  ordered: boolean,
): { readonly at: number; readonly step: Step | null } | null {
  const answerText = ({ seen, after, tables }: TranscriptEntry) => {
    const lines = [...seen, ...after].map((each) => JSON.stringify(each));
    return JSON.stringify([ordered ? lines : lines.toSorted(), tables]);
  };
  const most = Math.max(left.entries.length, right.entries.length);
  for (let at = 0; at < most; at++) {
    const [one, other] = [left.entries[at], right.entries[at]];
    if (!one || !other) return { at, step: (one ?? other)?.step ?? null };
    if (answerText(one) !== answerText(other)) return { at, step: one.step };
  }
  return JSON.stringify(left.end) === JSON.stringify(right.end)
    ? null
    : { at: most, step: left.end?.step ?? right.end?.step ?? null };
}
