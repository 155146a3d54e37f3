/**
 * The scenario document, version 1. Scenarios are generated, run, shrunk, stored and drawn in this form. `parseScenario` is the
 * only way in from outside; `scenarioSchema()` publishes the same rules as a JSON Schema.
 */
import * as z from 'zod';
import { variantFeatures } from '../words/features.ts';
import type { Json } from '../words/message.ts';
import { PORT_LIMIT } from '../words/message.ts';
import type { Horde } from '../words/names.ts';
import type { StepField } from './stepFields.ts';
import { nameShape, nodeShape, orcShape, pairShape, stepFields } from './stepFields.ts';
import { stepRegistry } from './stepRegistry.ts';
import type { Step, StepKind } from './steps.ts';
import { stepFaults } from './steps.ts';
import type { Topology } from './topology.ts';
import { topologyFaults } from './topology.ts';

export const SCENARIO_VERSION = 1;

export interface Scenario {
  readonly version: typeof SCENARIO_VERSION;
  readonly topology: Topology;
  readonly steps: readonly Step[];
}

/** Returns the schemas of the fields of a kind of step, as a document has them. */
export const fieldShapes = (fields: readonly StepField[]): Readonly<Record<string, z.ZodType>> =>
  Object.fromEntries(fields.map((field) => [field, stepFields[field].shape]));

type StepOption = z.ZodObject<{ kind: z.ZodLiteral<StepKind> }>;
const stepOptions = Object.entries(stepRegistry).map(([kind, { fields }]) =>
  z.strictObject({ kind: z.literal(kind as StepKind), ...fieldShapes(fields) }),
);
/** One step of a scenario. The type and the options both derive from the registry, so they agree. */
export const stepShape = z.discriminatedUnion(
  'kind',
  stepOptions as [StepOption, ...StepOption[]],
) as unknown as z.ZodType<Step>;

/** The parts of a document, for other documents that contain the same parts. */
export const topologyShape = z.strictObject({
  nodes: z.array(z.strictObject({ token: nodeShape, horde: nameShape<Horde>() })).min(1),
  uplinks: z.array(z.strictObject({ below: nodeShape, above: nodeShape })),
  orcs: z.array(z.strictObject({ name: orcShape, nice: z.int() })),
  pairs: z.array(
    z.strictObject({
      id: pairShape,
      node: nodeShape,
      backend: z.enum(['ee', 'axon']),
      port: z.int().min(0).max(PORT_LIMIT).nullable(),
    }),
  ),
  variants: z.array(z.enum(variantFeatures)).min(1).optional(),
});

const document = z.strictObject({
  version: z.literal(SCENARIO_VERSION),
  topology: topologyShape,
  steps: z.array(stepShape),
});

/** Parses a scenario. Returns the scenario, or a list of sentences, each of which names a place and says what is wrong there. */
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
 * Returns the published JSON Schema of the document (draft 2020-12). References between parts are checked by
 * `parseScenario` alone.
 */
export function scenarioSchema(): Json {
  return z.toJSONSchema(document, { unrepresentable: 'any' }) as Json;
}
