/**
 * Needs: the features that a scenario requires of the router that runs it, derived from its topology, its steps and
 * the state at each step. The generator respects them while drawing; stored and hand-written scenarios are checked
 * here.
 */
import type { State } from '#model';
import { advance, start } from '#model';
import type { AnyRouterKind, Feature, Scenario, Step } from '#spec';
import {
  featuresOf,
  hasEmptyLine,
  hasVariant,
  pairOf,
  routingOf,
  stepFeatures,
  topologyFaults,
  withVariants,
} from '#spec';

/** Returns the features that the scenario needs and the kind does not offer. The scenario must be legal. */
export function missingForScenario(scenario: Scenario, kind: AnyRouterKind): Feature[] {
  return [...needsOf(scenario)].filter((feature) => !featuresOf(kind).includes(feature));
}

/**
 * Returns the scenario under the law with the variants that the kind declares; the same one if it is so already. A topology with several
 * ways keeps `ways` in any case: there is no law for it without.
 */
export function underLawOf(kind: AnyRouterKind, scenario: Scenario): Scenario {
  const features = featuresOf(kind);
  const plain = withVariants(scenario.topology, features);
  const isLegal = !hasVariant(scenario.topology, 'ways') || topologyFaults(plain).length === 0;
  const topology = isLegal ? plain : withVariants(scenario.topology, [...features, 'ways']);
  return topology === scenario.topology ? scenario : { ...scenario, topology };
}

export function needsOf({ topology, steps }: Scenario): Set<Feature> {
  const needed = new Set<Feature>(topology.variants);
  if (topology.uplinks.length > 0) needed.add('nodes');
  if (topology.orcs.some(({ nice }) => nice !== 0)) needed.add('nice');
  let state = start(topology);
  for (const [index, step] of steps.entries()) {
    for (const feature of needsOfStep(state, step)) needed.add(feature);
    state = advance(state, step, index).state;
  }
  return needed;
}

/** Returns the features that one step needs in the state in which it is done. */
function needsOfStep(state: State, step: Step): readonly Feature[] {
  return [...stepFeatures[step.kind], ...fieldNeeds(step), ...placeNeeds(state, step)];
}

/** Whether the features allow the step in this state. */
export const isOffered = (features: ReadonlySet<Feature>, state: State, step: Step): boolean =>
  needsOfStep(state, step).every((each) => features.has(each));

function fieldNeeds(step: Step): Feature[] {
  const topic = 'topic' in step ? topicNeeds(step.topic) : [];
  if (step.kind === 'subscribe') return step.throws ? [...topic, 'handlers'] : topic;
  return step.kind === 'publish' && step.forward !== undefined ? [...topic, 'forward'] : topic;
}

/**
 * Returns the features that a topic needs as that of an event, or as a pattern: one on a line needs none. A topic with `<>` is
 * there to be refused.
 */
export function topicNeeds(topic: string): Feature[] {
  if (hasEmptyLine(topic)) return ['refusals'];
  const { kind } = routingOf(topic);
  return kind === 'result' ? ['results'] : kind === 'broadcast' ? ['broadcast'] : [];
}

/** Returns the features that a step needs because of where its orc is already attached, and who else uses the pair. */
function placeNeeds({ topology, history }: State, step: Step): Feature[] {
  if (!('pair' in step)) return [];
  const { node, backend } = pairOf(topology, step.pair);
  if (!('orc' in step)) return [backend];
  const own = history.attachments.filter((each) => each.orcName === step.orc);
  if (own.some((each) => each.pair === step.pair)) return [backend];
  if (step.kind === 'command') return [backend, 'nested'];
  const isShared = history.attachments.some((each) => each.pair === step.pair);
  const isBeside = own.every((each) => each.node === node && each.backend !== backend);
  return [
    backend,
    ...(isShared ? (['shared pairs'] as const) : []),
    ...(own.length === 0 ? [] : [isBeside ? ('both backends' as const) : ('moves' as const)]),
  ];
}
