/** The zoo: every wrong router, by family. The door for tests and tools that show what the suite sees. */

import { audiences } from './events/audiences.ts';
import { carriage } from './events/carriage.ts';
import { events } from './events/events.ts';
import { forwards } from './events/forwards.ts';
import type { WrongNetwork } from './events/handlers.ts';
import { networkMutants } from './events/handlers.ts';
import { overlaps } from './events/overlaps.ts';
import { readers } from './events/readers.ts';
import { results } from './events/results.ts';
import { announcements } from './lines/announcements.ts';
import { authority } from './lines/authority.ts';
import { counts } from './lines/counts.ts';
import { greathalls } from './lines/greathalls.ts';
import { healing } from './links/healing.ts';
import { losses } from './links/losses.ts';
import { restarts } from './links/restarts.ts';
import type { Mutant } from './planting/mutant.ts';
import { sampleOf } from './planting/sample.ts';
import { departures } from './routes/departures.ts';
import { endings } from './routes/endings.ts';
import { entries } from './routes/entries.ts';
import { leftovers } from './routes/leftovers.ts';
import { renames } from './routes/renames.ts';
import { tables } from './routes/tables.ts';
import { takeovers } from './routes/takeovers.ts';

export type { WrongNetwork } from './events/handlers.ts';
export type { Mutant } from './planting/mutant.ts';

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
