/** The routers that can be played: the model, our router, every mutant, and the one that the page was made for. */

import { allMutants, routerKind, routerKindWith } from '#impl';
import { modelKind, modelKindWith } from '#model';
import type { AnyRouterKind, ClauseId, Scenario } from '#spec';
import type { PlayDocument } from '../../session/playDocument.ts';

export interface PlayedRouter {
  readonly id: string;
  readonly title: string;
  /** What is wrong with it, for a mutant. */
  readonly fault: string | null;
  /** The clause that it breaks, for a mutant. */
  readonly clause?: ClauseId;
  /** Null for a router that is not in the page. */
  readonly kind: AnyRouterKind | null;
}

export const MODEL = 'model';
export const OURS = 'ours';
export const FOREIGN = 'yours';

const inPage: readonly PlayedRouter[] = [
  { id: OURS, title: 'our router', fault: null, kind: routerKind },
  { id: MODEL, title: 'the model itself', fault: null, kind: modelKind },
  ...allMutants
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, clause, fault, kind }) => ({ id, title: id, fault, clause, kind })),
];

export function routersOf({ foreign }: PlayDocument): readonly PlayedRouter[] {
  if (!foreign) return inPage;
  const title = foreign.how === 'served' ? foreign.name : `${foreign.name}, as recorded`;
  return [{ id: FOREIGN, title, fault: null, kind: null }, ...inPage];
}

/** Returns the router of that name in the page. */
export const kindNamed = (id: string): AnyRouterKind | null =>
  inPage.find((each) => each.id === id)?.kind ?? null;

/** Returns the router of that name for this scenario: ours and the model keep its law, whatever variants that has. */
export function kindFor(id: string, { topology }: Scenario): AnyRouterKind | null {
  const { variants = [] } = topology;
  if (variants.length === 0) return kindNamed(id);
  if (id === OURS) return routerKindWith(variants);
  return id === MODEL ? modelKindWith(variants) : kindNamed(id);
}
