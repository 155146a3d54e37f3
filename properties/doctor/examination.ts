/**
 * The examination: an adapter looked at from all sides before its router is judged. It asks a few scenarios twice, from a
 * new start and after one another, and never whether the router is right: that is for `check`.
 */
import type { NetworkKind, RouterKind } from '#spec';
import { LateAnswer } from '../network/undriven.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import type { Diagnosis } from './diagnosis.ts';
import { canary, dishonest, honesty } from './honesty.ts';
import { offers, scenariosFor } from './offers.ts';
import { order } from './order.ts';
import { pace } from './pace.ts';
import { determinism, isolation, untoldIsolation } from './sameness.ts';
import type { Transcript } from './transcript.ts';
import { transcript } from './transcript.ts';

export interface Patient {
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
export async function examined(patient: Patient): Promise<readonly Diagnosis[]> {
  try {
    return await all(patient);
  } catch (error) {
    if (!(error instanceof LateAnswer)) throw error;
    return [dishonest(error.message)];
  }
}

async function all({ kind, anew, now, pause }: Patient): Promise<Diagnosis[]> {
  const { features } = kind;
  const acknowledges = kind.level === 'network' && kind.quiescence === 'acknowledged';
  const ordered = kind.level === 'router' || kind.quiescence === 'exact';
  const scenarios = Array.from({ length: SCENARIOS }, (_, index) =>
    generate('doctor', index, { features, shapes, nodes: 3, steps: 20, interleave: 0 }),
  );
  const asked = async (of: RouterKind | NetworkKind, some = scenarios) => {
    const came: Transcript[] = [];
    for (const scenario of some) came.push(await transcript(of, scenario));
    return came;
  };
  const first = await asked(kind);
  const other = await asked(await anew());
  for (const scenario of scenarios) await transcript(kind, scenario, { short: true });
  const later = (await asked(kind, scenarios.toReversed())).toReversed();
  const told = first.some(({ entries }) => entries.length > 0);
  if (!told) return [offers(kind, first), ...untold()];
  const same = determinism(first, other, ordered);
  const more = await asked(kind, scenariosFor(kind));
  const backend = features.find((each) => each === 'axon' || each === 'ee');
  // Of one that answers by chance nothing follows from two answers that differ.
  const bird = backend === undefined || !same.well ? null : canary(backend);
  const quick = bird && (await transcript(kind, bird));
  const slow =
    bird &&
    (await transcript(kind, bird, { pause: async (index) => pause(index > 0 ? PAUSE_MS : 0) }));
  return [
    same,
    same.well ? isolation(first, later, ordered) : untoldIsolation,
    honesty([...first, ...later], quick, slow, acknowledges),
    offers(kind, [...first, ...more]),
    order([...first, ...more], features.includes('tables')),
    await pace(kind, scenarios[0] as (typeof scenarios)[0], now),
  ];
}

/** Of a router that answers nothing yet. */
function untold(): Diagnosis[] {
  const seen = 'it has not answered a step yet';
  return (['deterministic', 'isolated', 'settled', 'tables', 'quick'] as const).map((about) => ({
    about,
    well: null,
    seen,
  }));
}
