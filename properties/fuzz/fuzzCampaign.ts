/**
 * Fuzz campaign: paired runs with freshly drawn hostile frames, until the wanted number of frames has been sent. Harm
 * becomes a fuzz finding; the campaign itself judges nothing.
 */

import type { State } from '#model';
import type { AnyRouterKind, Json, RouterKind, Scenario } from '#spec';
import { FRAME_DEPTH, featuresOf, isJson, linked } from '#spec';
import { isRemote } from '../network/lifting.ts';
import { drawScenario } from '../scenario/draw.ts';
import { linesOf } from '../scenario/lines.ts';
import type { Limits, Shape } from '../scenario/topology.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { oneOf, percent, seeded } from '../scenario/values/chance.ts';
import { formatCount, groupDigits } from '../wording/counts.ts';
import type { Bus, Names } from './frames.ts';
import { drawGenuine, drawHostile } from './frames.ts';
import type { FuzzFinding } from './fuzzFinding.ts';
import { fuzzFindingOf } from './fuzzFinding.ts';
import type { RawStep } from './pairedRun.ts';
import { runPaired } from './pairedRun.ts';

export interface FuzzOptions {
  readonly seed: string;
  /** Number of hostile frames to send. */
  readonly frames: number;
  readonly shapes?: readonly Shape[];
  readonly nodes?: number;
  readonly limits?: Partial<Limits>;
  readonly large?: number;
  /** Ends the campaign early; asked before each scenario. */
  readonly over?: () => boolean;
}

export interface FuzzCampaign {
  /** Number of hostile frames sent. */
  readonly frames: number;
  /** Number of well-formed steps that were done between the hostile frames. */
  readonly steps: number;
  readonly scenarios: number;
  /** `frames`: how many hostile frames had been sent by the end of the scenario that showed the finding. */
  readonly findings: readonly (FuzzFinding & { readonly frames: number })[];
}

/** Hostile frames between two well-formed steps, on average. */
const FRAMES_PER_STEP = 40;
/** Before each step, at most this many well-formed frames are sent on a link that is down. */
const MOST_ON_DOWN_LINK = 8;
/** The most frames that are put before a step on pairs that are not attached. */
const MOST_ON_CLOSED_PAIRS = 4;
/**
 * The deepest nesting of a frame that is sent to an adapter. JSON parsers of all languages accept this depth. Python's
 * parser fails at a thousand levels, and then the whole line of the pipe is lost.
 */
const REMOTE_DEPTH = 100;
/** Gives up after this many scenarios in a row in which no frame could be sent. */
const MAX_EMPTY_SCENARIOS = 100;
/** Stops after this many findings: a router that breaks at every other frame would take too long. */
const MAX_FINDINGS = 5;

/** Returns the result of a campaign in one sentence. */
export function formatFuzzCampaign({ frames, steps, findings }: FuzzCampaign): string {
  const among = `${formatCount(frames, 'hostile frame')} among ${formatCount(steps, 'good step')}`;
  if (findings.length === 0) return `${among}: none threw, tables and deliveries as without them`;
  const [first] = findings;
  return `${among} did harm in ${formatCount(findings.length, 'scenario')}, the first within ${groupDigits(first?.frames ?? 0)} frames: ${first?.harm}`;
}

export function figuresOf({ frames, steps, scenarios, findings }: FuzzCampaign) {
  return { frames, steps, scenarios, breaches: findings.length };
}

/** Whether the router can be fuzzed: it is driven frame by frame, and raw frames may be put on its pairs. */
export function canBeFuzzed(kind: AnyRouterKind): kind is RouterKind {
  return kind.level === 'router' && featuresOf(kind).includes('raw');
}

