/**
 * Limits: how much the router keeps for one client's pair, and whether a message would exceed it. It stands apart because the law
 * sets no limit; a router without limits, as the harness checks it, keeps everything. A lower node's pair is never limited, since
 * it carries everyone below it, and neither are orcs on `ee`, which are the node's own program.
 */
import type { Message } from '#spec';
import type { Core, PairLimits } from './core.ts';
import type { AttachedPair, RouteEntry } from './routeEntry.ts';

/** Returns what is wrong if the message would make the router keep more than is allowed for the pair; otherwise null. */
export function limitFault(core: Core, at: AttachedPair, message: Message): string | null {
  const { limits, arp } = core;
  if (limits === null || at.node !== null || at.backend === 'ee') return null;
  const entry = at.entries.get(message.orcName) ?? null;
  if (entry === null && makesEntry(core, message) && at.entries.size >= limits.orcsPerPair)
    return `the pair has ${at.entries.size} orcs, ${limits.orcsPerPair} at most`;
  if (message.kind === ':conn-line' && !entry?.lines.has(message.lineId)) {
    // Whoever may not speak for the orc is refused for that, and holds nothing.
    const isRefused = entry === null && arp.get(message.orcName) !== undefined;
    if (!isRefused && at.lineCount >= limits.linesPerPair)
      return `the pair holds ${at.lineCount} lines, ${limits.linesPerPair} at most`;
  }
  return hordesFault(limits, at, entry, message);
}

/** Whether the message makes an entry of an orc that has none on the pair. */
function makesEntry({ arp }: Core, message: Message): boolean {
  switch (message.kind) {
    case 'command':
      return message.join || arp.hasEndpoint(message.orcName);
    case ':conn-line':
      return arp.get(message.orcName) === undefined;
    case ':announce':
    case ':way':
    case ':disconn-line':
    case ':delete-route':
    case ':rename':
      return false;
    default:
      return message satisfies never;
  }
}

function hordesFault(
  { hordesPerPair }: PairLimits,
  at: AttachedPair,
  entry: RouteEntry | null,
  message: Message,
): string | null {
  if (!('arp' in message) || message.arp.hordes.length === 0) return null;
  const hordeCount = at.hordeCount - (entry?.hordes.length ?? 0) + message.arp.hordes.length;
  return hordeCount > hordesPerPair
    ? `the pair would name ${hordeCount} hordes, ${hordesPerPair} at most`
    : null;
}
