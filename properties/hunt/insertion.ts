/**
 * Insertion: draws steps into a scenario at one of its places, as the generator draws them, with the scenario's own topics
 * first. It is the shrinker's dropping of steps, backwards. What stands behind them may no longer be legal.
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
import type { Surroundings } from './surroundings.ts';

/** Percent of the inserted steps that deliver a frame, while frames are held back. */
const DELIVERY_PERCENT = 40;
const deliveries = ['arrive', 'climb', 'descend', 'repeat'] as const satisfies readonly StepKind[];

/** Inserts so many steps, or fewer where none can be drawn. */
export function insertSteps(
  chance: Chance,
  scenario: Scenario,
  at: number,
  count: number,
  surroundings: Surroundings,
): Scenario {
  const { topology, steps } = scenario;
  const bounds = boundsFor(chance, scenario, surroundings);
  let state = start(topology);
  for (const [index, step] of steps.slice(0, at).entries())
    state = advance(state, step, index).state;
  // A state without orcs or pairs cannot be looked at in part.
  const isLarge = topology.orcs.length > 0 && topology.pairs.length > 0;
  const drawn: Step[] = [];
  for (let turn = 0; turn < count; turn++) {
    const step =
      drawDelivery(chance, state, bounds) ??
      drawStep(chance, state, bounds, surroundings.carries, isLarge);
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

/** What the generator would use on this topology, after what the scenario uses already. */
function boundsFor(
  chance: Chance,
  { topology, steps }: Scenario,
  { features, carries }: Surroundings,
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