export async function fuzzRouter(kind: RouterKind, options: FuzzOptions): Promise<FuzzCampaign> {
  const { seed, frames, over, ...bounds } = options;
  const findings: (FuzzFinding & { readonly frames: number })[] = [];
  let sentCount = 0;
  let steps = 0;
  let scenarios = 0;
  let emptyInARow = 0;
  while (
    sentCount < frames &&
    emptyInARow < MAX_EMPTY_SCENARIOS &&
    findings.length < MAX_FINDINGS &&
    over?.() !== true
  ) {
    // Yields to the event loop, so that an interrupt is noticed.
    await new Promise((resume) => setImmediate(resume));
    const drawnScenario = drawScenario(`${seed}/hostile`, scenarios, {
      features: featuresOf(kind),
      interleave: 0,
      ...(kind.carries ? { carries: kind.carries } : {}),
      ...bounds,
    });
    const { scenario } = drawnScenario;
    const paired = await runPaired(
      kind,
      drawnScenario,
      frameSourceFor(kind, scenario, seeded(`${seed}/frames`, scenarios), frames - sentCount),
    );
    emptyInARow = paired.sentFrames.length === 0 ? emptyInARow + 1 : 0;
    sentCount += paired.sentFrames.length;
    steps += paired.steps.length;
    scenarios++;
    if (paired.harm === null) continue;
    const finding = await fuzzFindingOf(kind, scenario, paired);
    if (finding) findings.push({ ...finding, frames: sentCount });
  }
  return { frames: sentCount, steps, scenarios, findings };
}

function frameSourceFor(kind: RouterKind, scenario: Scenario, chance: Chance, most: number) {
  const names = namesOf(scenario);
  const deepest = isRemote(kind) ? REMOTE_DEPTH : FRAME_DEPTH;
  const frame = (bus: Bus): Json => {
    const each = drawHostile(chance, bus, names);
    return isJson(each, deepest) ? each : frame(bus);
  };
  const links = featuresOf(kind).includes('raw links');
  const strays = featuresOf(kind).includes('stray frames');
  let left = most;
  return function* (state: State): Generator<RawStep> {
    const { open } = state.history;
    const uplinks = links ? linked(state.history).uplinks : [];
    const down = links ? state.history.down : [];
    for (const uplink of down)
      for (let count = Math.min(left, chance.below(MOST_ON_DOWN_LINK + 1)); count > 0; count--) {
        left--;
        const bus = percent(chance, 50) ? 'command' : 'event';
        yield { kind: 'garble', ...uplink, bus, frame: drawGenuine(chance, bus, names) };
      }
    const closed = strays
      ? scenario.topology.pairs.filter(({ id }) => !open.includes(id)).map(({ id }) => id)
      : [];
    const strayCount = closed.length === 0 ? 0 : chance.below(MOST_ON_CLOSED_PAIRS + 1);
    for (let count = Math.min(left, strayCount); count > 0; count--) {
      left--;
      const isMeant = percent(chance, 70);
      const meant = isMeant ? drawGenuine(chance, 'command', names) : frame('command');
      yield { kind: 'stray', pair: oneOf(chance, closed), frame: meant };
    }
    if (open.length + uplinks.length === 0) return;
    for (let count = Math.min(left, chance.below(2 * FRAMES_PER_STEP + 1)); count > 0; count--) {
      left--;
      if (uplinks.length === 0 || (open.length > 0 && percent(chance, 60))) {
        const pair = oneOf(chance, open);
        yield { kind: 'inject', pair, frame: frame('command') };
      } else {
        const bus = percent(chance, 50) ? 'command' : 'event';
        const { below, above } = oneOf(chance, uplinks);
        yield { kind: 'garble', below, above, bus, frame: frame(bus) };
      }
    }
  };
}

function namesOf({ topology, steps }: Scenario): Names {
  return {
    orcs: [...topology.orcs.map(({ name }) => name), 'stranger@nowhere', '__proto__@T'],
    lines: [...linesOf(steps), 'constructor', '__proto__'],
    tokens: [...topology.nodes.map(({ token }) => token), ...topology.pairs.map(({ id }) => id)],
  };
}
