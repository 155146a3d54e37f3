/**
 * A breach: a duel in which harm was done, as a scenario. The fewest frames that do it become steps of it: from there
 * on it is a failure like any other, judged by the law, shrunk, stored and replayed.
 */
import type { RouterKind, Scenario, Step } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import { run } from '../lockstep/run.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import type { HostileFrame, PairedRun, RawStep } from './pairedRun.ts';
import { runPaired } from './pairedRun.ts';

export interface FuzzFinding {
  /** With its hostile frames as steps. */
  readonly scenario: Scenario;
  readonly harm: string;
  readonly divergence: Divergence;
}

/** Null where the law leaves free what told the two runs apart. */
export async function fuzzFindingOf(
  kind: RouterKind,
  scenario: Scenario,
  { blows, harm }: PairedRun,
): Promise<FuzzFinding | null> {
  if (harm === null) return null;
  const first = await insertFrames(kind, scenario, await minimizeFrames(kind, scenario, blows));
  const [divergence] = (await run(kind, first)).findings;
  if (divergence?.clause === 'SAFE-1') return { scenario: first, harm, divergence };
  // Something else is wrong before the harm is done, or nothing at all: without what is not needed the harm shows.
  const lean = {
    ...first,
    steps: await minimize(first.steps, (steps) => isHarmful(kind, first, steps)),
  };
  const [second] = (await run(kind, lean)).findings;
  if (second) return { scenario: lean, harm, divergence: second };
  return harm === 'what followed was not the same'
    ? null
    : { scenario: first, harm, divergence: divergence ?? unconfirmedDivergence(first, harm) };
}

/** The law's own run went well: it is told all the same, as what did not come back. */
function unconfirmedDivergence({ steps }: Scenario, harm: string): Divergence {
  return {
    clause: 'SAFE-1',
    signature: `SAFE-1|${harm}|frame`,
    detail: `a hostile frame: ${harm}`,
    at: steps.length - 1,
    also: [],
  };
}

const isRawStep = (step: Step): step is RawStep => step.kind === 'inject' || step.kind === 'garble';

/** All the frames are frames of the attack, the scenario's own included. */
async function isHarmful(
  kind: RouterKind,
  { version, topology }: Scenario,
  all: readonly Step[],
): Promise<boolean> {
  if (scenarioFaults({ version, topology, steps: all }).length > 0) return false;
  const steps: Step[] = [];
  const blows: HostileFrame[] = [];
  for (const step of all)
    if (isRawStep(step)) blows.push({ after: steps.length, step });
    else steps.push(step);
  return (await replayFrames(kind, { version, topology, steps }, blows)).harm !== null;
}

const replayFrames = (kind: RouterKind, scenario: Scenario, blows: readonly HostileFrame[]) =>
  runPaired(kind, { scenario, advances: [] }, (_state, after) => rawStepsAt(blows, after));

const minimizeFrames = (kind: RouterKind, scenario: Scenario, blows: readonly HostileFrame[]) =>
  minimize(blows, async (some) => (await replayFrames(kind, scenario, some)).harm !== null);

/** The scenario as it was fought, the epilogue as far as it came. */
async function insertFrames(
  kind: RouterKind,
  scenario: Scenario,
  blows: readonly HostileFrame[],
): Promise<Scenario> {
  const { good } = await replayFrames(kind, scenario, blows);
  const steps = good.flatMap((step, at) => [...rawStepsAt(blows, at), step]);
  return { ...scenario, steps: [...steps, ...rawStepsAt(blows, good.length)] };
}

const rawStepsAt = (blows: readonly HostileFrame[], at: number): RawStep[] =>
  blows.filter(({ after }) => after === at).map(({ step }) => step);

/** Leaves out whatever can be left out, half of it at a time at first; the last one is the likeliest to do it alone. */
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
