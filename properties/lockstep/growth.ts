/**
 * Judges growth: once everyone has left, no router may remember more than before the first step (SAFE-3, feature `size`). Asked
 * once a scenario, after its last step, as nothing less tells what a router keeps beside its tables.
 */
import type { State } from '#model';
import type { Network, Topology } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import { divergenceOf } from '../clauses/divergence.ts';
import type { Difference } from '../compare/differences.ts';
import { crashOf } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import type { Sizes } from '../network/growth.ts';
import { growthBetween, readSizes } from '../network/growth.ts';
import { nextUplinkUp } from '../scenario/epilogue.ts';

/** Returns the record of the last step with the differences in size; null if there are none, or if somebody is still there. */
export async function recordOfGrowth(
  network: Network,
  topology: Topology,
  first: Sizes,
  last: StepRecord,
): Promise<StepRecord | null> {
  if (!isEmpty(last.after)) return null;
  const differences: Difference[] = [];
  try {
    for (const each of growthBetween(first, await readSizes(network, topology)))
      differences.push({ kind: 'growth', ...each });
  } catch (error) {
    differences.push(crashOf(error));
  }
  return differences.length === 0 ? null : { ...last, differences };
}

/** Returns the divergence of such a record. It is laid to the departures, whichever step came last. */
export function divergenceOfGrowth(record: StepRecord): Divergence {
  const divergence = divergenceOf(record);
  return { ...divergence, signature: divergence.signature.replace(/[^|]+$/, 'leave') };
}

/** Whether nobody is attached, no client's pair is open, greathalls have unsubscribed, and every uplink is up. */
function isEmpty(state: State): boolean {
  const { attachments, open, halls, held } = state.history;
  const isSubscribed = halls.some(({ subscriptions }) => subscriptions.length > 0);
  const isOccupied = attachments.length + open.length > 0 || isSubscribed;
  return !isOccupied && !held && nextUplinkUp(state) === null;
}
