/**
 * Capabilities: what part of a world a router can be asked for, given its declared features, and which features the bounds need
 * but the router lacks. Separate from the trials, which run whatever they are given.
 */

import type { AnyRouterKind, Feature } from '#spec';
import { featuresOf } from '#spec';
import type { Bounds } from '../search/bounds.ts';
import type { World } from '../search/world.ts';

/**
 * Returns the world without the parts that the router does not offer. Where frames are held back, `publish` is also a step of its
 * own.
 */
export function restrictWorld(world: World, kind: AnyRouterKind): World {
  const features = featuresOf(kind);
  const { modelBounds, bounds } = world;
  return {
    ...world,
    modelBounds: {
      ...modelBounds,
      features: new Set([...modelBounds.features].filter((each) => features.includes(each))),
      kinds: bounds.interleaved ? [...modelBounds.kinds, 'publish', 'descend'] : modelBounds.kinds,
    },
  };
}

/** Returns a sentence for each feature that the bounds need and the router does not offer. */
export function missingCapabilities(
  { nodes, interleaved, cuts, stalls = false }: Bounds,
  kind: AnyRouterKind,
): string[] {
  const features = featuresOf(kind);
  const needed: readonly (readonly [boolean, Feature, string])[] = [
    [true, 'axon', 'another router'],
    [nodes > 1, 'nodes', '--nodes 1'],
    [cuts, 'cuts', '--no-cuts'],
    [stalls, 'stall', 'no --stalls'],
    [interleaved, 'interleaving', '--settled'],
  ];
  return needed.flatMap(([asked, feature, instead]) =>
    asked && !features.includes(feature)
      ? [`it does not offer the feature "${feature}"; expected ${instead}`]
      : [],
  );
}
