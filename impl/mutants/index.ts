/**
 * All mutants, by family: the entry point for tests and tools that measure which faults the harness detects.
 */

import { audiences } from './events/audiences.ts';
import { capacities as eventCapacities } from './events/capacities.ts';
import { carriage } from './events/carriage.ts';
import { copies } from './events/copies.ts';
import { events } from './events/events.ts';
import { forwards } from './events/forwards.ts';
import type { WrongNetwork } from './events/handlers.ts';
import { networkMutants } from './events/handlers.ts';
import { hordes } from './events/hordes.ts';
import { overlaps } from './events/overlaps.ts';
import { patterns } from './events/patterns.ts';
import { payloads } from './events/payloads.ts';
import { readers } from './events/readers.ts';
import { readings } from './events/readings.ts';
import { results } from './events/results.ts';
import { stalls } from './events/stalls.ts';
import { announcements } from './lines/announcements.ts';
import { authority } from './lines/authority.ts';
import { capacities as lineCapacities } from './lines/capacities.ts';
import { counts } from './lines/counts.ts';
import { greathalls } from './lines/greathalls.ts';
import { memberships } from './lines/memberships.ts';
import { names as lineNames } from './lines/names.ts';
import { sets } from './lines/sets.ts';
import { healing } from './links/healing.ts';
import { losses } from './links/losses.ts';
import { misdirected } from './links/misdirected.ts';
import { partings } from './links/partings.ts';
import { reattachments } from './links/reattachments.ts';
import { restarts } from './links/restarts.ts';
import { returns } from './links/returns.ts';
import { strays } from './links/strays.ts';
import type { Mutant } from './planting/mutant.ts';
import { sampleOf } from './planting/sample.ts';
import { capacities as routeCapacities } from './routes/capacities.ts';
import { departures } from './routes/departures.ts';
import { endings } from './routes/endings.ts';
import { entries } from './routes/entries.ts';
import { histories } from './routes/histories.ts';
import { leftovers } from './routes/leftovers.ts';
import { names as orcNames } from './routes/names.ts';
import { numbers } from './routes/numbers.ts';
import { renames } from './routes/renames.ts';
import { tables } from './routes/tables.ts';
import { takeovers } from './routes/takeovers.ts';
import { paths } from './ways/paths.ts';
import { stamps } from './ways/stamps.ts';

export type { WrongNetwork } from './events/handlers.ts';
export type { Mutant } from './planting/mutant.ts';
export { combineMutants } from './planting/mutant.ts';

/** Routers with a planted fault. */
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
  ...misdirected,
  ...reattachments,
  ...readings,
  ...payloads,
  ...eventCapacities,
  ...hordes,
  ...lineNames,
  ...lineCapacities,
  ...memberships,
  ...orcNames,
  ...routeCapacities,
  ...numbers,
  ...histories,
  ...returns,
  ...partings,
  ...strays,
  ...sets,
  ...copies,
  ...paths,
  ...stamps,
];

/** Some of `mutants`: faults of every kind that scenarios without overlaps reveal soon. */
export const sample = sampleOf(mutants);

/** Every mutant: the faulty routers, and the networks whose fault is outside of their routers. */
export const allMutants: readonly (Mutant | WrongNetwork)[] = [
  ...mutants,
  ...networkMutants,
  ...patterns,
  ...stalls,
];
