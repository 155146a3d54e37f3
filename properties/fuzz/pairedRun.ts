/**
 * Paired run: one scenario on two networks of the same router, one of which also receives hostile frames between the
 * steps. Each hostile frame must be answered by refusals alone, and nothing else may differ between the two (SAFE-1).
 * So it finds the effect of hostile frames, whatever else is wrong with the router.
 */
import type { State } from '#model';
import { advance, start } from '#model';
import type { Network, NodeToken, Observation, RouterKind, Scenario, Step, Topology } from '#spec';
import { featuresOf, readEvent, readMessage } from '#spec';
import { sameObservations, sameTable } from '../compare/fastEqual.ts';
import { closeNetwork } from '../network/closing.ts';
import { openNetwork } from '../network/lifting.ts';
import { errorText, isUnsupported, Undriven } from '../network/undriven.ts';
import type { DrawnScenario } from '../scenario/draw.ts';
import { canarySteps, nextDeparture, nextUplinkUp } from '../scenario/epilogue.ts';

/** A step that sends a raw frame. */
export type RawStep = Extract<Step, { readonly frame: unknown }>;

/** A hostile frame; `after`: how many well-formed steps come before it. */
export interface HostileFrame {
  readonly after: number;
  readonly step: RawStep;
}

/** Returns the hostile frames to send after `after` well-formed steps, in the model's state at that moment. */
export type FrameSource = (state: State, after: number) => Iterable<RawStep>;

export interface PairedRun {
  /** The well-formed steps that were done, including those of the epilogue and the step that showed a difference. */
  readonly steps: readonly Step[];
  readonly sentFrames: readonly HostileFrame[];
  /** What the hostile frames changed, in a few words; null when they changed nothing. */
  readonly harm: string | null;
}

/**
 * Runs until harm is found or the epilogue is over. What the router does wrong without hostile frames is not judged
 * here. All steps and frames are drawn beforehand, so that a remote router can be sent several inputs at once. Throws
 * Undriven.
 */
export async function runPaired(
  kind: RouterKind,
  drawn: DrawnScenario,
  framesAt: FrameSource,
): Promise<PairedRun> {
  const { scenario } = drawn;
  const allRounds = [...rounds(drawn, kind, framesAt)];
  const controlPlan = allRounds.flatMap(({ step }, index) => (step ? [{ step, index }] : []));
  const attackedPlan = allRounds.flatMap(({ step, raws }, index) =>
    [...raws, ...(step ? [step] : [])].map((each) => ({ step: each, index })),
  );
  const { topology } = scenario;
  const takenSteps: TakenSteps = { steps: [], sentFrames: [] };
  const networks: Network[] = [];
  try {
    for (const plan of [controlPlan, attackedPlan])
      networks.push(await openNetwork(kind, topology, () => plan));
    const [control, attacked] = networks as [Network, Network];
    return {
      ...takenSteps,
      harm: await compareRuns(kind, scenario, allRounds, [control, attacked], takenSteps),
    };
  } catch (error) {
    // A step that the router does not support ends the comparison: neither it nor a later step is judged.
    if (isUnsupported(error)) return { ...takenSteps, harm: null };
    throw error instanceof Undriven ? error : new Undriven(errorText(error));
  } finally {
    for (const network of networks) await closeNetwork(kind, network);
  }
}

interface TakenSteps {
  readonly steps: Step[];
  readonly sentFrames: HostileFrame[];
}

/** Runs both networks round by round. Returns the harm that was done; null for none. */
async function compareRuns(
  kind: RouterKind,
  { topology }: Scenario,
  allRounds: readonly Round[],
  [control, attacked]: readonly [control: Network, attacked: Network],
  { steps, sentFrames }: TakenSteps,
): Promise<string | null> {
  const hasTables = featuresOf(kind).includes('tables');
  for (const [index, { step, raws }] of allRounds.entries()) {
    for (const raw of raws) {
      sentFrames.push({ after: index, step: raw });
      const harm = harmOf(raw, await tryStep(attacked, raw, index));
      if (harm !== null) return harm;
    }
    const changed = hasTables ? await findChangedTable(control, attacked, topology) : null;
    if (changed !== null) return `the table of ${changed} changed`;
    if (step === null) break;
    steps.push(step);
    const controlAnswer = await tryStep(control, step, index);
    if (controlAnswer === null) return null;
    const attackedAnswer = await tryStep(attacked, step, index);
    if (attackedAnswer === null) return 'it threw later';
    if (!sameObservations(controlAnswer, attackedAnswer)) return 'what followed was not the same';
  }
  return null;
}

/** Hostile frames, then a well-formed step; the step is null in the last round. */
interface Round {
  readonly raws: readonly RawStep[];
  readonly step: Step | null;
}

function* rounds(drawn: DrawnScenario, kind: RouterKind, framesAt: FrameSource): Generator<Round> {
  let index = 0;
  for (const [state, step] of statesAndSteps(drawn, kind))
    yield { raws: [...framesAt(state, index++)], step };
}

/** Yields each step with the model's state before it; finally the last state, without a step. */
function* statesAndSteps(
  { scenario, advances }: DrawnScenario,
  kind: RouterKind,
): Generator<[State, Step | null]> {
  const offered = new Set(featuresOf(kind));
  let state = start(scenario.topology);
  let index = 0;
  const advanceBy = (step: Step): [State, Step] => {
    const before = state;
    state = (advances[index] ?? advance(state, step, index)).state;
    index++;
    return [before, step];
  };
  for (const step of scenario.steps) yield advanceBy(step);
  for (let step = nextUplinkUp(state); step; step = nextUplinkUp(state)) yield advanceBy(step);
  for (const step of canarySteps(scenario)) yield advanceBy(step);
  for (let step = nextDeparture(state, offered); step; step = nextDeparture(state, offered))
    yield advanceBy(step);
  yield [state, null];
}

function harmOf(raw: RawStep, answer: readonly Observation[] | null): string | null {
  if (answer === null) return 'it threw';
  if (answer.length === 0) return mayBeIgnored(raw) ? null : 'it was not refused';
  return answer.every(({ kind }) => kind === 'refusal') ? null : 'it was honoured';
}

/**
 * Whether the router may ignore the frame as well as refuse it: its pair is not attached, or it is well formed and only its link is
 * down.
 */
const mayBeIgnored = (raw: RawStep): boolean =>
  raw.kind === 'stray' ||
  (raw.kind === 'garble' &&
    typeof (raw.bus === 'command' ? readMessage : readEvent)(raw.frame) !== 'string');

/** Applies the step to the network. Returns null if the router threw. Throws Undriven and Unsupported. */
async function tryStep(network: Network, step: Step, index: number) {
  try {
    return await network.apply(step, index);
  } catch (error) {
    if (error instanceof Undriven || isUnsupported(error)) throw error;
    return null;
  }
}

async function findChangedTable(
  control: Network,
  attacked: Network,
  { nodes }: Topology,
): Promise<NodeToken | null> {
  for (const { token } of nodes) {
    const [controlTable, attackedTable] = [
      await control.table?.(token),
      await attacked.table?.(token),
    ];
    if (controlTable && attackedTable && !sameTable(controlTable, attackedTable)) return token;
  }
  return null;
}
