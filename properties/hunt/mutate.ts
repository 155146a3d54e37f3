/**
 * Mutate: makes one scenario from another by a named mutation. The caller chooses the mutation, because the hunt counts
 * which of them lead to something new. All randomness comes from `chance`. The result is legal by the model.
 */
import type { Scenario } from '#spec';
import type { DrawnScenario } from '../scenario/draw.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { addEntity, changeStep, dropChunk, moveChunk, repeatChunk } from './edits.ts';
import { insertSteps } from './insertion.ts';
import { renameAll } from './renaming.ts';
import type { HuntScope } from './scope.ts';
import { restrictToLegal } from './scope.ts';
import { splice } from './splice.ts';

type Mutation = (
  chance: Chance,
  scenario: Scenario,
  partner: Scenario,
  scope: HuntScope,
) => Scenario;

const mutations = {
  insert: (chance, scenario, _, scope) =>
    insertSteps(
      chance,
      scenario,
      chance.below(scenario.steps.length + 1),
      1 + chance.below(4),
      scope,
    ),
  extend: (chance, scenario, _, scope) =>
    insertSteps(chance, scenario, scenario.steps.length, 4 + chance.below(9), scope),
  repeat: (chance, scenario) => repeatChunk(chance, scenario),
  drop: (chance, scenario) => dropChunk(chance, scenario),
  move: (chance, scenario) => moveChunk(chance, scenario),
  change: (chance, scenario, _, scope) => changeStep(chance, scenario, scope),
  rename: (chance, scenario, _, scope) => renameAll(chance, scenario, scope),
  grow: (chance, scenario, _, scope) => {
    const grown = addEntity(chance, scenario, scope);
    const at = chance.below(scenario.steps.length + 1);
    return insertSteps(chance, grown, at, 2 + chance.below(6), scope);
  },
  splice: (chance, scenario, partner) => splice(chance, scenario, partner),
} as const satisfies Record<string, Mutation>;

export type MutationName = keyof typeof mutations;
export const mutationNames = Object.keys(mutations) as readonly MutationName[];

/**
 * Mutates the scenario. Returns null if no legal step is left. `partner`: the second scenario, which only `splice`
 * uses.
 */
export function mutate(
  chance: Chance,
  name: MutationName,
  scenario: Scenario,
  partner: Scenario,
  scope: HuntScope,
): DrawnScenario | null {
  const apply: Mutation = mutations[name];
  const once = apply(chance, scenario, partner, scope);
  // One mutant in four gets a changed value as well, because some faults need both.
  const raw =
    chance.below(4) === 0 && once.steps.length > 0 ? changeStep(chance, once, scope) : once;
  return restrictToLegal(raw, scope);
}
