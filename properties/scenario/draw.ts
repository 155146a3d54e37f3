/**
 * Draws random scenarios: each next step is one that is legal in the model's current state. A seed and an index determine the
 * scenario, on every machine. This file knows no router.
 */

import type { Advance, Bounds, State } from '#model';
import { advance, candidates, legal, start } from '#model';
import type { Carries, Feature, Scenario, Step, StepKind } from '#spec';
import { hasVariant, stepFeatures, TOPIC_LIMIT, usualFeatures, withVariants } from '#spec';
import { drawDimension, LARGEST, planOf, planSteps } from './large.ts';
import { isOffered } from './needs.ts';
import { Schedule } from './schedule.ts';
import { addStall } from './steering/stalls.ts';
import { needsHold, Steering, stageFor, stepsFor } from './steering/steering.ts';
import { isPlainCase } from './steps/plainCase.ts';
import { stepWeights } from './steps/stepWeights.ts';
import { thinState } from './steps/thinning.ts';
import { addStrays } from './strays.ts';
import type { Limits, Shape } from './topology.ts';
import {
  shapes as allShapes,
  boundedBy,
  drawTopology,
  LIMITS,
  NICES_AT_EDGES,
  offeredShapes,
} from './topology.ts';
import type { Chance } from './values/chance.ts';
import { oneOf, percent, pickSkewed, seeded, weighted } from './values/chance.ts';
import { drawNaming, wishedStyles } from './values/naming.ts';
import { drawPayload } from './values/payloads.ts';
import { drawBounds } from './vocabulary.ts';
import type { Wish } from './wishes.ts';
import { wishFor } from './wishes.ts';

export interface ScenarioOptions {
  /** The features that the router under test declares; steps that need another feature are not drawn. Default: all features but `handlers`, `stall` and the variants. */
  readonly features?: readonly Feature[];
  readonly shapes?: readonly Shape[];
  /** The most nodes of one scenario; the same as `limits.nodes`. */
  readonly nodes?: number;
  /** The most steps of one scenario; the same as `limits.steps`. */
  readonly steps?: number;
  /** How many nodes, orcs and so on a scenario may have at most. Default: `LARGEST` in large scenarios, `LIMITS` in others. */
  readonly limits?: Partial<Limits>;
  /** Percent of the cases that are large in one dimension, such as orcs or lines. Default: 4. */
  readonly large?: number;
  /** What the system under test can carry; nothing beyond it is drawn. Default: all that the law allows. */
  readonly carries?: Carries;
  /** Percent of the cases in which frames are held back, so that steps overlap. Default: 40. Large cases never hold frames back. */
  readonly interleave?: number;
  /** Whether every second scenario has a goal and is steered towards it (`steering/goals.ts`). Default: true. */
  readonly goals?: boolean;
}

export const drawnFeatures: readonly Feature[] = usualFeatures.filter(
  (feature) => feature !== 'handlers' && feature !== 'stall',
);

/** Percent of the events that carry a payload other than null. */
const PAYLOAD_PERCENT = 40;
/** Percent of the cases that are large in one dimension. */
const LARGE_PERCENT = 4;
/** Percent of the cases that hold frames back, and percent of the steps in such a case that deliver a held frame. */
const INTERLEAVED_PERCENT = 40;
const DELIVERY_PERCENT = 50;
/** Replaces `DELIVERY_PERCENT` in the middle of a race, so that few other steps come between its steps. */
const RACING_PERCENT = 90;

/** Limits of a scenario with a goal. They are wider, because nodes, pairs and orcs are added for what the goal needs. */
const STAGED: Limits = { ...LIMITS, nodes: 8, orcs: 14, pairs: 8, steps: 60 };

/** Whether `drawStep` may draw the kind. Steps that deliver or concern held frames need a schedule. */
function isDrawn(kind: StepKind, schedule: Schedule | null): boolean {
  const features: readonly Feature[] = stepFeatures[kind];
  return !features.includes('overlaps') || (schedule !== null && stepWeights[kind].weight > 0);
}

/** A drawn scenario, and what the model did in each step, in order. A run that is given this need not compute it a second time. */
export interface DrawnScenario {
  readonly scenario: Scenario;
  readonly advances: readonly Advance[];
}

