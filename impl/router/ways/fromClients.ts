/**
 * From clients: what a client's pair says, and its end. The table changes as in the law without `ways`; then the difference is told. It
 * must not know ways but as what a join takes over.
 */
import type { Effect, LineId, Message, OrcName } from '#spec';
import { byUnit, RENAMED } from '#spec';
import { onMessage } from '../commands.ts';
import { endEndpoint, endPair } from '../endings.ts';
import type { AttachedPair, RouteEntry } from '../routeEntry.ts';
import type { PassedCommand } from './telling.ts';
import { tell } from './telling.ts';
import type { Told } from './wayEntry.ts';
import type { WaysCore } from './waysCore.ts';
import { see } from './waysCore.ts';

/** Handles a message of a client. @clause WAYS-4 WAYS-5 WAYS-6 */
export function onClientMessage(
  core: WaysCore,
  at: AttachedPair,
  message: Message,
  out: Effect[],
): void {
  const { orcName } = message;
  const before = see(core, orcName);
  const isTakeover = message.kind === 'command' && message.join && takesOver(core, at, orcName);
  if (isTakeover) for (const way of core.arp.ways.waysTo(orcName)) core.arp.ways.end(way);
  const lineId = 'lineId' in message ? message.lineId : null;
  const wasHeld = lineId !== null && core.arp.holdsLine(orcName, lineId);
  onMessage(core.local, at, message, out);
  if (!out.some(({ kind }) => kind === 'refuse'))
    tellClient(core, message, { before, isTakeover, wasHeld }, out);
}

interface Former {
  readonly before: Told | null;
  readonly isTakeover: boolean;
  readonly wasHeld: boolean;
}

function tellClient(
  core: WaysCore,
  message: Message,
  { before, isTakeover, wasHeld }: Former,
  out: Effect[],
): void {
  const { orcName } = message;
  switch (message.kind) {
    case 'command': {
      const { name, join, arp: said } = message;
      const passed = stampCommand(core, { name, join, told: { ...said, path: [core.token] } });
      tell(core, orcName, { before, passed, isTakeover, said }, out);
      break;
    }
    case ':conn-line':
    case ':disconn-line': {
      const { lineId } = message;
      const isHeld = core.arp.holdsLine(orcName, lineId);
      const changes = {
        came: isHeld && !wasHeld ? [lineId] : [],
        went: wasHeld && !isHeld ? [lineId] : [],
      };
      const firstLine = before === null ? lineId : null;
      const said = message.kind === ':conn-line' ? { said: message.arp } : {};
      tell(core, orcName, { before, firstLine, changes, ...said }, out);
      break;
    }
    case ':delete-route':
      tell(core, orcName, { before }, out);
      break;
    case ':rename': {
      const { to } = message;
      const told = see(core, to) as Told;
      const passed = stampCommand(core, { name: RENAMED, join: true, told });
      tell(core, to, { before: null, passed }, out);
      tell(core, orcName, { before }, out);
      break;
    }
    // Neither is a client's to say.
    case ':announce':
    case ':way':
      break;
    default:
      message satisfies never;
  }
}

const stampCommand = (
  { arp }: WaysCore,
  command: Pick<PassedCommand, 'name' | 'join' | 'told'>,
): PassedCommand => ({ kind: 'command', ...command, ...arp.marks.stamp('command') });

/** Whether a join by the pair takes over the orc's ways, or its entry by another pair of the same backend. @clause ARP-5 */
function takesOver({ arp }: WaysCore, at: AttachedPair, orcName: OrcName): boolean {
  const own = arp.get(orcName)?.[at.backend] ?? null;
  return arp.ways.has(orcName) || (own !== null && own.attachment !== at);
}

/** Ends one endpoint. @clause ROUTE-7 */
export function endClientEndpoint(core: WaysCore, entry: RouteEntry, out: Effect[]): void {
  const { orcName } = entry;
  const before = see(core, orcName);
  const held = [...entry.lines.keys()];
  endEndpoint(core.local, entry, out);
  tellEnd(core, orcName, before, held, out);
}

/** Ends a client's pair and every entry on it. @clause ROUTE-4 ROUTE-5 */
export function endClientPair(core: WaysCore, at: AttachedPair, out: Effect[]): void {
  const former = core.attachments.entriesOn(at).map(({ orcName, lines }) => ({
    orcName,
    before: see(core, orcName),
    held: [...lines.keys()],
  }));
  endPair(core.local, at, out);
  for (const { orcName, before, held } of former) tellEnd(core, orcName, before, held, out);
}

/** Tells of the lines that nobody holds any more, or that the orc is gone. */
function tellEnd(
  core: WaysCore,
  orcName: OrcName,
  before: Told | null,
  held: readonly LineId[],
  out: Effect[],
): void {
  const went = held.filter((lineId) => !core.arp.holdsLine(orcName, lineId)).sort(byUnit);
  tell(core, orcName, { before, changes: { came: [], went } }, out);
}
