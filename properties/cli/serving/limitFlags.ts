/**
 * The flags of `serve` that bound what peers may make the node keep. Their defaults are those of the node, so a flag that is not
 * given sets nothing.
 */
import type { Command } from 'commander';
import type { Limits } from '#impl-tcp';
import { readCount } from '../arguments/options.ts';

export interface LimitFlags {
  readonly maxConnections?: number;
  readonly maxOrcs?: number;
  readonly maxLines?: number;
  readonly maxHordes?: number;
  readonly maxFrame?: number;
  readonly maxQueue?: number;
}

export const addLimitFlags = (command: Command): Command =>
  command
    .option('--max-connections <count>', 'most connections at each port (4096)', readCount)
    .option('--max-orcs <count>', 'most orcs of one client (1024)', readCount)
    .option('--max-lines <count>', 'most subscribed lines of one client (4096)', readCount)
    .option('--max-hordes <count>', 'most hordes that one client names (1024)', readCount)
    .option('--max-frame <bytes>', 'longest frame of a peer (1048576)', readCount)
    .option('--max-queue <bytes>', 'most bytes that wait for one peer (8388608)', readCount);

export function limitsOf(flags: LimitFlags): Partial<Limits> {
  const { maxConnections, maxOrcs, maxLines, maxHordes, maxFrame, maxQueue } = flags;
  const given = {
    connections: maxConnections,
    orcsPerPair: maxOrcs,
    linesPerPair: maxLines,
    hordesPerPair: maxHordes,
    frameBytes: maxFrame,
    queuedBytes: maxQueue,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
