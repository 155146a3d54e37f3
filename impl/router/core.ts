/**
 * The core: the state of one router, which is handed to the functions that implement the clauses. It stands apart so that
 * commands, endings and events can share it without knowing each other. Nothing here does I/O, reads a clock or uses randomness.
 */
import type { Effect, Fault, Horde, NodeToken, RouterOptions, Variant } from '#spec';
import { ArpTable } from './arp.ts';
import { AttachedPairs } from './attachments.ts';
import { Greathall } from './greathall.ts';
import { Uplinks } from './uplinks.ts';

/** The most that is kept for one client's pair. */
export interface PairLimits {
  readonly orcsPerPair: number;
  /** Subscribed lines, each counted once for each orc that holds it. */
  readonly linesPerPair: number;
  /** Hordes, each counted once for each orc that names it. */
  readonly hordesPerPair: number;
}

export interface Core<Arp extends ArpTable = ArpTable> {
  readonly token: NodeToken;
  readonly horde: Horde;
  readonly attachments: AttachedPairs;
  readonly arp: Arp;
  readonly uplinks: Uplinks;
  readonly hall: Greathall;
  /** Null for a router that keeps everything. */
  readonly limits: PairLimits | null;
  /** The number of forwarded events from above that were dropped because no entry held their horde (EVENT-9). */
  droppedCount: number;
}

export function createCore(
  { token, horde }: RouterOptions,
  limits: PairLimits | null,
  variants: readonly Variant[],
): Core {
  const attachments = new AttachedPairs();
  const arp = new ArpTable(token, horde, attachments, variants);
  return createCoreOf({ token, horde, attachments, arp, limits }, variants);
}

/** Creates the core around a table. */
export function createCoreOf<Arp extends ArpTable>(
  parts: Pick<Core<Arp>, 'token' | 'horde' | 'attachments' | 'arp' | 'limits'>,
  variants: readonly Variant[],
): Core<Arp> {
  const uplinks = new Uplinks(parts.token, parts.arp.hordes);
  const hall = new Greathall(parts.arp, variants.includes('set subscriptions'));
  return { ...parts, uplinks, hall, droppedCount: 0 };
}

/** Returns how many entries all indexes of the router have together. @clause SAFE-3 */
export const sizeOf = ({ attachments, arp, uplinks, hall }: Core): number =>
  attachments.size + arp.size + uplinks.size + hall.size;

export function refuse(out: Effect[], fault: Fault, detail: string): void {
  out.push({ kind: 'refuse', fault, detail });
}
