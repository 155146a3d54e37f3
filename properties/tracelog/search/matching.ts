/**
 * Matching: whether an observation of the model can be the one that a line of the log describes. A missing field matches every
 * value. A match may bind a value that no earlier line had told.
 */
import type {
  Arp,
  Event,
  LoggedEvent,
  LoggedMessage,
  LoggedRecord,
  Observation,
  Table,
} from '#spec';
import { hasEmptyLine, routingOf, uplinkPair } from '#spec';
import type { Bindings } from './bindings.ts';
import { bind, bindId } from './bindings.ts';

/** First character of the names that stand for values which the log does not tell. */
export const UNTOLD = '?';

export type LoggedObservation = Extract<LoggedRecord, { readonly kind: Observation['kind'] }>;

export function isLoggedObservation(record: LoggedRecord): record is LoggedObservation {
  return ['frame', 'emission', 'message', 'closed', 'refusal', 'dispatch'].includes(record.kind);
}

/** Returns the bindings under which the two are the same observation; null if there are none. */
export function matchObservation(
  did: Observation,
  seen: LoggedObservation,
  bindings: Bindings,
): Bindings | null {
  switch (seen.kind) {
    case 'frame':
      return did.kind === 'frame' && fits(seen.node, did.node) && fits(seen.pair, did.pair)
        ? matchEvent(did.event, seen.event, bindings)
        : null;
    case 'emission':
      return did.kind === 'emission' && fits(seen.node, did.node)
        ? matchEvent(did.event, seen.event, bindings)
        : null;
    case 'message':
      return did.kind === 'message' && fits(seen.below, did.below) && fits(seen.above, did.above)
        ? matchMessage(did, seen.message ?? {}, bindings)
        : null;
    case 'closed':
      return did.kind === 'closed' && fits(seen.node, did.node) && fits(seen.pair, did.pair)
        ? bindings
        : null;
    case 'refusal':
      // The text of a refusal is free, so it is not compared.
      return did.kind === 'refusal' && fits(seen.node, did.node) && fits(seen.fault, did.fault)
        ? bindings
        : null;
    case 'dispatch':
      return did.kind === 'dispatch' && fits(seen.node, did.node) && fits(seen.orcName, did.orcName)
        ? matchName(did.name, seen.name, bindings)
        : null;
    default:
      return seen satisfies never;
  }
}

const fits = <T>(told: T | undefined, known: T) => told === undefined || told === known;

/** Matches the name of a command. A guessed name matches every name and is bound to it. */
function matchName(name: string, told: string | undefined, bindings: Bindings): Bindings | null {
  if (told === undefined || told === name) return bindings;
  return name.startsWith(UNTOLD) ? bind(bindings, 'name', name, told) : null;
}

function matchEvent(
  event: Event,
  told: LoggedEvent | undefined,
  bindings: Bindings,
): Bindings | null {
  if (!told) return bindings;
  const { id } = event;
  let after: Bindings | null = bindings;
  if (told.forward !== undefined && told.forward !== (event.forward ?? null)) return null;
  if (told.topic !== undefined) {
    if (!hasSameRouting(told.topic, event.topic)) return null;
    after = bind(after, 'topic', id, told.topic);
  }
  if (after && told.id !== undefined) after = bindId(after, id, told.id);
  if (after && told.payload !== undefined) after = bind(after, 'payload', id, told.payload);
  return after;
}

function hasSameRouting(left: string, right: string): boolean {
  return (
    hasEmptyLine(left) === hasEmptyLine(right) &&
    JSON.stringify(routingOf(left)) === JSON.stringify(routingOf(right))
  );
}

function matchMessage(
  { below, above, message }: Extract<Observation, { readonly kind: 'message' }>,
  told: LoggedMessage,
  bindings: Bindings,
): Bindings | null {
  // Typed so that each field of each message can be looked up.
  const has = message as Partial<Record<keyof LoggedMessage, unknown>>;
  for (const key of ['kind', 'orcName', 'join', 'lineId', 'to'] as const)
    if (told[key] !== undefined && told[key] !== has[key]) return null;
  const afterName =
    told.name === undefined
      ? bindings
      : typeof has.name === 'string'
        ? matchName(has.name, told.name, bindings)
        : null;
  if (!afterName || !told.arp) return afterName;
  return 'arp' in message
    ? matchArp(message.arp, told.arp, uplinkPair(below, above), afterName)
    : null;
}

function matchArp(
  arp: Arp,
  told: NonNullable<LoggedMessage['arp']>,
  link: string,
  bindings: Bindings,
): Bindings | null {
  if (!fits(told.token, arp.token) || !fits(told.nice, arp.nice)) return null;
  if (told.hordes && !isSameSet(told.hordes, arp.hordes)) return null;
  return told.port === undefined ? bindings : bind(bindings, 'port', link, told.port);
}

const isSameSet = (left: readonly string[], right: readonly string[]) =>
  left.length === right.length &&
  left.toSorted().every((each, at) => each === right.toSorted()[at]);

/** Compares a table that was read. Such a table is always whole. The port of an uplink's pair is bound and not compared. */
export function matchTable(
  known: Table,
  told: Table,
  links: ReadonlySet<string>,
  bindings: Bindings,
): Bindings | null {
  if (known.routes.length !== told.routes.length) return null;
  let after: Bindings | null = bindings;
  for (const [at, route] of known.routes.entries()) {
    const other = told.routes[at];
    if (!other || !after) return null;
    const { port: _, ...left } = route;
    const { port, ...right } = other;
    if (JSON.stringify(sortFields(left)) !== JSON.stringify(sortFields(right))) return null;
    if (links.has(route.socket)) after = bind(after, 'port', route.socket, port);
    else if (port !== route.port) return null;
  }
  return after;
}

const sortFields = (route: object) =>
  Object.entries(route)
    .map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map((each) => JSON.stringify(each)).sort() : value,
    ])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));

/** Whether the line has every field that could tell two observations apart. */
export function isWhole(seen: LoggedObservation): boolean {
  switch (seen.kind) {
    case 'frame':
      return seen.node !== undefined && seen.pair !== undefined && isWholeEvent(seen.event);
    case 'emission':
      return seen.node !== undefined && isWholeEvent(seen.event);
    case 'message': {
      const { below, above, message } = seen;
      return below !== undefined && above !== undefined && isWholeMessage(message);
    }
    case 'closed':
      return seen.node !== undefined && seen.pair !== undefined;
    case 'refusal':
      return seen.node !== undefined && seen.fault !== undefined;
    case 'dispatch':
      return seen.node !== undefined && seen.name !== undefined && seen.orcName !== undefined;
    default:
      return seen satisfies never;
  }
}

const isWholeEvent = (event: LoggedEvent | undefined) =>
  event?.id !== undefined && event.topic !== undefined && event.payload !== undefined;

function isWholeMessage(message: LoggedMessage | undefined): boolean {
  if (message?.kind === undefined || message.orcName === undefined) return false;
  if (message.kind === ':delete-route') return true;
  if (message.kind === ':rename') return message.to !== undefined;
  if (message.kind === ':disconn-line') return message.lineId !== undefined;
  const { arp } = message;
  if (!arp || [arp.token, arp.port, arp.hordes, arp.nice].includes(undefined)) return false;
  if (message.kind === ':conn-line') return message.lineId !== undefined;
  return message.kind === ':announce' || (message.name !== undefined && message.join !== undefined);
}
