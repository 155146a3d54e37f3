/**
 * The wire: every frame that crosses a socket of a pair, and its parsing. It stands apart from the law's messages and events,
 * which are carried unparsed, because the router has to parse them. A lower end dials the command socket (`hello`, `welcome`),
 * then the event socket (`hello`, `attached`).
 */
import * as z from 'zod';
import { isName } from '#spec';
import type { Ending } from './ending.ts';

/** Increase this with any change that an older peer would misread. */
export const WIRE_VERSION = 1;

const name = z.custom<string>(isName, 'expected a name');
const port = z.int().min(1).max(65535);

const commandHello = z.object({
  kind: z.literal('hello'),
  partyline: z.literal(WIRE_VERSION),
  socket: z.literal('command'),
  role: z.enum(['client', 'node']),
  /** The lower end's own token. */
  token: name,
  /** What proves who the lower end is, where the node asks for it. */
  secret: z.string().max(1024).optional(),
});
const eventHello = z.object({
  kind: z.literal('hello'),
  partyline: z.literal(WIRE_VERSION),
  socket: z.literal('event'),
  /** The pair as named in the `welcome`. */
  pair: z.string().max(1024),
});
const welcome = z.object({
  kind: z.literal('welcome'),
  token: name,
  pair: z.string().min(1).max(1024),
  eventPort: port,
});
/** `port`: the lower end's event port as the node sees it, which the lower end sends in its `arp` (ARP-7). */
const attached = z.object({ kind: z.literal('attached'), port });
const refused = z.object({ kind: z.literal('refused'), reason: z.string() });

export type CommandHello = z.infer<typeof commandHello>;
type EventHello = z.infer<typeof eventHello>;

/** What a lower end may be sent before its pair is established. */
const answer = z.discriminatedUnion('kind', [welcome, attached, refused]);
export type HandshakeReply = z.infer<typeof answer>;

/** Frames of an established pair. `body` is not parsed. */
export type Traffic =
  | { readonly kind: 'message'; readonly body: unknown }
  /** An orc's endpoint on this pair has ended without a `:delete-route` (ROUTE-7). */
  | { readonly kind: 'ended'; readonly body: unknown }
  | { readonly kind: 'event'; readonly body: unknown };

/** Frames that a channel answers by itself. */
export type Service =
  | { readonly kind: 'ping' }
  | { readonly kind: 'fence'; readonly mark: number }
  | { readonly kind: 'fenced'; readonly mark: number };

export type WireFrame = CommandHello | EventHello | HandshakeReply | Traffic | Service;

export function readField(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function formatIssues(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.join('.') || 'frame'}: ${message}`)
    .join('; ');
}

function readHello<Hello>(value: unknown, shape: z.ZodType<Hello>): Hello | Ending {
  const version = readField(value, 'partyline');
  if (readField(value, 'kind') !== 'hello' || typeof version !== 'number')
    return { kind: 'malformed', detail: 'expected a hello with the wire version, `partyline`' };
  if (version !== WIRE_VERSION)
    return {
      kind: 'version',
      detail: `it speaks wire version ${version}; expected ${WIRE_VERSION}`,
    };
  const parsed = shape.safeParse(value);
  return parsed.success ? parsed.data : { kind: 'malformed', detail: formatIssues(parsed.error) };
}

export const readCommandHello = (value: unknown) => readHello(value, commandHello);
export const readEventHello = (value: unknown) => readHello(value, eventHello);

export function readHandshakeReply(value: unknown): HandshakeReply | Ending {
  const parsed = answer.safeParse(value);
  return parsed.success ? parsed.data : { kind: 'malformed', detail: formatIssues(parsed.error) };
}

/** Checks only the kind, because every frame passes through here. */
export function readTraffic(value: unknown): Traffic | null {
  const kind = readField(value, 'kind');
  return kind === 'message' || kind === 'event' || kind === 'ended'
    ? { kind, body: readField(value, 'body') }
    : null;
}

export function readService(value: unknown): Service | null {
  const kind = readField(value, 'kind');
  if (kind === 'ping') return { kind };
  if (kind !== 'fence' && kind !== 'fenced') return null;
  const mark = readField(value, 'mark');
  return Number.isSafeInteger(mark) ? { kind, mark: mark as number } : null;
}
