/**
 * Web trials: a router that does not declare `ways` is put before several ways and cycles on purpose, because somebody asked for such
 * shapes by name. What it sends and stores there follows no law; so it is judged by hearing alone: once each, nobody deaf, and at rest
 * in the end.
 */
import type { AnyRouterKind, Feature } from '#spec';
import { featuresOf } from '#spec';
import type { Shape } from '../../scenario/topology.ts';
import { shapes as allShapes } from '../../scenario/topology.ts';
import { isWeb } from '../../scenario/webs.ts';

/** What only a router that keeps ways can be held to. */
const SHOWN: ReadonlySet<Feature> = new Set<Feature>([
  'tables',
  'whole tables',
  'size',
  'messages',
  'hop lines',
  'link frames',
  'forward',
  'nice',
  'raw links',
]);

/** Whether shapes with several ways were asked for by name, rather than as some of all. */
export const areWebsAsked = (shapes: readonly Shape[]): boolean =>
  shapes.length < allShapes.length && shapes.some(isWeb);

/** Returns the kind as if it declared `ways`, judged by hearing alone; the kind itself if it does declare them. */
export function asWebTrial<Kind extends AnyRouterKind>(kind: Kind): Kind {
  const features = featuresOf(kind);
  if (features.includes('ways')) return kind;
  const heard = features.filter((each) => !SHOWN.has(each));
  return { ...kind, contract: 2, features: [...heard, 'ways'] };
}

/** Says that the kind is tried so; null where it is judged by what it declares. */
export function webTrialNotice(kind: AnyRouterKind): string | null {
  return featuresOf(kind).includes('ways')
    ? null
    : `${kind.name} at ${kind.level} level does not declare ways: it is put before several ways on purpose, and judged by hearing alone.`;
}
