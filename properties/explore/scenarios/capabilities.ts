/**
 * Offered: what of a world a router can be asked by the features it declares, and what the bounds ask that it lacks.
 * Apart from the trials, which only run what they are given.
 */

import type { Feature, NetworkKind, RouterKind } from '#spec';
import type { Bounds } from '../search/bounds.ts';
import type { World } from '../search/world.ts';

export type Kind = RouterKind | NetworkKind;

/** What the router does not offer is not asked of it; where frames are held back, events are under way too. */
export function restrictWorld(world: World, { features }: Kind): World {
  const { asked, bounds } = world;
  return {
    ...world,
    asked: {
      ...asked,
      features: new Set([...asked.features].filter((each) => features.includes(each))),
      kinds: bounds.interleaved ? [...asked.kinds, 'publish', 'descend'] : asked.kinds,
    },
  };
}

/** A sentence for each feature that the bounds ask for and the router does not offer. */
export function kindFaults({ nodes, interleaved, cuts }: Bounds, { features }: Kind): string[] {
  const needed: readonly (readonly [boolean, Feature, string])[] = [
    [true, 'axon', 'another router'],
    [nodes > 1, 'nodes', '--nodes 1'],
    [cuts, 'cuts', '--no-cuts'],
    [interleaved, 'interleaving', '--settled'],
  ];
  return needed.flatMap(([asked, feature, instead]) =>
    asked && !features.includes(feature)
      ? [`it does not offer the feature "${feature}"; expected ${instead}`]
      : [],
  );
}
