/**
 * The registry of situations, in one fixed order. Add a new situation at the end of its family. The number that a situation has
 * in a list of goals follows from the features (`lists.ts`).
 */
import { lineSituations } from './lines.ts';
import { orcSituations } from './orcs.ts';
import { flightSituations, nodeSituations, pairSituations, uplinkSituations } from './places.ts';
import type { Situation } from './situation.ts';

/** At most 62: a view stores its situations in two numbers of 31 bits each. */
export const situations: readonly Situation[] = [
  ...orcSituations,
  ...lineSituations,
  ...pairSituations,
  ...nodeSituations,
  ...uplinkSituations,
  ...flightSituations,
];
