/**
 * The core of a router with `ways`: the state that the functions of this folder share. What clients say is handled by the functions
 * of the law without `ways`, on `local`: the same state, but without uplinks, since here the difference is told (WAYS-4).
 */
import type { Horde, OrcName, RouterOptions, Variant } from '#spec';
import { byUnit, PATH_LIMIT } from '#spec';
import { AttachedPairs } from '../attachments.ts';
import type { Core, PairLimits } from '../core.ts';
import { createCoreOf } from '../core.ts';
import { Uplinks } from '../uplinks.ts';
import type { Told } from './wayEntry.ts';
import { WaysArpTable } from './waysArpTable.ts';

export interface WaysCore extends Core<WaysArpTable> {
  readonly local: Core;
}

export function createWaysCore(
  { token, horde, run = 1 }: RouterOptions,
  limits: PairLimits | null,
  variants: readonly Variant[],
): WaysCore {
  const attachments = new AttachedPairs();
  const arp = new WaysArpTable({ token, horde, run }, attachments, variants);
  const core = createCoreOf({ token, horde, attachments, arp, limits }, variants);
  return { ...core, local: { ...core, uplinks: new Uplinks(token, arp.hordes) } };
}

/** Returns what the node knows of the orc by what is chosen; null of an unknown orc. */
export function see({ token, horde, arp }: WaysCore, orcName: OrcName): Told | null {
  const way = arp.ways.chosen(orcName);
  if (way)
    return {
      path: [token, ...way.path],
      hordes: addHorde(horde, way.hordes),
      nice: way.nice,
    };
  const entry = arp.entriesOf(orcName).find((each) => each.role === 'endpoint');
  if (!entry) return null;
  return { path: [token], hordes: addHorde(horde, entry.hordes), nice: entry.nice };
}

/** Whether an uplink is told of an orc that is seen so. @clause WAYS-3 */
export const isShown = (seen: Told | null, uplink: string): seen is Told =>
  seen !== null && seen.path.length <= PATH_LIMIT && !seen.path.some((node) => node === uplink);

/** Returns the hordes with this node's own, in ascending order. @clause ARP-3 */
export const addHorde = (own: Horde, hordes: readonly Horde[]): readonly Horde[] =>
  [...new Set([own, ...hordes])].sort(byUnit);
