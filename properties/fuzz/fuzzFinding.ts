/**
 * Fuzz finding: a paired run that found harm, turned into a scenario. The fewest frames that still do harm become its
 * steps; from then on it is an ordinary failure that is judged by the law, shrunk, stored and replayed.
 */
import type { RouterKind, Scenario, Step } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import { run } from '../lockstep/run.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import type { HostileFrame, PairedRun, RawStep } from './pairedRun.ts';
import { runPaired } from './pairedRun.ts';

export interface FuzzFinding {
  /** Contains the hostile frames as steps. */
  readonly scenario: Scenario;
  readonly harm: string;
  readonly divergence: Divergence;
}

/**
 * Returns the finding of a paired run. Returns null if the hostile frames did no harm, or if the two runs differ only
 * in what the law leaves free.
 */
export async function fuzzFindingOf(
  kind: RouterKind,
  scenario: Scenario,
  { sentFrames, harm }: PairedRun,
): Promise<FuzzFinding | null> {
  if (harm === null) return null;
  const first = await insertFrames(
    kind,
    scenario,
    await minimizeFrames(kind, scenario, sentFrames),
  );
  const [divergence] = (await run(kind, first)).findings;
  if (divergence?.clause === 'SAFE-1') return { scenario: first, harm, divergence };
  // The lockstep run failed for another reason, or it passed. Drop every step that the harm does not need, then run
  // the scenario again.
  const reduced = {
    ...first,
    steps: await minimize(first.steps, (steps) => isHarmful(kind, first, steps)),
  };
  const [second] = (await run(kind, reduced)).findings;
  if (second) return { scenario: reduced, harm, divergence: second };
  return harm === 'what followed was not the same'
    ? null
    : { scenario: first, harm, divergence: divergence ?? unconfirmedDivergence(first, harm) };
}

/** Returns the finding for harm that the paired run showed but that the lockstep run does not reproduce. */
function unconfirmedDivergence({ steps }: Scenario, harm: string): Divergence {
  return {
    clause: 'SAFE-1',
    signature: `SAFE-1|${harm}|frame`,
    detail: `a hostile frame: ${harm}`,
    at: steps.length - 1,
    also: [],
  };
}

const isRawStep = (step: Step): step is RawStep => 'frame' in step;

/** Whether the steps do harm. Every raw frame among them counts as hostile, even one of the original scenario. */
async function isHarmful(
  kind: RouterKind,
  { version, topology }: Scenario,
  all: readonly Step[],
): Promise<boolean> {
  if (scenarioFaults({ version, topology, steps: all }).length > 0) return false;
  const steps: Step[] = [];
  const sentFrames: HostileFrame[] = [];
  for (const step of all)
    if (isRawStep(step)) sentFrames.push({ after: steps.length, step });
    else steps.push(step);
  return (await replayFrames(kind, { version, topology, steps }, sentFrames)).harm !== null;
}

const replayFrames = (kind: RouterKind, scenario: Scenario, sentFrames: readonly HostileFrame[]) =>
  runPaired(kind, { scenario, advances: [] }, (_state, after) => rawStepsAt(sentFrames, after));

const minimizeFrames = (
  kind: RouterKind,
  scenario: Scenario,
  sentFrames: readonly HostileFrame[],
) => minimize(sentFrames, async (some) => (await replayFrames(kind, scenario, some)).harm !== null);

/** Returns the scenario with the hostile frames as steps. Of the epilogue it has the steps that the paired run did. */
async function insertFrames(
  kind: RouterKind,
  scenario: Scenario,
  sentFrames: readonly HostileFrame[],
): Promise<Scenario> {
  const { steps: taken } = await replayFrames(kind, scenario, sentFrames);
  const steps = taken.flatMap((step, at) => [...rawStepsAt(sentFrames, at), step]);
  return { ...scenario, steps: [...steps, ...rawStepsAt(sentFrames, taken.length)] };
}

const rawStepsAt = (sentFrames: readonly HostileFrame[], at: number): RawStep[] =>
  sentFrames.filter(({ after }) => after === at).map(({ step }) => step);

/**
 * Leaves out all items that are not needed, in halves at first. The last item is tried alone first, as it is the
 * likeliest to suffice.
 */
async function minimize<T>(
  all: readonly T[],
  isEnough: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  const last = all.slice(-1);
  if (await isEnough(last)) return last;
  let kept = all;
  for (let size = kept.length >> 1; size >= 1; size >>= 1)
    for (let from = 0; from < kept.length; ) {
      const fewer = kept.toSpliced(from, size);
      if (fewer.length > 0 && (await isEnough(fewer))) kept = fewer;
      else from += size;
    }
  return kept;
}
