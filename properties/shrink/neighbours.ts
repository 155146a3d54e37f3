/**
 * Neighbours: all smaller scenarios that are one edit away. A scenario is minimal when none of its neighbours shows
 * the failure; the certificate lists them.
 */
import type { Feature, Scenario } from '#spec';
import { needsOf } from '../scenario/needs.ts';
import type { NamingScheme } from './canonical.ts';
import { namings } from './canonical.ts';
import type { Edit } from './edit.ts';
import { legalize } from './edit.ts';
import {
  entityDrops,
  entityMerges,
  pairAdditions,
  pairSplits,
  topNodeAdditions,
} from './entityEdits.ts';
import { compareMeasures, measure } from './measure.ts';
import { simplifications } from './simplifications.ts';
import {
  chunkDrops,
  doubleDrops,
  singleDrops,
  stepReplacements,
  stepRewordings,
  stepSwaps,
} from './stepEdits.ts';

/** Whether the scenario needs only the given features. */
export function isWithinFeatures(scenario: Scenario, features: ReadonlySet<Feature>): boolean {
  for (const feature of needsOf(scenario)) if (!features.has(feature)) return false;
  return true;
}

/** Lists all legal, smaller scenarios one edit away, each once and in a fixed order, as a certificate lists them. */
export function neighbours(
  scenario: Scenario,
  features: ReadonlySet<Feature>,
  naming: NamingScheme = 'birth',
): Edit[] {
  const own = measure(scenario);
  const found = new Map<string, Edit>();
  for (const edits of [
    singleDrops(scenario),
    doubleDrops(scenario),
    entityDrops(scenario),
    entityMerges(scenario),
    simplifications(scenario),
    stepSwaps(scenario),
    stepReplacements(scenario, features),
  ])
    for (const { edit, scenario: raw } of edits) {
      const candidate = legalize(raw, namings[naming]);
      if (!candidate) continue;
      const size = measure(candidate);
      if (
        compareMeasures(size, own) < 0 &&
        !found.has(size.text) &&
        isWithinFeatures(candidate, features)
      )
        found.set(size.text, { edit, scenario: candidate });
    }
  return [...found.values()];
}

/**
 * Yields two edits at once, for when no single edit helps. Either a step is dropped, or entities are merged, or one is
 * simplified, and then one step is replaced. Or steps are dropped, and a pair or a node is added.
 */
export function* doubleEdits(scenario: Scenario, features: ReadonlySet<Feature>): Generator<Edit> {
  for (const edits of [singleDrops(scenario), entityMerges(scenario), simplifications(scenario)])
    for (const first of edits) {
      const half = legalize(first.scenario);
      yield* combineEdits(first, stepRewordings(first.scenario));
      if (half) yield* combineEdits(first, stepReplacements(half, features));
      yield* combineEdits(first, stepSwaps(first.scenario));
      if (half) yield* combineEdits(first, pairSplits(half));
    }
  for (const edits of [singleDrops(scenario), doubleDrops(scenario)])
    for (const first of edits)
      for (const second of combineEdits(first, pairAdditions(first.scenario))) {
        yield second;
        yield* combineEdits(second, topNodeAdditions(second.scenario));
      }
}

function* combineEdits(first: Edit, seconds: Iterable<Edit>): Generator<Edit> {
  for (const { edit, scenario } of seconds) yield { edit: `${first.edit}, then ${edit}`, scenario };
}

/**
 * Yields smaller scenarios, each once, the greatest reductions first. It is for other searches than ours, such as fast-check's.
 */
export function* smallerScenarios(
  scenario: Scenario,
  features: ReadonlySet<Feature>,
): Generator<Scenario> {
  const own = measure(scenario);
  const seen = new Set<string>();
  for (const edits of [chunkDrops(scenario), entityDrops(scenario), entityMerges(scenario)])
    for (const { scenario: raw } of edits) {
      const candidate = legalize(raw);
      const size = candidate && measure(candidate);
      if (
        !candidate ||
        !size ||
        !isWithinFeatures(candidate, features) ||
        compareMeasures(size, own) >= 0 ||
        seen.has(size.text)
      )
        continue;
      seen.add(size.text);
      yield candidate;
    }
  for (const { scenario: candidate } of neighbours(scenario, features)) yield candidate;
}
