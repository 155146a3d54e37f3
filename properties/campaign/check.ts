/**
 * Check: many scenarios on one router, a verdict per clause with its evidence, and the smallest scenario of every
 * finding. Gathering results and judging them are separate (`gather.ts`, `verdict/`), so that a campaign can be split
 * into shards and merged.
 */
import type { AnyRouterKind } from '#spec';
import { reportOf } from '../verdict/runReport.ts';
import type { RunReport } from '../verdict/verdict.ts';
import type { GatherOptions } from './gather.ts';
import { gather } from './gather.ts';

export type CheckOptions = Omit<GatherOptions, 'shard'>;

/**
 * Checks every kind of the router. Of two kinds, the one at network level gets a fifth of the runs. Throws Undriven.
 */
export async function check(
  kinds: readonly AnyRouterKind[],
  options: CheckOptions,
): Promise<RunReport> {
  return reportOf(await gather(kinds, options));
}
