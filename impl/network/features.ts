/**
 * The features of our network in this process: all that do not ask it to hold frames back, which it cannot, as it delivers by
 * itself. Apart from the entry point, because wrong networks declare the same.
 */
import type { Feature, Variant } from '#spec';
import { usualFeatures } from '#spec';

const UNDECLARED: readonly Feature[] = ['overlaps', 'interleaving', 'reattachment'];

export const networkFeatures = usualFeatures.filter((each) => !UNDECLARED.includes(each));

/** Which messages cross on the way to rest, where several ways lead, follows from the order of delivery, which is this network's own. */
const UNDECLARED_WITH_WAYS: readonly Feature[] = ['messages', 'hop lines'];

/** Returns the features under the law with these variants. */
export const networkFeaturesWith = (variants: readonly Variant[]): Feature[] => [
  ...networkFeatures.filter(
    (each) => !variants.includes('ways') || !UNDECLARED_WITH_WAYS.includes(each),
  ),
  ...variants,
];
