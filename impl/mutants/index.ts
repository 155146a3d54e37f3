/** The zoo: every wrong router, by family. The door for tests and tools that show what the suite sees. */
import { announcements } from './announcements.ts';
import { audiences } from './audiences.ts';
import { authority } from './authority.ts';
import { carriage } from './carriage.ts';
import { counts } from './counts.ts';
import { departures } from './departures.ts';
import { endings } from './endings.ts';
import { entries } from './entries.ts';
import { events } from './events.ts';
import { forwards } from './forwards.ts';
import { greathalls } from './greathalls.ts';
import type { WrongNetwork } from './handlers.ts';
import { networkMutants } from './handlers.ts';
import { healing } from './healing.ts';
import { leftovers } from './leftovers.ts';
import { losses } from './losses.ts';
import type { Mutant } from './mutant.ts';
import { overlaps } from './overlaps.ts';
import { readers } from './readers.ts';
import { renames } from './renames.ts';
import { restarts } from './restarts.ts';
import { results } from './results.ts';
import { sampleOf } from './sample.ts';
import { tables } from './tables.ts';
import { takeovers } from './takeovers.ts';

export type { WrongNetwork } from './handlers.ts';
export type { Mutant } from './mutant.ts';

/** The wrong routers. */
export const mutants: readonly Mutant[] = [
  ...counts,
  ...departures,
  ...events,
  ...healing,
  ...losses,
  ...overlaps,
  ...tables,
  ...announcements,
  ...audiences,
  ...authority,
  ...carriage,
  ...entries,
  ...forwards,
  ...greathalls,
  ...leftovers,
  ...endings,
  ...readers,
  ...renames,
  ...restarts,
  ...results,
  ...takeovers,
];

/** Of the wrong routers: faults of every kind that settled scenarios show soon. */
export const sample = sampleOf(mutants);

/** Wrong routers, and networks that are wrong outside of their routers. */
export const zoo: readonly (Mutant | WrongNetwork)[] = [...mutants, ...networkMutants];
