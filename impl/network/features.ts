/**
 * The features of our network in this process: all that do not ask it to hold frames back, which it cannot, as it delivers by
 * itself. Apart from the entry point, because wrong networks declare the same.
 */
import type { Feature } from '#spec';
import { usualFeatures } from '#spec';

const UNDECLARED: readonly Feature[] = ['overlaps', 'interleaving', 'reattachment'];

export const networkFeatures = usualFeatures.filter((each) => !UNDECLARED.includes(each));
