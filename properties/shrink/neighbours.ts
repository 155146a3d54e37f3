/**
 * Neighbours: all that is one edit away and smaller. A scenario none of whose neighbours shows the failure is minimal;
 * the certificate lists them.
 */
import type { Feature, Scenario } from '#spec';
import { needsOf } from '../scenario/needs.ts';
import type { Naming } from './canonical.ts';
import { namings } from './canonical.ts';
import type { Edit } from './edit.ts';
import { settled } from './edit.ts';
import { crowns, entities, freshPairs, merges, splits } from './entities.ts';
import { compared, measure } from './measure.ts';
import { plainer } from './plainer.ts';
import { chunks, couples, replacements, rewordings, singles, swaps } from './stepEdits.ts';

/** Whether the scenario asks for nothing beyond the features. */
export function within(scenario: Scenario, features: ReadonlySet<Feature>): boolean {
  for (const feature of needsOf(scenario)) if (!features.has(feature)) return false;
  return true;
}

/** Every one-edit neighbour that is legal and smaller, in a fixed order, each once: what a certificate lists. */
export function neighbours(
  scenario: Scenario,
  features: ReadonlySet<Feature>,
  naming: Naming = 'birth',
): Edit[] {
  const own = measure(scenario);
  const found = new Map<string, Edit>();
  for (const edits of [
    singles(scenario),
    couples(scenario),
    entities(scenario),
    merges(scenario),
    plainer(scenario),
    swaps(scenario),
    replacements(scenario, features),
  ])
    for (const { edit, scenario: raw } of edits) {
      const candidate = settled(raw, namings[naming]);
      if (!candidate) continue;
      const size = measure(candidate);
      if (compared(size, own) < 0 && !found.has(size.text) && within(candidate, features))
        found.set(size.text, { edit, scenario: candidate });
    }
  return [...found.values()];
}

/**
 * Two edits at once, each of which may be wrong alone: a step dropped, two entities merged or one made plainer, and
 * then one step replaced; or steps dropped and a pair or a node added. The search leaps so where no single edit goes on.
 */
export function* leaps(scenario: Scenario, features: ReadonlySet<Feature>): Generator<Edit> {
  for (const edits of [singles(scenario), merges(scenario), plainer(scenario)])
    for (const first of edits) {
      const half = settled(first.scenario);
      yield* then(first, rewordings(first.scenario));
      if (half) yield* then(first, replacements(half, features));
      yield* then(first, swaps(first.scenario));
      if (half) yield* then(first, splits(half));
    }
  for (const edits of [singles(scenario), couples(scenario)])
    for (const first of edits)
      for (const second of then(first, freshPairs(first.scenario))) {
        yield second;
        yield* then(second, crowns(second.scenario));
      }
}

function* then(first: Edit, seconds: Iterable<Edit>): Generator<Edit> {
  for (const { edit, scenario } of seconds) yield { edit: `${first.edit}, then ${edit}`, scenario };
}

/** Smaller scenarios, the boldest cuts first, each once: for whoever searches in a way of its own, as fast-check does. */
export function* smaller(scenario: Scenario, features: ReadonlySet<Feature>): Generator<Scenario> {
  const own = measure(scenario);
  const seen = new Set<string>();
  for (const edits of [chunks(scenario), entities(scenario), merges(scenario)])
    for (const { scenario: raw } of edits) {
      const candidate = settled(raw);
      const size = candidate && measure(candidate);
      if (
        !candidate ||
        !size ||
        !within(candidate, features) ||
        compared(size, own) >= 0 ||
        seen.has(size.text)
      )
        continue;
      seen.add(size.text);
      yield candidate;
    }
  for (const { scenario: candidate } of neighbours(scenario, features)) yield candidate;
}
