/**
 * The trace log, version 1: what was recorded of a real router, as NDJSON: a header, then one record a line, then a closing
 * record. An absent field is unknown; null says that there is no value. Separate from `spec/interval/log.ts`, which holds only
 * what the interval law needs; a trace log holds everything that a recorder may have seen.
 */
import * as z from 'zod';
import type { Request } from '../interval/log.ts';
import { fieldShapes, topologyShape } from '../scenario/scenario.ts';
import { stepRegistry } from '../scenario/stepRegistry.ts';
import type { KindOfPart, StepOf } from '../scenario/steps.ts';
import type { Topology } from '../scenario/topology.ts';
import { faults } from '../words/faults.ts';
import { FRAME_DEPTH, isJson, PAYLOAD_DEPTH } from '../words/json.ts';
import type { Arp, Event, Json, Message } from '../words/message.ts';
import type { Horde } from '../words/names.ts';
import type { Observation } from '../words/observation.ts';
import type { Table } from '../words/table.ts';

export const TRACELOG_VERSION = 1;

/** The kinds of records for which a log may declare that it is complete. */
export const recordable = [
  'requested',
  'frame',
  'emission',
  'message',
  'closed',
  'refusal',
  'dispatch',
] as const;
export type Recordable = (typeof recordable)[number];

export interface TracelogHeader {
  readonly 'partyline-log': typeof TRACELOG_VERSION;
  readonly topology: Topology;
  readonly router: { readonly name: string; readonly version: string };
  /**
   * `global`: the lines are in the order in which things happened. `per observer`: only lines with the same `by` are in order; a
   * `settled` holds for all observers.
   */
  readonly order: 'global' | 'per observer';
  /** The kinds of records of which the recorder missed none. Other kinds may have gaps. */
  readonly complete: readonly Recordable[];
  readonly seed?: string;
}

type PartialFields<T> = { readonly [Key in keyof T]?: T[Key] };
type PartialOfKind<T> = T extends { readonly kind: infer Kind }
  ? { readonly kind: Kind } & PartialFields<Omit<T, 'kind'>>
  : never;

/** A request with the fields that were seen. Fields that only handlers see are not recorded. */
export type LoggedStep =
  | PartialOfKind<Exclude<Request, { readonly kind: 'publish' }>>
  /**
   * A message that was delivered twice. No client requests this. But without this record it would look like a router that sends
   * twice.
   */
  | PartialOfKind<StepOf<KindOfPart<'duplicate'>>>
  | ({ readonly kind: 'publish' } & PartialFields<
      Omit<Extract<Request, { readonly kind: 'publish' }>, 'kind' | 'forward'> & {
        /** The event's own id. */
        readonly id: string;
        readonly forward: Horde | null;
      }
    >);

/** Every field of every kind of message, all optional but the kind. */
export type LoggedMessage = PartialFields<{
  readonly kind: Message['kind'];
  readonly orcName: string;
  readonly name: string;
  readonly join: boolean;
  readonly lineId: string;
  readonly to: string;
  readonly arp: PartialFields<Arp>;
}>;

export type LoggedEvent = PartialFields<
  Omit<Event, 'forward'> & {
    readonly forward: Horde | null;
  }
>;

type ObservationOf<Kind extends Observation['kind']> = Extract<
  Observation,
  { readonly kind: Kind }
>;

export type LoggedRecord = { readonly by?: string } & (
  | { readonly kind: 'requested'; readonly request?: number; readonly step: LoggedStep }
  /** Nothing that this request caused is in flight any more. */
  | { readonly kind: 'acknowledged'; readonly request: number }
  /** Nothing is in flight. */
  | { readonly kind: 'settled' }
  | ({ readonly kind: 'frame'; readonly event?: LoggedEvent } & PartialFields<
      Omit<ObservationOf<'frame'>, 'kind' | 'event'>
    >)
  | ({ readonly kind: 'emission'; readonly event?: LoggedEvent } & PartialFields<
      Omit<ObservationOf<'emission'>, 'kind' | 'event'>
    >)
  | ({ readonly kind: 'message'; readonly message?: LoggedMessage } & PartialFields<
      Omit<ObservationOf<'message'>, 'kind' | 'message'>
    >)
  | ({ readonly kind: 'closed' } & PartialFields<Omit<ObservationOf<'closed'>, 'kind'>>)
  | ({ readonly kind: 'refusal' } & PartialFields<Omit<ObservationOf<'refusal'>, 'kind'>>)
  | ({ readonly kind: 'dispatch' } & PartialFields<
      Omit<ObservationOf<'dispatch'>, 'kind' | 'routed'>
    >)
  /** The ARP table of a node at this moment. */
  | ({ readonly kind: 'table' } & Table)
);

