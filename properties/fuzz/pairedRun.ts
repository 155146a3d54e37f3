/**
 * A duel: one scenario twice on the same router, once in peace and once with hostile frames between its steps. Each
 * of these must be answered by refusals alone, and nothing else may tell the two runs apart (SAFE-1). So it finds what
 * hostile frames do to a router, whatever else is wrong with it.
 */
import type { State } from '#model';
import { advance, start } from '#model';
import type { Network, NodeToken, Observation, RouterKind, Scenario, Step, Topology } from '#spec';
import { alike, sameTable } from '../compare/fastEqual.ts';
import { opened } from '../network/lifting.ts';
import { isUnsupported, Undriven, wordsOf } from '../network/undriven.ts';
import type { DrawnScenario } from '../scenario/draw.ts';
import { canaries, departure, returning } from '../scenario/epilogue.ts';

/** A step that puts a raw frame somewhere. */
export type Raw = Extract<Step, { readonly kind: 'inject' | 'garble' }>;

/** A hostile frame, and how many of the good steps come before it. */
export interface Blow {
  readonly after: number;
  readonly step: Raw;
}

/** What comes after so many good steps, with the network in this state. */
export type Attack = (state: State, after: number) => Iterable<Raw>;

export interface Duel {
  /** As far as it went, the epilogue and the step that told the runs apart included. */
  readonly good: readonly Step[];
  readonly blows: readonly Blow[];
  /** What the hostile frames did, in a few words; null where they did nothing. */
  readonly harm: string | null;
}

/**
 * Fights until harm is done or everybody has left. What the router does wrong in peace is not asked here. All that will
 * come is drawn first, so that a router far away can be asked for it ahead. Throws Undriven.
 */
export async function duel(kind: RouterKind, drawn: DrawnScenario, attack: Attack): Promise<Duel> {
  const { scenario } = drawn;
  const course = [...rounds(drawn, kind, attack)];
  const calmly = course.flatMap(({ step }, index) => (step ? [{ step, index }] : []));
  const hostile = course.flatMap(({ step, raws }, index) =>
    [...raws, ...(step ? [step] : [])].map((each) => ({ step: each, index })),
  );
  const { topology } = scenario;
  const fought: Fought = { good: [], blows: [] };
  const networks: Network[] = [];
  try {
    for (const plan of [calmly, hostile]) networks.push(await opened(kind, topology, () => plan));
    const [peace, war] = networks as [Network, Network];
    return { ...fought, harm: await fight(kind, scenario, course, [peace, war], fought) };
  } catch (error) {
    // What it does not do yet is not judged, nor what would come after.
    if (isUnsupported(error)) return { ...fought, harm: null };
    throw error instanceof Undriven ? error : new Undriven(wordsOf(error));
  } finally {
    for (const network of networks) await network.close();
  }
}

interface Fought {
  readonly good: Step[];
  readonly blows: Blow[];
}

/** What harm was done, if any. */
async function fight(
  kind: RouterKind,
  { topology }: Scenario,
  course: readonly Round[],
  [peace, war]: readonly [peace: Network, war: Network],
  { good, blows }: Fought,
): Promise<string | null> {
  const tabled = kind.features.includes('tables');
  for (const [index, { step, raws }] of course.entries()) {
    for (const raw of raws) {
      blows.push({ after: index, step: raw });
      const harm = harmOf(await tried(war, raw, index));
      if (harm !== null) return harm;
    }
    const changed = tabled ? await differing(peace, war, topology) : null;
    if (changed !== null) return `the table of ${changed} changed`;
    if (step === null) break;
    good.push(step);
    const calm = await tried(peace, step, index);
    if (calm === null) return null;
    const hit = await tried(war, step, index);
    if (hit === null) return 'it threw later';
    if (!alike(calm, hit)) return 'what followed was not the same';
  }
  return null;
}

/** Hostile frames, then the good step; null at the end. */
interface Round {
  readonly raws: readonly Raw[];
  readonly step: Step | null;
}

function* rounds(drawn: DrawnScenario, kind: RouterKind, attack: Attack): Generator<Round> {
  let index = 0;
  for (const [state, step] of moments(drawn, kind))
    yield { raws: [...attack(state, index++)], step };
}

/** Each state and the step that comes in it, then the last state and none. */
function* moments(
  { scenario, advances }: DrawnScenario,
  { features }: RouterKind,
): Generator<[State, Step | null]> {
  const offered = new Set(features);
  let state = start(scenario.topology);
  let index = 0;
  const moment = (step: Step): [State, Step] => {
    const before = state;
    state = (advances[index] ?? advance(state, step, index)).state;
    index++;
    return [before, step];
  };
  for (const step of scenario.steps) yield moment(step);
  for (let step = returning(state); step; step = returning(state)) yield moment(step);
  for (const step of canaries(scenario)) yield moment(step);
  for (let step = departure(state, offered); step; step = departure(state, offered))
    yield moment(step);
  yield [state, null];
}

function harmOf(answer: readonly Observation[] | null): string | null {
  if (answer === null) return 'it threw';
  if (answer.length === 0) return 'it was not refused';
  return answer.every(({ kind }) => kind === 'refusal') ? null : 'it was honoured';
}

/** Null where it threw. Throws Undriven and Unsupported. */
async function tried(network: Network, step: Step, index: number) {
  try {
    return await network.apply(step, index);
  } catch (error) {
    if (error instanceof Undriven || isUnsupported(error)) throw error;
    return null;
  }
}

async function differing(
  peace: Network,
  war: Network,
  { nodes }: Topology,
): Promise<NodeToken | null> {
  for (const { token } of nodes) {
    const [calm, hit] = [await peace.table?.(token), await war.table?.(token)];
    if (calm && hit && !sameTable(calm, hit)) return token;
  }
  return null;
}
