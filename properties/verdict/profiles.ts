/**
 * Profiles: for a sort of system, which clauses speak of it, which features are asked of it, and who judges. Plain data. A profile
 * only leaves out: it never asks a router for what that does not declare.
 */
import type { AnyRouterKind, ClauseId, Feature } from '#spec';
import { clauseIds, featureNames, featuresOf } from '#spec';

export interface Profile {
  /** Whom it is for. */
  readonly meaning: string;
  readonly clauses: readonly ClauseId[];
  /** What may be asked for, where it is declared. */
  readonly features: readonly Feature[];
  /** The judge, unless another is asked for: `model` compares tables and messages too, `interval` sees what is heard alone. */
  readonly judge: 'model' | 'interval';
}

export const profiles = {
  xcraft: {
    meaning: 'a router of Xcraft: the whole law',
    clauses: clauseIds,
    features: featureNames,
    judge: 'model',
  },
  interest: {
    meaning:
      'a broker that sends events where somebody subscribed: who hears what, in which order, over which links, and what is left after a loss',
    clauses: [
      'LINE-2',
      'LINE-8',
      'LINE-9',
      'EVENT-1',
      'EVENT-2',
      'EVENT-3',
      'EVENT-4',
      'EVENT-5',
      'EVENT-6',
      'EVENT-7',
      'EVENT-8',
      'EVENT-12',
      'EVENT-13',
      'EVENT-14',
      'PRUNE-1',
      'PRUNE-2',
      'PRUNE-3',
      'PRUNE-4',
      'ROUTE-2',
      'ROUTE-4',
      'ROUTE-6',
      'HEAL-1',
      'HEAL-2',
      'SAFE-3',
    ],
    features: [
      'axon',
      'nodes',
      'shared pairs',
      'size',
      'single ends',
      'cuts',
      'overlaps',
      'interleaving',
      'heal',
      'broadcast',
      'results',
      'link frames',
      'set subscriptions',
      'copies per subscription',
      'stall',
    ],
    judge: 'interval',
  },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof profiles;

export const profileNames = Object.keys(profiles) as readonly ProfileName[];

/** Returns the kind with only those of its features that the profile asks for. */
export function fitToProfile<Kind extends AnyRouterKind>(kind: Kind, name: ProfileName): Kind {
  const asked: readonly Feature[] = profiles[name].features;
  const features = featuresOf(kind).filter((each) => asked.includes(each));
  return { ...kind, features, contract: 2 };
}
