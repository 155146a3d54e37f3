/**
 * A transcript: everything that a network showed in one scenario, step by step, unjudged. Two transcripts of the same scenario
 * are compared to find out whether the answers are repeatable.
 */
import type { AnyRouterKind, Observation, Scenario, Step, Table } from '#spec';
import { featuresOf } from '#spec';
import { closeNetwork } from '../network/closing.ts';
import { readSizes } from '../network/growth.ts';
import { liftKind } from '../network/lifting.ts';
import type { Misdirected } from '../network/misdirected.ts';
import { misdirectedIn } from '../network/misdirected.ts';
import { errorText, isUnsupported, Undriven } from '../network/undriven.ts';
import { planRun } from '../scenario/runPlan.ts';

export interface TranscriptEntry {
  readonly step: Step;
  readonly observed: readonly Observation[];
  /** Observations that came only after the step, when the network was asked whether it had settled. */
  readonly observedLate: readonly Observation[];
  readonly tables: readonly Table[];
  /** What the router sent or wrote to where it knows nothing to be. */
  readonly misdirected: readonly Misdirected[];
}

/** Why the scenario ended before its last step. */
export interface TranscriptEnd {
  readonly reason: 'unsupported' | 'crash';
  /** Index of the step at which it ended. */
  readonly stepIndex: number;
  readonly step: Step | null;
  readonly message: string;
}

export interface Transcript {
  readonly scenario: Scenario;
  readonly entries: readonly TranscriptEntry[];
  /** Whether the sizes of all nodes were told, before the first step and after the last. */
  readonly showsSizes: boolean;
  readonly end: TranscriptEnd | null;
}

export interface TranscriptOptions {
  /** Awaited before each step, to leave time between steps. */
  readonly pause?: (index: number) => Promise<void>;
  /** Ends after the scenario's own steps, without the epilogue. Nobody has left by then, as in a run that stops at a finding. */
  readonly withoutEpilogue?: boolean;
}

/** Runs a scenario and records what came when. Throws Undriven. */
export async function takeTranscript(
  kind: AnyRouterKind,
  scenario: Scenario,
  { pause, withoutEpilogue = false }: TranscriptOptions = {},
): Promise<Transcript> {
  const features = new Set(featuresOf(kind));
  const steps = withoutEpilogue ? scenario.steps : planRun(scenario, features).steps;
  const entries: TranscriptEntry[] = [];
  let step: Step | null = null;
  const endWith = (error: unknown): Transcript => {
    if (error instanceof Undriven) throw error;
    const how = isUnsupported(error) ? 'unsupported' : 'crash';
    return {
      scenario,
      entries,
      showsSizes: false,
      end: { reason: how, stepIndex: entries.length, step, message: errorText(error) },
    };
  };
  const showsSizes = features.has('size') && steps.length > 0;
  const network = kind.level === 'router' ? liftKind(kind) : kind;
  try {
    const session = await network.create(scenario.topology, () => steps);
    try {
      if (showsSizes) await readSizes(session, scenario.topology);
      for (const [index, next] of steps.entries()) {
        await pause?.(index);
        step = next;
        const observed = await session.apply(next, index);
        const observedLate = (await session.settled?.()) ?? [];
        const tables: Table[] = [];
        if (features.has('tables'))
          for (const { token } of scenario.topology.nodes) {
            const table = await session.table?.(token);
            if (!table) throw new Error('it declares the feature "tables" and shows none');
            tables.push(table);
          }
        const misdirected = misdirectedIn(session);
        entries.push({ step: next, observed, observedLate, tables, misdirected });
      }
      if (showsSizes) await readSizes(session, scenario.topology);
    } finally {
      await closeNetwork(kind, session);
    }
  } catch (error) {
    return endWith(error);
  }
  return { scenario, entries, showsSizes, end: null };
}

/**
 * Returns the first step at which the two transcripts differ; null if none does. `ordered` is false for real sockets: then the
 * order between carriers is not compared.
 */
export function findDifference(
  left: Transcript,
  right: Transcript,
  ordered: boolean,
): { readonly stepIndex: number; readonly step: Step | null } | null {
  const answerText = ({ observed, observedLate, tables, misdirected }: TranscriptEntry) => {
    const lines = [...observed, ...observedLate].map((each) => JSON.stringify(each));
    return JSON.stringify([ordered ? lines : lines.toSorted(), tables, misdirected]);
  };
  const most = Math.max(left.entries.length, right.entries.length);
  for (let stepIndex = 0; stepIndex < most; stepIndex++) {
    const [one, other] = [left.entries[stepIndex], right.entries[stepIndex]];
    if (!one || !other) return { stepIndex, step: (one ?? other)?.step ?? null };
    if (answerText(one) !== answerText(other)) return { stepIndex, step: one.step };
  }
  return JSON.stringify(left.end) === JSON.stringify(right.end)
    ? null
    : { stepIndex: most, step: left.end?.step ?? right.end?.step ?? null };
}
