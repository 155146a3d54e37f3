/**
 * Mutate: one scenario made of another by a way that is chosen before, so that the hunt can tell which ways lead to
 * something new. All randomness comes from `chance`; the result is legal by the model.
 */
import type { Scenario } from '#spec';
import type { DrawnScenario } from '../scenario/draw.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { addEntity, changeStep, dropChunk, moveChunk, repeatChunk } from './edits.ts';
import { insertSteps } from './insertion.ts';
import { renameAll } from './renaming.ts';
import { splice } from './splice.ts';
import type { Surroundings } from './surroundings.ts';
import { legalized } from './surroundings.ts';

type Mutation = (
  chance: Chance,
  scenario: Scenario,
  partner: Scenario,
  hunted: Surroundings,
) => Scenario;

const mutations = {
  insert: (chance, scenario, _, hunted) =>
    insertSteps(
      chance,
      scenario,
      chance.below(scenario.steps.length + 1),
      1 + chance.below(4),
      hunted,
    ),
  extend: (chance, scenario, _, hunted) =>
    insertSteps(chance, scenario, scenario.steps.length, 4 + chance.below(9), hunted),
  repeat: (chance, scenario) => repeatChunk(chance, scenario),
  drop: (chance, scenario) => dropChunk(chance, scenario),
  move: (chance, scenario) => moveChunk(chance, scenario),
  change: (chance, scenario, _, hunted) => changeStep(chance, scenario, hunted),
  rename: (chance, scenario, _, hunted) => renameAll(chance, scenario, hunted),
  grow: (chance, scenario, _, hunted) => {
    const grown = addEntity(chance, scenario, hunted);
    const at = chance.below(scenario.steps.length + 1);
    return insertSteps(chance, grown, at, 2 + chance.below(6), hunted);
  },
  splice: (chance, scenario, partner) => splice(chance, scenario, partner),
} as const satisfies Record<string, Mutation>;

export type MutationName = keyof typeof mutations;
export const mutationNames = Object.keys(mutations) as readonly MutationName[];

/** Null when nothing legal is left. `partner`: the other scenario of a splice. */
export function mutate(
  chance: Chance,
  name: MutationName,
  scenario: Scenario,
  partner: Scenario,
  hunted: Surroundings,
): DrawnScenario | null {
  const apply: Mutation = mutations[name];
  const once = apply(chance, scenario, partner, hunted);
  // Now and then a value is changed besides, since some faults need both.
  const raw =
    chance.below(4) === 0 && once.steps.length > 0 ? changeStep(chance, once, hunted) : once;
  return legalized(raw, hunted);
}
