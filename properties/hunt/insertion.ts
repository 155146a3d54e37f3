/**
 * Insertion: a mutation that inserts new steps into a scenario. The steps are drawn as the generator draws them, and
 * prefer the topics and patterns that the scenario uses already. The steps after them may no longer be legal.
 */
import type { Bounds, State } from '#model';
import { advance, enabledOf, start } from '#model';
import type { Scenario, Step, StepKind } from '#spec';
import { stepFeatures } from '#spec';
import { drawStep } from '../scenario/draw.ts';
import { linesOf } from '../scenario/lines.ts';
import { LIMITS } from '../scenario/topology.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { oneOf, percent } from '../scenario/values/chance.ts';
import { plainNaming } from '../scenario/values/naming.ts';
import { drawBounds } from '../scenario/vocabulary.ts';
import { dedupe } from '../shrink/edit.ts';
import type { HuntScope } from './scope.ts';

/** While frames are held back: how many percent of the inserted steps deliver a frame. */
const DELIVERY_PERCENT = 40;
const deliveries = ['arrive', 'climb', 'descend', 'repeat'] as const satisfies readonly StepKind[];

/** Inserts `count` steps before the step of index `at`; fewer if no further step can be drawn. */
export function insertSteps(
  chance: Chance,
  scenario: Scenario,
  at: number,
  count: number,
  scope: HuntScope,
): Scenario {
  const { topology, steps } = scenario;
  const bounds = boundsFor(chance, scenario, scope);
  let state = start(topology);
  for (const [index, step] of steps.slice(0, at).entries())
    state = advance(state, step, index).state;
  // With `isLarge`, steps are drawn for some orcs and pairs only, which needs at least one of each.
  const isLarge = topology.orcs.length > 0 && topology.pairs.length > 0;
  const drawn: Step[] = [];
  for (let turn = 0; turn < count; turn++) {
    const step =
      drawDelivery(chance, state, bounds) ??
      drawStep(chance, state, bounds, scope.carries, isLarge);
    if (!step) break;
    state = advance(state, step, at + drawn.length).state;
    drawn.push(step);
  }
  return { ...scenario, steps: steps.toSpliced(at, 0, ...drawn) };
}

function drawDelivery(chance: Chance, state: State, bounds: Bounds): Step | null {
  if (!state.history.held || !percent(chance, DELIVERY_PERCENT)) return null;
  const all = deliveries.flatMap((kind) => enabledOf(state, bounds, kind));
  return all.length > 0 ? oneOf(chance, all) : null;
}

/**
 * Returns the bounds by which the generator would draw on this topology, with the scenario's own patterns and topics
 * first.
 */
function boundsFor(
  chance: Chance,
  { topology, steps }: Scenario,
  { features, carries }: HuntScope,
): Bounds {
  const drawn = drawBounds(chance, topology, {
    features,
    limits: LIMITS,
    naming: plainNaming,
    carries,
  });
  const usedBy = (...kinds: readonly StepKind[]) =>
    steps.flatMap((step) => (kinds.includes(step.kind) && 'topic' in step ? [step.topic] : []));
  const plain = linesOf(steps)
    .map((line) => `wh::<${line}>.changed`)
    .filter((topic) => topic.length <= (carries.topicUnits ?? topic.length));
  const subscribed = usedBy('subscribe', 'hall subscribe');
  return {
    ...drawn,
    kinds: drawn.kinds.filter((kind) => stepFeatures[kind].every((each) => features.has(each))),
    patterns: dedupe([...subscribed, ...plain, ...drawn.patterns]),
    topics: dedupe([...usedBy('publish'), ...plain, ...drawn.topics]),
  };
}
