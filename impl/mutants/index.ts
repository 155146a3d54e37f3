/** The zoo: every wrong router, by family. The door for tests and tools that show what the suite sees. */
import { counts } from './counts.ts';
import { departures } from './departures.ts';
import { events } from './events.ts';
import { healing } from './healing.ts';
import { losses } from './losses.ts';
import type { Mutant } from './mutant.ts';
import { overlaps } from './overlaps.ts';
import { tables } from './tables.ts';

export type { Mutant } from './mutant.ts';

export const mutants: readonly Mutant[] = [
  ...counts,
  ...departures,
  ...events,
  ...healing,
  ...losses,
  ...overlaps,
  ...tables,
];
