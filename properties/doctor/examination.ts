/**
 * The examination: an adapter looked at from all sides before its router is judged. It asks a few scenarios twice, from a
 * new start and after one another, and never whether the router is right: that is for `check`.
 */
import type { NetworkKind, RouterKind } from '#spec';
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
  readonly kind: RouterKind | NetworkKind;
  /** The same router from a new start: nothing was asked of it. */
  readonly anew: () => Promise<RouterKind | NetworkKind>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

const SCENARIOS = 5;
const PAUSE_MS = 80;

/** Throws Undriven, but for what comes late: that is a diagnosis. */
export async function examineAdapter(patient: AdapterUnderTest): Promise<readonly Diagnosis[]> {
  try {
    return await diagnoseAll(patient);
  } catch (error) {
    if (!(error instanceof LateAnswer)) throw error;
    return [dishonestDiagnosis(error.message)];
  }
}

async function diagnoseAll({ kind, anew, now, pause }: AdapterUnderTest): Promise<Diagnosis[]> {
  const { features } = kind;
  const acknowledges = kind.level === 'network' && kind.quiescence === 'acknowledged';
  const ordered = kind.level === 'router' || kind.quiescence === 'exact';
  const scenarios = Array.from({ length: SCENARIOS }, (_, index) =>
    generate('doctor', index, { features, shapes, nodes: 3, steps: 20, interleave: 0 }),
  );
  const takeTranscripts = async (of: RouterKind | NetworkKind, some = scenarios) => {
    const transcripts: Transcript[] = [];
    for (const scenario of some) transcripts.push(await takeTranscript(of, scenario));
    return transcripts;
  };
  const first = await takeTranscripts(kind);
  const other = await takeTranscripts(await anew());
  for (const scenario of scenarios) await takeTranscript(kind, scenario, { short: true });
  const later = (await takeTranscripts(kind, scenarios.toReversed())).toReversed();
  const hasAnswered = first.some(({ entries }) => entries.length > 0);
  if (!hasAnswered) return [diagnoseFeatures(kind, first), ...unansweredDiagnoses()];
  const same = diagnoseDeterminism(first, other, ordered);
  const more = await takeTranscripts(kind, scenariosFor(kind));
  const backend = features.find((each) => each === 'axon' || each === 'ee');
  // Of one that answers by chance nothing follows from two answers that differ.
  const canaryScenario = backend === undefined || !same.well ? null : buildCanary(backend);
  const quick = canaryScenario && (await takeTranscript(kind, canaryScenario));
  const slow =
    canaryScenario &&
    (await takeTranscript(kind, canaryScenario, {
      pause: async (index) => pause(index > 0 ? PAUSE_MS : 0),
    }));
  return [
    same,
    same.well ? diagnoseIsolation(first, later, ordered) : unknownIsolation,
    diagnoseHonesty([...first, ...later], quick, slow, acknowledges),
    diagnoseFeatures(kind, [...first, ...more]),
    diagnoseTableOrder([...first, ...more], features.includes('tables')),
    await diagnosePace(kind, scenarios[0] as (typeof scenarios)[0], now),
  ];
}

/** Of a router that answers nothing yet. */
function unansweredDiagnoses(): Diagnosis[] {
  const seen = 'it has not answered a step yet';
  return (['deterministic', 'isolated', 'settled', 'tables', 'quick'] as const).map((about) => ({
    about,
    well: null,
    seen,
  }));
}