/** Returns the scenario of a seed and an index, the same on every machine. */
export function generate(seed: string, index: number, options: ScenarioOptions = {}): Scenario {
  return drawScenario(seed, index, options).scenario;
}

/** Whether the scenario of this index has a goal, if goals are on. */
export const hasGoal = (index: number): boolean => index % 2 === 1;

/**
 * Like `generate`, with the model's advances. Every second scenario has a goal. Those between them are those that are drawn when
 * goals are off, in the same order. So what these find without goals is found with goals in at most twice as many scenarios.
 */
export function drawScenario(
  seed: string,
  index: number,
  options: ScenarioOptions = {},
): DrawnScenario {
  const features = options.features ?? drawnFeatures;
  const turn = Math.floor(index / 2);
  const withStall = (series: string, at: number, drawn: DrawnScenario, limits: Limits) =>
    addStall(
      seeded(`${series}/stalls`, at),
      drawn,
      features,
      boundedBy(limits, options).steps,
      (state, step) => isOffered(new Set(features), state, step),
    );
  if (options.goals === false || !hasGoal(index)) {
    const at = options.goals === false ? index : turn;
    return withStall(seed, at, drawBy(seeded(seed, at), options), LIMITS);
  }
  const drawn = drawBy(seeded(`${seed}/goals`, turn), options, wishFor(seed, turn, features));
  const most = boundedBy(STAGED, options).steps;
  const strayed = addStrays(seeded(`${seed}/strays`, turn), drawn, new Set(features), most);
  return withStall(`${seed}/goals`, turn, strayed, STAGED);
}

/** Like `drawScenario`, from any source of randomness. A large scenario has no goal. */
export function drawBy(chance: Chance, options: ScenarioOptions, wish: Wish = {}): DrawnScenario {
  const features = new Set(options.features ?? drawnFeatures);
  const shapes = offeredShapes(options.shapes ?? allShapes, features);
  const { carries = {} } = options;
  const largePercent = options.large ?? LARGE_PERCENT;
  const dimension =
    percent(chance, largePercent) || (wish.dimension && largePercent > 0)
      ? drawDimension(chance, features, shapes, boundedBy(LARGEST, options), wish.dimension)
      : null;
  const wished = wish.goal ?? null;
  const interleave = options.interleave ?? INTERLEAVED_PERCENT;
  const isHoldAsked = wished !== null && needsHold(wished, features);
  const goal = dimension || (isHoldAsked && interleave === 0) ? null : wished;
  const schedule =
    !dimension &&
    features.has('overlaps') &&
    (percent(chance, interleave) || (goal !== null && isHoldAsked))
      ? new Schedule(chance, features)
      : null;
  // Without `interleaving` a network chooses its own delivery order, so the scenario must not prescribe one.
  const isDelivering = features.has('interleaving');
  // A single node has few frames in flight, so cases that hold frames back prefer several nodes.
  const several = schedule ? shapes.filter((shape) => shape !== 'single') : [];
  const from = several.length > 0 ? several : shapes;
  const shape = oneOf(chance, from.length > 0 ? from : (['single'] as const));
  const limits = boundedBy(LIMITS, options);
  const plan = dimension ? planOf(chance, dimension, boundedBy(LARGEST, options)) : null;
  const isOdd = plan?.isOdd === true;
  const naming = drawNaming(
    chance,
    carries,
    wish.style ?? (isOdd ? oneOf(chance, wishedStyles) : null),
  );
  const drawnTopology = drawTopology(chance, {
    shape: plan && shapes.includes(plan.shape) ? plan.shape : shape,
    features,
    limits,
    naming,
    ...(plan ? { sizes: plan.sizes } : {}),
    ...(isOdd && features.has('nice') ? { nices: NICES_AT_EDGES } : {}),
  });
  const plain = withVariants(drawnTopology, features);
  const staged = boundedBy(STAGED, options);
  const stage =
    goal &&
    stageFor(chance, plain, goal, {
      ...staged,
      features,
      mayAddNodes: shapes.includes('roots'),
    });
  const topology = stage?.topology ?? plain;
  const drawn = drawBounds(chance, topology, {
    features,
    limits,
    naming,
    carries,
    ...(plan ? { lineCount: plan.lines } : {}),
    ...(isOdd ? { oddPercent: 100 } : {}),
  });
  const bounds = { ...drawn, kinds: drawn.kinds.filter((kind) => isDrawn(kind, schedule)) };
  const planned = plan ? planSteps(chance, plan, topology, drawn, carries) : [];
  const most = boundedBy(LARGEST, options).steps;
  const plainCount = plan
    ? Math.min(most, planned.length + plan.others)
    : Math.min(limits.steps, 8 + chance.below(Math.max(1, limits.steps - 7)));
  const count =
    goal && stage
      ? Math.max(plainCount, Math.min(stepsFor(goal, features), staged.steps))
      : plainCount;
  const steps: Step[] = [];
  const advances: Advance[] = [];
  let state = start(topology);
  const steering =
    goal && stage
      ? new Steering(chance, goal, stage, state, {
          features,
          lines: drawn.lines,
          lineLimit: staged.lines,
          topicUnits: carries.topicUnits ?? TOPIC_LIMIT,
          isOffered: (at, step) => isOffered(features, at, step),
          mayHold: schedule !== null,
        })
      : null;
  while (steps.length < count) {
    const delivery =
      schedule &&
      isDelivering &&
      state.history.held &&
      percent(chance, schedule.isRacing ? RACING_PERCENT : DELIVERY_PERCENT)
        ? schedule.next(state)
        : null;
    const step =
      nextPlanned(planned, state, features) ??
      delivery ??
      steering?.next(state) ??
      drawStep(chance, state, bounds, carries, plan !== null);
    if (!step) break;
    const advanced = advance(state, step, steps.length);
    steering?.record(state, step, advanced);
    advances.push(advanced);
    state = advanced.state;
    steps.push(step);
  }
  return { scenario: { version: 1, topology, steps }, advances };
}

