/**
 * The registry of situations, in one fixed order. A new one goes to the end of its family; which number it has in a list
 * of goals follows from the features (`lists.ts`).
 */
import { lineSituations } from './lines.ts';
import { orcSituations } from './orcs.ts';
import { flightSituations, nodeSituations, pairSituations, uplinkSituations } from './places.ts';
import type { Situation } from './situation.ts';

/** At most 62: a view's situations are two numbers of 31 bits. */
export const situations: readonly Situation[] = [
  ...orcSituations,
  ...lineSituations,
  ...pairSituations,
  ...nodeSituations,
  ...uplinkSituations,
  ...flightSituations,
];
