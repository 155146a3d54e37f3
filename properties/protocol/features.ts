/** What each feature unlocks: the kinds of steps that are drawn with it, and the clauses that are judged with it. */
import type { Feature } from '#spec';
import { clauseIds, clauses, featureNames, features, stepFeatures } from '#spec';
import { formatTable } from './markdown.ts';

const stepsOf = (feature: Feature) =>
  Object.entries(stepFeatures)
    .filter(([, needs]) => (needs as readonly Feature[]).includes(feature))
    .map(([kind]) => `\`${kind}\``);

const clausesOf = (feature: Feature) =>
  clauseIds.filter((id) => clauses[id].needs.includes(feature));

export function formatFeatureTable(): string {
  return formatTable(
    ['feature', 'meaning', 'steps it unlocks', 'clauses that need it'],
    featureNames.map((feature) => [
      `\`${feature}\``,
      features[feature],
      stepsOf(feature).join(', '),
      clausesOf(feature).join(', '),
    ]),
  );
}
