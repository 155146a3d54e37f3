/**
 * The scenario document, version 1: what is generated, run, shrunk, stored and drawn. `parseScenario` is the only way
 * in from outside; `scenarioSchema()` publishes the same rules as a JSON Schema.
 */
import * as z from 'zod';
import { FRAME_DEPTH, isJson, PAYLOAD_DEPTH } from '../words/json.ts';
import type { Json } from '../words/message.ts';
import type { Horde, NodeToken, OrcName, PairId } from '../words/names.ts';
import { isName, isOrcName, isTopic, NAME_LIMIT, TOPIC_LIMIT } from '../words/names.ts';
import type { Step } from './steps.ts';
import { stepFaults } from './steps.ts';
import type { Topology } from './topology.ts';
import { topologyFaults } from './topology.ts';

export const SCENARIO_VERSION = 1;

export interface Scenario {
  readonly version: typeof SCENARIO_VERSION;
  readonly topology: Topology;
  readonly steps: readonly Step[];
}

const textShape = (limit: number, fits: (value: unknown) => boolean, expected: string) =>
  z
    .string()
    .min(1)
    .max(limit)
    .refine(fits, { error: `expected ${expected}` });
const NAME_RULE = 'a name: 1 to 256 characters, no control characters, none of < > : $';
// zod does not know branded strings; the refinements check what the brands promise.
const nameShape = <Id extends string>() =>
  textShape(NAME_LIMIT, isName, NAME_RULE) as unknown as z.ZodType<Id>;
const orc = textShape(
  NAME_LIMIT,
  isOrcName,
  `${NAME_RULE}, with exactly one @`,
) as unknown as z.ZodType<OrcName>;
const topic = textShape(
  TOPIC_LIMIT,
  isTopic,
  'a topic: 1 to 1024 characters, no control characters',
);
const node = nameShape<NodeToken>();
const pair = nameShape<PairId>();
// Not `z.json()`: that one drops a key `__proto__`, and overflows the stack on deep data.
const jsonShape = (levels: number) =>
  z.custom<Json>((value) => isJson(value, levels), {
    error: `expected JSON data, at most ${levels} levels deep`,
  });

/** One step of a scenario; a trace log derives its steps from it with optional fields. */
export const stepShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('join'), orc, pair }),
  z.strictObject({ kind: z.literal('command'), orc, pair, name: topic }),
  z.strictObject({
    kind: z.literal('subscribe'),
    orc,
    pair,
    topic,
    throws: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('unsubscribe'), orc, pair, topic }),
  z.strictObject({ kind: z.literal('leave'), orc }),
  z.strictObject({ kind: z.literal('end'), orc, pair }),
  z.strictObject({ kind: z.literal('cut'), pair, socket: z.enum(['command', 'event']) }),
  // An ill-formed new name is allowed in a document: the router must refuse it (ARP-8).
  z.strictObject({ kind: z.literal('rename'), orc, pair, to: z.string() }),
  z.strictObject({
    kind: z.literal('publish'),
    node,
    topic,
    payload: jsonShape(PAYLOAD_DEPTH).optional(),
    forward: nameShape<Horde>().optional(),
  }),
  z.strictObject({ kind: z.literal('hall subscribe'), node, topic }),
  z.strictObject({ kind: z.literal('hall unsubscribe'), node, topic }),
  z.strictObject({ kind: z.literal('inject'), pair, frame: jsonShape(FRAME_DEPTH) }),
  z.strictObject({
    kind: z.literal('garble'),
    below: node,
    above: node,
    bus: z.enum(['command', 'event']),
    frame: jsonShape(FRAME_DEPTH),
  }),
  z.strictObject({ kind: z.literal('uplink down'), below: node, above: node }),
  z.strictObject({ kind: z.literal('uplink up'), below: node, above: node }),
  z.strictObject({ kind: z.literal('restart'), node }),
  z.strictObject({ kind: z.literal('crash'), node }),
  z.strictObject({ kind: z.literal('hold') }),
  z.strictObject({ kind: z.literal('settle') }),
  z.strictObject({ kind: z.literal('arrive'), pair }),
  z.strictObject({ kind: z.literal('climb'), below: node, above: node }),
  z.strictObject({ kind: z.literal('descend'), below: node, above: node }),
  z.strictObject({ kind: z.literal('repeat'), below: node, above: node }),
]);

/** The parts of a document, for other documents that contain the same. */
export const topologyShape = z.strictObject({
  nodes: z.array(z.strictObject({ token: node, horde: nameShape<Horde>() })).min(1),
  uplinks: z.array(z.strictObject({ below: node, above: node })),
  orcs: z.array(z.strictObject({ name: orc, nice: z.int() })),
  pairs: z.array(
    z.strictObject({
      id: pair,
      node,
      backend: z.enum(['ee', 'axon']),
      port: z.int().min(0).max(65535).nullable(),
    }),
  ),
});

const document = z.strictObject({
  version: z.literal(SCENARIO_VERSION),
  topology: topologyShape,
  steps: z.array(stepShape),
});

/** Parses a scenario. Returns it, or a list of sentences, each naming the place and what is wrong there. */
export function parseScenario(value: unknown): Scenario | readonly string[] {
  if (typeof value === 'object' && value !== null && 'version' in value) {
    const { version } = value;
    if (version !== SCENARIO_VERSION)
      return [
        `version: came ${JSON.stringify(version)}, expected ${SCENARIO_VERSION}; this Partyline reads no other`,
      ];
  }
  const parsed = document.safeParse(value);
  if (!parsed.success)
    return parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
    );
  const scenario = parsed.data as Scenario;
  const faults = topologyFaults(scenario.topology).map((fault) => `topology: ${fault}`);
  for (const [index, each] of scenario.steps.entries())
    for (const fault of stepFaults(each, scenario.topology))
      faults.push(`steps.${index}: ${fault}`);
  return faults.length > 0 ? faults : scenario;
}

/**
 * The published JSON Schema of the document (draft 2020-12). References between parts are checked by `parseScenario`
 * alone.
 */
export function scenarioSchema(): Json {
  return z.toJSONSchema(document, { unrepresentable: 'any' }) as Json;
}
