/**
 * Draws random scenarios: each next step is one that is legal in the model's current state. A seed and an index
 * determine the scenario, the same on every machine. It knows no router.
 */

import type { Advance, Bounds, State } from '#model';
import { advance, candidates, legal, start } from '#model';
import type { Feature, Scenario, Step, StepKind } from '#spec';
import { featureNames, stepFeatures } from '#spec';
import type { Chance } from './chance.ts';
import { oneOf, percent, pickSkewed, seeded, weighted } from './chance.ts';
import { isPlainCase } from './plainCase.ts';
import { Schedule } from './schedule.ts';
import { stepWeights } from './stepWeights.ts';
import type { Shape } from './topology.ts';
import { shapes as allShapes, drawTopology } from './topology.ts';
import { drawBounds } from './vocabulary.ts';

export interface ScenarioOptions {
  /**
   * The features that the router under test declares; steps that need others are not drawn. Default: all but `ways`
   * and `handlers`.
   */
  readonly features?: readonly Feature[];
  readonly shapes?: readonly Shape[];
  /** Most nodes of one scenario. */
  readonly nodes?: number;
  /** Most steps of one scenario. */
  readonly steps?: number;
  /** Percent of the cases in which frames are held back, so that steps overlap. Default: 40. */
  readonly interleave?: number;
}

const LATER_FEATURES: readonly Feature[] = ['ways', 'handlers'];
export const drawnFeatures: readonly Feature[] = featureNames.filter(
  (feature) => !LATER_FEATURES.includes(feature),
);

/**
 * Percent of the cases that hold frames back (if the router offers `overlaps`), and percent of the steps in such a
 * case that deliver a held frame.
 */
const INTERLEAVED_PERCENT = 40;
const DELIVERY_PERCENT = 50;
/**
 * Replaces `DELIVERY_PERCENT` in the middle of a race, so that few other steps come between the steps of the race.
 */
const RACING_PERCENT = 90;

/** Whether `drawStep` may draw the kind: deliveries and what belongs to held frames need a schedule. */
function isDrawn(kind: StepKind, schedule: Schedule | null): boolean {
  const features: readonly Feature[] = stepFeatures[kind];
  return !features.includes('overlaps') || (schedule !== null && stepWeights[kind].weight > 0);
}

/**
 * A drawn scenario, and what the model did for each of its steps, in order. A run that is given these advances need
 * not compute the model a second time.
 */
export interface DrawnScenario {
  readonly scenario: Scenario;
  readonly advances: readonly Advance[];
}

/** The scenario of a seed and an index; the same on every machine. */
export function generate(seed: string, index: number, options: ScenarioOptions = {}): Scenario {
  return drawScenario(seed, index, options).scenario;
}

/** Like `generate`, with the model's advances. */
export function drawScenario(
  seed: string,
  index: number,
  options: ScenarioOptions = {},
): DrawnScenario {
  return drawBy(seeded(seed, index), options);
}

/** Like `drawScenario`, from any source of randomness. */
export function drawBy(chance: Chance, options: ScenarioOptions): DrawnScenario {
  const features = new Set(options.features ?? drawnFeatures);
  const shapes = (options.shapes ?? allShapes).filter(
    (shape) => shape === 'single' || features.has('nodes'),
  );
  const schedule =
    features.has('overlaps') && percent(chance, options.interleave ?? INTERLEAVED_PERCENT)
      ? new Schedule(chance, features)
      : null;
  // Without the feature `interleaving` a network chooses its own delivery order, so the scenario must not prescribe
  // one.
  const isDelivering = features.has('interleaving');
  // A single node has few frames in flight: cases that hold frames back prefer several nodes.
  const several = schedule ? shapes.filter((shape) => shape !== 'single') : [];
  const from = several.length > 0 ? several : shapes;
  const shape = oneOf(chance, from.length > 0 ? from : (['single'] as const));
  const topology = drawTopology(chance, shape, features, options.nodes);
  const drawn = drawBounds(chance, topology, features);
  const bounds = { ...drawn, kinds: drawn.kinds.filter((kind) => isDrawn(kind, schedule)) };
  const count = 8 + chance.below(Math.max(1, (options.steps ?? 40) - 7));
  const steps: Step[] = [];
  const advances: Advance[] = [];
  let state = start(topology);
  while (steps.length < count) {
    const delivery =
      schedule &&
      isDelivering &&
      state.history.held &&
      percent(chance, schedule.isRacing ? RACING_PERCENT : DELIVERY_PERCENT)
        ? schedule.next(state)
        : null;
    const step = delivery ?? drawStep(chance, state, bounds);
    if (!step) break;
    const advanced = advance(state, step, steps.length);
    advances.push(advanced);
    state = advanced.state;
    steps.push(step);
  }
  return { scenario: { version: 1, topology, steps }, advances };
}

/** One legal step, or null when ten draws found none. */
function drawStep(chance: Chance, state: State, bounds: Bounds): Step | null {
  const isLonely = state.history.attachments.length < 2;
  const { held } = state.history;
  const weights = bounds.kinds.map(
    (kind) =>
      [
        kind,
        kind === 'join' && isLonely ? 60 : stepWeights[kind][held ? 'heldWeight' : 'weight'],
      ] as const,
  );
  for (let draws = 0; draws < 10; draws++) {
    const step = drawKind(chance, state, bounds, weighted(chance, weights));
    if (step && legal(state, step) === null)
      return step.kind === 'publish' ? addPayload(chance, step) : addThrows(chance, step, bounds);
  }
  return null;
}

function drawKind(chance: Chance, state: State, bounds: Bounds, kind: StepKind): Step | null {
  const all = candidates(state, narrowBounds(chance, state, bounds, kind), kind);
  const plainSteps = all.filter((step) => isPlainCase(state, step));
  const isRare = all.length > plainSteps.length && percent(chance, stepWeights[kind].rarePercent);
  const from = isRare ? all.filter((step) => !isPlainCase(state, step)) : plainSteps;
  return from.length > 0 ? pickSkewed(chance, from) : all.length > 0 ? oneOf(chance, all) : null;
}

/**
 * The bounds reduced to a few topics, patterns or frames, because listing every candidate of these kinds would be
 * slow.
 */
function narrowBounds(chance: Chance, state: State, bounds: Bounds, kind: StepKind): Bounds {
  if (kind === 'publish') {
    const topics = [1, 2, 3].map(() => pickSkewed(chance, bounds.topics));
    return { ...bounds, topics: [...new Set(topics)], hordes: [oneOf(chance, bounds.hordes)] };
  }
  if (kind === 'subscribe') {
    const patterns = [1, 2].map(() => pickSkewed(chance, bounds.patterns));
    return { ...bounds, patterns: [...new Set(patterns)] };
  }
  const { open } = state.history;
  if (kind !== 'inject' || open.length === 0) return bounds;
  const frames = [1, 2, 3, 4].map(() => oneOf(chance, bounds.frames));
  return { ...bounds, frames, at: oneOf(chance, open) };
}

function addPayload(chance: Chance, step: Step): Step {
  if (!percent(chance, 40)) return step;
  const payload = oneOf(chance, [
    { deep: { list: [1, 'two', null] } },
    'text',
    [[]],
    { __proto__x: 1 },
  ]);
  return { ...step, payload } as Step;
}

function addThrows(chance: Chance, step: Step, bounds: Bounds): Step {
  return step.kind === 'subscribe' && bounds.features.has('handlers') && percent(chance, 15)
    ? { ...step, throws: true }
    : step;
}
