/**
 * The examination: tests whether the answers of an adapter can be relied on, before its router is judged. It runs a few scenarios
 * twice, once on a fresh router and once after others. It never asks whether the router is correct; `check` does.
 */
import type { AnyRouterKind } from '#spec';
import { featuresOf } from '#spec';
import { LateAnswer } from '../network/undriven.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import type { Diagnosis } from './diagnosis.ts';
import { diagnoseFeatures, scenariosFor } from './features.ts';
import { buildCanary, diagnoseHonesty, dishonestDiagnosis } from './honesty.ts';
import { diagnosePace } from './pace.ts';
import { diagnoseDeterminism, diagnoseIsolation, unknownIsolation } from './repeatability.ts';
import { diagnoseTableOrder } from './tableOrder.ts';
import type { Transcript } from './transcript.ts';
import { takeTranscript } from './transcript.ts';

export interface AdapterUnderTest {
  readonly kind: AnyRouterKind;
  /** Creates a fresh instance of the same router that was not asked anything yet. */
  readonly anew: () => Promise<AnyRouterKind>;
  /** Returns the time of a monotonic clock, in ms. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

const SCENARIOS = 5;
const PAUSE_MS = 80;

/**
 * Examines the adapter. Throws Undriven if the adapter cannot be driven. Only when observations come too late, that is reported
 * as a diagnosis and nothing is thrown.
 */
export async function examineAdapter(adapter: AdapterUnderTest): Promise<readonly Diagnosis[]> {
  try {
    return await diagnoseAll(adapter);
  } catch (error) {
    if (!(error instanceof LateAnswer)) throw error;
    return [dishonestDiagnosis(error.message)];
  }
}

async function diagnoseAll({ kind, anew, now, pause }: AdapterUnderTest): Promise<Diagnosis[]> {
  const features = featuresOf(kind);
  const acknowledges = kind.level === 'network' && kind.quiescence === 'acknowledged';
  const ordered = kind.level === 'router' || kind.quiescence === 'exact';
  const scenarios = Array.from({ length: SCENARIOS }, (_, index) =>
    generate('doctor', index, { features, shapes, nodes: 3, steps: 20, interleave: 0 }),
  );
  const takeTranscripts = async (of: AnyRouterKind, some = scenarios) => {
    const transcripts: Transcript[] = [];
    for (const scenario of some) transcripts.push(await takeTranscript(of, scenario));
    return transcripts;
  };
  const first = await takeTranscripts(kind);
  const other = await takeTranscripts(await anew());
  const alone: Transcript[] = [];
  for (const scenario of scenarios) alone.push(await takeTranscript(await anew(), scenario));
  for (const scenario of scenarios) await takeTranscript(kind, scenario, { withoutEpilogue: true });
  const later = (await takeTranscripts(kind, scenarios.toReversed())).toReversed();
  const hasAnswered = first.some(({ entries }) => entries.length > 0);
  if (!hasAnswered) return [diagnoseFeatures(kind, first), ...unansweredDiagnoses()];
  const same = diagnoseDeterminism(first, other, ordered);
  const more = await takeTranscripts(kind, scenariosFor(kind));
  const backend = features.find((each) => each === 'axon' || each === 'ee');
  // If the router is not deterministic, two different answers prove nothing about settling.
  const canaryScenario = backend === undefined || !same.well ? null : buildCanary(backend);
  const quick = canaryScenario && (await takeTranscript(kind, canaryScenario));
  const slow =
    canaryScenario &&
    (await takeTranscript(kind, canaryScenario, {
      pause: async (index) => pause(index > 0 ? PAUSE_MS : 0),
    }));
  return [
    same,
    same.well ? diagnoseIsolation(alone, later, ordered) : unknownIsolation,
    diagnoseHonesty([...first, ...later], quick, slow, acknowledges),
    diagnoseFeatures(kind, [...first, ...more]),
    diagnoseTableOrder([...first, ...more], features.includes('tables')),
    await diagnosePace(kind, scenarios[0] as (typeof scenarios)[0], now),
  ];
}

/** Returns the diagnoses for a router that does not answer a single step yet. */
function unansweredDiagnoses(): Diagnosis[] {
  const seen = 'it has not answered a step yet';
  return (['deterministic', 'isolated', 'settled', 'tables', 'quick'] as const).map((about) => ({
    about,
    well: null,
    seen,
  }));
}
