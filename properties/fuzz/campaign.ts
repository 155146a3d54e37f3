/**
 * A siege: many duels, with frames drawn for every moment, until so many frames have been thrown at the router. What
 * did harm becomes a breach; the siege itself judges nothing.
 */
import type { State } from '#model';
import type { Json, NetworkKind, RouterKind, Scenario } from '#spec';
import { FRAME_DEPTH, isJson, lineOf, linked } from '#spec';
import { isDistant } from '../network/lifting.ts';
import type { Chance } from '../scenario/chance.ts';
import { oneOf, percent, seeded } from '../scenario/chance.ts';
import { drawScenario } from '../scenario/draw.ts';
import type { Shape } from '../scenario/topology.ts';
import { counted, grouped } from '../wording/counts.ts';
import type { Bus, Names } from './frames.ts';
import { drawHostile } from './frames.ts';
import type { Breach } from './fuzzFinding.ts';
import { breachOf } from './fuzzFinding.ts';
import type { Raw } from './pairedRun.ts';
import { duel } from './pairedRun.ts';

export interface SiegeOptions {
  readonly seed: string;
  /** How many hostile frames. */
  readonly frames: number;
  readonly shapes?: readonly Shape[];
  readonly nodes?: number;
  /** Ends it early; asked before each scenario. */
  readonly over?: () => boolean;
}

export interface Siege {
  /** Hostile frames thrown. */
  readonly frames: number;
  /** Good steps among them. */
  readonly steps: number;
  readonly scenarios: number;
  /** With how many frames had been thrown by then. */
  readonly breaches: readonly (Breach & { readonly frames: number })[];
}

/** Hostile frames between two good steps, on the average. */
const DENSITY = 40;
/** Levels of a frame that any language's JSON reader takes: Python's gives up at a thousand, and loses the whole line. */
const POSTED_DEPTH = 100;
/** So many scenarios in a row in which no frame could be thrown: there will be none. */
const BARREN = 100;
/** So many breaches tell enough: a router that breaks at every other frame would take for ever. */
const BREACHES = 5;

/** What became of it, in one sentence. */
export function siegeText({ frames, steps, breaches }: Siege): string {
  const among = `${counted(frames, 'hostile frame')} among ${counted(steps, 'good step')}`;
  if (breaches.length === 0) return `${among}: none threw, tables and deliveries as without them`;
  const [first] = breaches;
  return `${among} did harm in ${counted(breaches.length, 'scenario')}, the first within ${grouped(first?.frames ?? 0)} frames: ${first?.harm}`;
}

export function figuresOf({ frames, steps, scenarios, breaches }: Siege) {
  return { frames, steps, scenarios, breaches: breaches.length };
}

/** Whether the router can be besieged: it is driven frame by frame, and raw frames may be put on its pairs. */
export function canBeBesieged(kind: RouterKind | NetworkKind): kind is RouterKind {
  return kind.level === 'router' && kind.features.includes('raw');
}

export async function besiege(kind: RouterKind, options: SiegeOptions): Promise<Siege> {
  const { seed, frames, shapes, nodes, over } = options;
  const breaches: (Breach & { readonly frames: number })[] = [];
  let thrown = 0;
  let steps = 0;
  let scenarios = 0;
  let barren = 0;
  while (thrown < frames && barren < BARREN && breaches.length < BREACHES && over?.() !== true) {
    // Lets an interrupt through.
    await new Promise((resume) => setImmediate(resume));
    const drawnScenario = drawScenario(`${seed}/hostile`, scenarios, {
      features: kind.features,
      interleave: 0,
      ...(shapes ? { shapes } : {}),
      ...(nodes === undefined ? {} : { nodes }),
    });
    const { scenario } = drawnScenario;
    const fought = await duel(
      kind,
      drawnScenario,
      drawn(kind, scenario, seeded(`${seed}/frames`, scenarios), frames - thrown),
    );
    barren = fought.blows.length === 0 ? barren + 1 : 0;
    thrown += fought.blows.length;
    steps += fought.good.length;
    scenarios++;
    if (fought.harm === null) continue;
    const breach = await breachOf(kind, scenario, fought);
    if (breach) breaches.push({ ...breach, frames: thrown });
  }
  return { frames: thrown, steps, scenarios, breaches };
}

function drawn(kind: RouterKind, scenario: Scenario, chance: Chance, most: number) {
  const names = namesOf(scenario);
  const deepest = isDistant(kind) ? POSTED_DEPTH : FRAME_DEPTH;
  const frame = (bus: Bus): Json => {
    const each = drawHostile(chance, bus, names);
    return isJson(each, deepest) ? each : frame(bus);
  };
  const links = kind.features.includes('raw links');
  let left = most;
  return function* (state: State): Generator<Raw> {
    const { open } = state.history;
    const up = links ? linked(state.history).uplinks : [];
    if (open.length + up.length === 0) return;
    for (let count = Math.min(left, chance.below(2 * DENSITY + 1)); count > 0; count--) {
      left--;
      if (up.length === 0 || (open.length > 0 && percent(chance, 60))) {
        const pair = oneOf(chance, open);
        yield { kind: 'inject', pair, frame: frame('command') };
      } else {
        const bus = percent(chance, 50) ? 'command' : 'event';
        const { below, above } = oneOf(chance, up);
        yield { kind: 'garble', below, above, bus, frame: frame(bus) };
      }
    }
  };
}

function namesOf({ topology, steps }: Scenario): Names {
  const lines = steps.flatMap((step) => ('topic' in step ? [lineOf(step.topic)] : []));
  return {
    orcs: [...topology.orcs.map(({ name }) => name), 'stranger@nowhere', '__proto__@T'],
    lines: [...new Set(lines.filter((line) => line !== null)), 'constructor', '__proto__'],
    tokens: [...topology.nodes.map(({ token }) => token), ...topology.pairs.map(({ id }) => id)],
  };
}
