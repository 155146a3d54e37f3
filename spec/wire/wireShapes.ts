/**
 * Schemas of what the pipe's messages carry: inputs, effects, observations and tables. Separate from `wire.ts`, which says who
 * sends what and when. They check only the shape. Whether a name is well formed or a message is allowed is a question of the law,
 * so that a clause tells the author of a router what is wrong.
 */
import * as z from 'zod';
import type { Effect, Input } from '../router.ts';
import type { Fault } from '../words/faults.ts';
import { faults } from '../words/faults.ts';
import type { Event, Json, Message } from '../words/message.ts';
import type { Horde, LineId, NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Observation } from '../words/observation.ts';
import type { Table } from '../words/table.ts';

// Typed as a branded string without checking it; zod does not know brands, and the law judges names.
const wordShape = <Id extends string>() => z.string() as unknown as z.ZodType<Id>;
const orcName = wordShape<OrcName>();
const pair = wordShape<PairId>();
const node = wordShape<NodeToken>();
const horde = wordShape<Horde>();
const lineId = wordShape<LineId>();
const fault = z.enum(Object.keys(faults) as [Fault]);
const backend = z.enum(['ee', 'axon']);
const port = z.int().nullable();
// A parsed line is always JSON, so the only possible error is a missing value.
const json = z.custom<Json>((value) => value !== undefined, { error: 'expected JSON data' });

// What is there with `ways` alone. A router that adds a field without declaring them differs from the law like any other.
const path = z.array(node);
const stamp = z.tuple([z.number(), z.number()]);
const spoken = { from: node.exactOptional(), stamp: stamp.exactOptional() };

const arp = z.object({
  token: z.string(),
  port,
  hordes: z.array(horde),
  nice: z.number(),
  path: path.exactOptional(),
});

/** What crosses a link upwards. */
export const wireMessage: z.ZodType<Message> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('command'),
    name: z.string(),
    orcName,
    arp,
    join: z.boolean(),
    ...spoken,
  }),
  z.object({ kind: z.literal(':conn-line'), lineId, orcName, arp }),
  z.object({ kind: z.literal(':disconn-line'), lineId, orcName }),
  z.object({ kind: z.literal(':delete-route'), orcName }),
  z.object({ kind: z.literal(':rename'), orcName, to: orcName }),
  z.object({ kind: z.literal(':announce'), orcName, arp }),
  z.object({ kind: z.literal(':way'), orcName, arp, lines: z.array(lineId) }),
]);

const event: z.ZodType<Event> = z.object({
  topic: z.string(),
  id: z.string(),
  payload: json,
  forward: horde.exactOptional(),
  ...spoken,
  to: path.exactOptional(),
  trail: path.exactOptional(),
});

/** What a router receives (router level). Frames are raw. */
export const wireInput: z.ZodType<Input> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('attached'), pair, backend, port, node: node.nullable() }),
  z.object({ kind: z.literal('lost'), pair, socket: z.enum(['command', 'event']) }),
  z.object({ kind: z.literal('ended'), pair, orcName }),
  z.object({ kind: z.literal('frame'), pair, frame: json }),
  z.object({ kind: z.literal('uplink up'), uplink: node, port: z.int() }),
  z.object({ kind: z.literal('uplink down'), uplink: node }),
  z.object({ kind: z.literal('event'), uplink: node, frame: json }),
  z.object({
    kind: z.literal('publish'),
    topic: z.string(),
    id: z.string(),
    payload: json,
    forward: horde.nullable(),
  }),
  z.object({ kind: z.literal('subscribe'), topic: z.string() }),
  z.object({ kind: z.literal('unsubscribe'), topic: z.string() }),
]);

/** What a router answers (router level), in order. */
export const wireEffect: z.ZodType<Effect> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('send'), uplink: node, message: wireMessage }),
  z.object({ kind: z.literal('write'), event, pairs: z.array(pair) }),
  z.object({ kind: z.literal('emit'), event }),
  z.object({ kind: z.literal('close'), pair, reason: z.string() }),
  z.object({ kind: z.literal('refuse'), fault, detail: z.string() }),
  z.object({ kind: z.literal('dispatch'), name: z.string(), orcName }),
]);

/** What was seen of a network (network level), in order per carrier and link. */
export const wireObservation: z.ZodType<Observation> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('frame'), node, pair, event }),
  z.object({ kind: z.literal('emission'), node, event }),
  z.object({ kind: z.literal('message'), below: node, above: node, message: wireMessage }),
  z.object({ kind: z.literal('refusal'), node, fault, detail: z.string() }),
  z.object({ kind: z.literal('closed'), node, pair }),
  z.object({
    kind: z.literal('dispatch'),
    node,
    name: z.string(),
    orcName,
    routed: z.boolean().nullable(),
  }),
  z.object({ kind: z.literal('handled'), orcName, pair, pattern: z.string(), event }),
]);

export const wireTable: z.ZodType<Table> = z.object({
  node,
  routes: z.array(
    z.object({
      backend,
      orcName,
      token: z.string(),
      socket: pair,
      port,
      hordes: z.array(horde),
      nice: z.number(),
      lines: z.array(z.object({ lineId, count: z.int() })),
      path: path.exactOptional(),
      ways: z.array(z.object({ node, path, lines: z.array(lineId) })).exactOptional(),
    }),
  ),
  marks: z
    .array(z.object({ node, command: stamp.nullable(), broadcast: stamp.nullable() }))
    .exactOptional(),
});