/** Takes the next planned step that is legal and needs no undeclared feature. */
function nextPlanned(planned: Step[], state: State, features: ReadonlySet<Feature>): Step | null {
  for (let step = planned.shift(); step; step = planned.shift())
    if (legal(state, step) === null && isOffered(features, state, step)) return step;
  return null;
}

/** Returns one legal step, or null when ten draws found none. `isLarge`: only a few orcs and pairs of the state are looked at. */
export function drawStep(
  chance: Chance,
  whole: State,
  bounds: Bounds,
  carries: Carries,
  isLarge: boolean,
): Step | null {
  // In a large state there would be thousands of candidates.
  const state = isLarge ? thinState(chance, whole) : whole;
  const isLonely = state.history.attachments.length < 2;
  const { held } = state.history;
  // Of several ways one is lost and comes back more often, as that is what the others are for.
  const losses = hasVariant(whole.topology, 'ways') ? 10 : 1;
  const weights = bounds.kinds.map((kind) => {
    const weight = stepWeights[kind][held ? 'heldWeight' : 'weight'];
    const times = kind === 'uplink down' ? losses : 1;
    return [kind, kind === 'join' && isLonely ? 60 : weight * times] as const;
  });
  for (let draws = 0; draws < 10; draws++) {
    const step = drawKind(chance, state, bounds, weighted(chance, weights));
    const isAllowed =
      step && legal(whole, step) === null && (!isLarge || isOffered(bounds.features, whole, step));
    if (isAllowed)
      return step.kind === 'publish'
        ? addPayload(chance, step, carries)
        : addThrows(chance, step, bounds);
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

/** Reduces the bounds to a few topics, patterns or frames: to list every candidate of these kinds would be slow. */
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

function addPayload(chance: Chance, step: Step, carries: Carries): Step {
  if (!percent(chance, PAYLOAD_PERCENT)) return step;
  return { ...step, payload: drawPayload(chance, carries) } as Step;
}

function addThrows(chance: Chance, step: Step, bounds: Bounds): Step {
  return step.kind === 'subscribe' && bounds.features.has('handlers') && percent(chance, 15)
    ? { ...step, throws: true }
    : step;
}