const text = z.string();
const jsonShape = (levels: number) =>
  z.custom<Json>((value) => isJson(value, levels), { error: 'expected JSON data' });

const publish = z.strictObject({
  kind: z.literal('publish'),
  node: text.optional(),
  topic: text.optional(),
  id: text.optional(),
  payload: jsonShape(PAYLOAD_DEPTH).optional(),
  forward: text.nullable().optional(),
});
const otherSteps = Object.entries(stepRegistry)
  .filter(([kind, { part }]) => kind !== 'publish' && part !== 'schedule')
  .map(([kind, { fields }]) =>
    z
      // Only the client can tell whether its handler throws, so a log does not record it.
      .strictObject(fieldShapes(fields.filter((field) => field !== 'throws')))
      .partial()
      .extend({ kind: z.literal(kind) }),
  );
/** Typed loosely: the shapes above already say what each field may be, and TypeScript cannot derive the type from them. */
const step: z.ZodType<Readonly<Record<string, unknown>>> = z.discriminatedUnion('kind', [
  publish,
  ...otherSteps,
]);

const arp = z.strictObject({
  token: text.optional(),
  port: z.int().nullable().optional(),
  hordes: z.array(text).optional(),
  nice: z.int().optional(),
});
const message = z.strictObject({
  kind: z
    .enum(['command', ':conn-line', ':disconn-line', ':delete-route', ':rename', ':announce'])
    .optional(),
  orcName: text.optional(),
  name: text.optional(),
  join: z.boolean().optional(),
  lineId: text.optional(),
  to: text.optional(),
  arp: arp.optional(),
});
const event = z.strictObject({
  topic: text.optional(),
  id: text.optional(),
  payload: jsonShape(FRAME_DEPTH).optional(),
  forward: text.nullable().optional(),
});
const route = z.strictObject({
  backend: z.enum(['ee', 'axon']),
  orcName: text,
  token: text,
  socket: text,
  port: z.int().nullable(),
  hordes: z.array(text),
  nice: z.int(),
  lines: z.array(z.strictObject({ lineId: text, count: z.int() })),
});

const by = text.optional();
const node = text.optional();
const number = z.int().min(0);

export const headerShape = z.strictObject({
  'partyline-log': z.literal(TRACELOG_VERSION),
  topology: topologyShape,
  router: z.strictObject({ name: text.min(1), version: text.min(1) }),
  order: z.enum(['global', 'per observer']),
  complete: z.array(z.enum(recordable)),
  seed: text.optional(),
});

const faultNames = Object.keys(faults) as (keyof typeof faults)[];

export const recordShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('requested'),
    by,
    request: number.optional(),
    step,
  }),
  z.strictObject({ kind: z.literal('acknowledged'), by, request: number }),
  z.strictObject({ kind: z.literal('settled'), by }),
  z.strictObject({ kind: z.literal('frame'), by, node, pair: node, event: event.optional() }),
  z.strictObject({ kind: z.literal('emission'), by, node, event: event.optional() }),
  z.strictObject({
    kind: z.literal('message'),
    by,
    below: node,
    above: node,
    message: message.optional(),
  }),
  z.strictObject({ kind: z.literal('closed'), by, node, pair: node }),
  z.strictObject({
    kind: z.literal('refusal'),
    by,
    node,
    fault: z.enum(faultNames).optional(),
    detail: text.optional(),
  }),
  z.strictObject({ kind: z.literal('dispatch'), by, node, name: text.optional(), orcName: node }),
  z.strictObject({ kind: z.literal('table'), by, node: text, routes: z.array(route) }),
  z.strictObject({ kind: z.literal('end'), records: number }),
]);

/**
 * Returns the published JSON Schema of a line (draft 2020-12). References to the topology are checked by
 * `parseTracelog` alone.
 */
export function tracelogSchema(): Json {
  return z.toJSONSchema(z.union([headerShape, recordShape]), { unrepresentable: 'any' }) as Json;
}
