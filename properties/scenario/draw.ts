/**
 * Scenarios drawn from what is enabled: each next step is a legal one in the model's state (engine of the harness).
 * Given by seed and index, so that every machine draws the same. It knows no router.
 */

import type { Advance, Bounds, State } from '#model';
import { advance, candidates, legal, start } from '#model';
import type { Feature, Scenario, Step, StepKind } from '#spec';
import { featureNames, stepFeatures } from '#spec';
import type { Chance } from './chance.ts';
import { oneOf, percent, pickSkewed, seeded, weighted } from './chance.ts';
import { isPlainCase } from './plainCase.ts';
import { Schedule } from './schedule.ts';
import type { Shape } from './topology.ts';
import { shapes as allShapes, drawTopology } from './topology.ts';
import { drawBounds } from './vocabulary.ts';

export interface ScenarioOptions {
  /** What the router under test declares; steps that need more are not drawn. Default: all but the later chapters. */
  readonly features?: readonly Feature[];
  readonly shapes?: readonly Shape[];
  /** Most nodes of one scenario. */
  readonly nodes?: number;
  /** Most steps of one scenario. */
  readonly steps?: number;
  /** Percent of the cases that hold frames back, or let steps overlap. Default: 40. */
  readonly interleave?: number;
}

const LATER_FEATURES: readonly Feature[] = ['ways', 'handlers'];
export const drawnFeatures: readonly Feature[] = featureNames.filter(
  (feature) => !LATER_FEATURES.includes(feature),
);

const WEIGHTS = {
  join: 12,
  command: 5,
  subscribe: 16,
  unsubscribe: 7,
  leave: 4,
  end: 2,
  cut: 4,
  rename: 3,
  publish: 22,
  'hall subscribe': 3,
  'hall unsubscribe': 2,
  inject: 6,
  garble: 0,
  'uplink down': 3,
  'uplink up': 6,
  restart: 2,
  crash: 0,
  repeat: 0,
  hold: 16,
  settle: 4,
  arrive: 0,
  climb: 0,
  descend: 0,
} as const satisfies Record<StepKind, number>;

/** Percent of the cases that hold frames back, where it is offered; and of the steps that deliver one meanwhile. */
const INTERLEAVED_PERCENT = 40;
const DELIVERY_PERCENT = 50;
/** The same in the middle of a race: seldom does something else come between. */
const RACING_PERCENT = 90;

/** Deliveries are drawn by the schedule; the rest of it only where there is one. */
function isDrawn(kind: StepKind, schedule: Schedule | null): boolean {
  const features: readonly Feature[] = stepFeatures[kind];
  return !features.includes('overlaps')
    ? true
    : schedule !== null && (kind === 'hold' || kind === 'settle');
}

/** While frames are held back: what sends something down, and what takes away whom it is for. */
const HELD_WEIGHTS: Partial<Record<StepKind, number>> = {
  join: 6,
  unsubscribe: 20,
  leave: 10,
  end: 4,
  cut: 8,
  publish: 34,
  'uplink down': 6,
  'uplink up': 16,
  settle: 3,
};

/**
 * A drawn scenario with what the model did for each of its steps, in order: a run that is given the advances asks the
 * model once a step and not twice.
 */
export interface DrawnScenario {
  readonly scenario: Scenario;
  readonly advances: readonly Advance[];
}

/** The scenario of a seed and an index; the same on every machine. */
export function generate(seed: string, index: number, options: ScenarioOptions = {}): Scenario {
  return drawScenario(seed, index, options).scenario;
}

/** The same, with the model's advances. */
export function drawScenario(
  seed: string,
  index: number,
  options: ScenarioOptions = {},
): DrawnScenario {
  return drawBy(seeded(seed, index), options);
}

/** The same from any source of chance. */
export function drawBy(chance: Chance, options: ScenarioOptions): DrawnScenario {
  const features = new Set(options.features ?? drawnFeatures);
  const shapes = (options.shapes ?? allShapes).filter(
    (shape) => shape === 'single' || features.has('nodes'),
  );
  const schedule =
    features.has('overlaps') && percent(chance, options.interleave ?? INTERLEAVED_PERCENT)
      ? new Schedule(chance, features)
      : null;
  // A network that goes by a schedule of its own is not told what to deliver.
  const isDelivering = features.has('interleaving');
  // One node has little in flight: where frames are held back, more of them tell more.
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

/** One enabled step, or null when ten draws found none. */
function drawStep(chance: Chance, state: State, bounds: Bounds): Step | null {
  const isLonely = state.history.attachments.length < 2;
  const { held } = state.history;
  const weights = bounds.kinds.map(
    (kind) =>
      [
        kind,
        kind === 'join' && isLonely ? 60 : (held && HELD_WEIGHTS[kind]) || WEIGHTS[kind],
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
  const isRare = all.length > plainSteps.length && percent(chance, RARE_PERCENT[kind] ?? 0);
  const from = isRare ? all.filter((step) => !isPlainCase(state, step)) : plainSteps;
  return from.length > 0 ? pickSkewed(chance, from) : all.length > 0 ? oneOf(chance, all) : null;
}

/** The bounds with a few words of the kinds that have many: listing all of them would cost more than it tells. */
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

/** Share in percent of the steps of a kind that are drawn among those that tell less, or break things on purpose. */
const RARE_PERCENT: Partial<Record<StepKind, number>> = {
  join: 22,
  command: 35,
  subscribe: 8,
  unsubscribe: 12,
  rename: 25,
  publish: 35,
  'hall unsubscribe': 20,
};

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
