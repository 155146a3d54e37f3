/**
 * Corpus documents, version 1: scenarios that are kept in files. A document of a clause shows that clause and states everything
 * that must be observed. A regression is a scenario that once failed and must not fail again. All documents from outside enter
 * through `parseDocument`.
 */
import * as z from 'zod';
import type { ClauseId, Observation, OrcName, PairId, Place, Scenario, Table } from '#spec';
import { clauseIds, faults, parseScenario } from '#spec';
import type { CORPUS_VERSION } from './migrations.ts';
import { migrateDocument } from './migrations.ts';

/**
 * An observation reduced to what the law fixes. It has no text of a refusal, which is free, and nothing that is known only where
 * tables can be read. Runs of handlers are listed separately (`handled`).
 */
export type ExpectedObservation =
  | Extract<Observation, { readonly kind: 'frame' | 'emission' | 'message' | 'closed' }>
  | Omit<Extract<Observation, { readonly kind: 'refusal' }>, 'detail'>
  | Omit<Extract<Observation, { readonly kind: 'dispatch' }>, 'routed'>;

/** How often the handler of an orc runs for an event. */
export interface ExpectedHandlerRun {
  readonly orcName: OrcName;
  readonly pair: PairId;
  readonly pattern: string;
  readonly times: number;
}

/**
 * What the network shows once a step has settled. `hears` binds every router; `seen` and `tables` bind those that declare the
 * features.
 */
export interface Expectation {
  /**
   * For a published event: the places that must hear it, once each. Nobody else may hear it, except the places in `may`. In
   * ascending order of node, orc and pair.
   */
  readonly hears?: readonly Place[];
  /** The places that may also hear the event or not; absent when there are none. */
  readonly may?: readonly Place[];
  /** Which handlers run; no others may. Present only where the clause needs the feature `handlers`. */
  readonly handled?: readonly ExpectedHandlerRun[];
  /** In the model's order; the law fixes the order only within one bus of one link. */
  readonly seen: readonly ExpectedObservation[];
  /** The tables that have changed since the step before, each in full; after the first step all tables. */
  readonly tables?: readonly Table[];
}

export interface ClauseDocument {
  readonly corpus: typeof CORPUS_VERSION;
  readonly kind: 'clause';
  readonly clause: ClauseId;
  /** One sentence: what the scenario shows. */
  readonly title: string;
  readonly scenario: Scenario;
  /** One expectation per step of the scenario. */
  readonly expected: readonly Expectation[];
}

export interface RegressionDocument {
  readonly corpus: typeof CORPUS_VERSION;
  readonly kind: 'regression';
  readonly clause: ClauseId;
  /** `clause|role|step kind`: the key under which the document is kept. */
  readonly signature: string;
  readonly found: {
    /** Name and version of the router that failed. */
    readonly router: string;
    readonly level: 'router' | 'network';
    readonly seed?: string;
  };
  readonly scenario: Scenario;
}

export type CorpusDocument = ClauseDocument | RegressionDocument;

const text = z.string().min(1);
const place = z.strictObject({ orcName: text, node: text, pair: text });
const path = z.array(text);
const event = z.strictObject({
  topic: text,
  id: text,
  payload: z.json(),
  forward: text.optional(),
  from: text.optional(),
  to: path.optional(),
  trail: path.optional(),
});
const arp = z.strictObject({
  token: text,
  port: z.int().nullable(),
  hordes: z.array(text),
  nice: z.int(),
  path: path.optional(),
});
const orcName = text;
const lineId = text;
const message = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    name: text,
    orcName,
    arp,
    join: z.boolean(),
    from: text.optional(),
  }),
  z.strictObject({ kind: z.literal(':conn-line'), lineId, orcName, arp }),
  z.strictObject({ kind: z.literal(':disconn-line'), lineId, orcName }),
  z.strictObject({ kind: z.literal(':delete-route'), orcName }),
  z.strictObject({ kind: z.literal(':announce'), orcName, arp }),
  z.strictObject({ kind: z.literal(':way'), orcName, arp, lines: z.array(lineId) }),
]);
const observation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('frame'), node: text, pair: text, event }),
  z.strictObject({ kind: z.literal('emission'), node: text, event }),
  z.strictObject({ kind: z.literal('message'), below: text, above: text, message }),
  z.strictObject({
    kind: z.literal('refusal'),
    node: text,
    fault: z.enum(Object.keys(faults) as [string, ...string[]]),
  }),
  z.strictObject({ kind: z.literal('closed'), node: text, pair: text }),
  z.strictObject({ kind: z.literal('dispatch'), node: text, name: text, orcName }),
]);
const route = z.strictObject({
  backend: z.enum(['ee', 'axon']),
  orcName,
  token: text,
  socket: text,
  port: z.int().nullable(),
  hordes: z.array(text),
  nice: z.int(),
  lines: z.array(z.strictObject({ lineId, count: z.int().min(1) })),
  path: path.optional(),
  ways: z.array(z.strictObject({ node: text, path, lines: z.array(lineId) })).optional(),
});
const expectation = z.strictObject({
  hears: z.array(place).optional(),
  may: z.array(place).optional(),
  handled: z
    .array(z.strictObject({ orcName, pair: text, pattern: text, times: z.int().min(1) }))
    .optional(),
  seen: z.array(observation),
  tables: z.array(z.strictObject({ node: text, routes: z.array(route) })).optional(),
});
const corpus = z.int();
const clause = z.enum(clauseIds as readonly [ClauseId, ...ClauseId[]]);
// Not checked here: `parseScenario` checks it, and its messages are better than Zod's.
const scenario = z.unknown();
// The fields are written to the file in this order.
const document = z.discriminatedUnion('kind', [
  z.strictObject({
    corpus,
    kind: z.literal('clause'),
    clause,
    title: text,
    scenario,
    expected: z.array(expectation),
  }),
  z.strictObject({
    corpus,
    kind: z.literal('regression'),
    clause,
    signature: text,
    found: z.strictObject({
      router: text,
      level: z.enum(['router', 'network']),
      seed: text.optional(),
    }),
    scenario,
  }),
]);

/** Whether the value claims to be a corpus document; otherwise it may be a bare scenario. */
export function isCorpusDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'corpus' in value;
}

/**
 * Returns the document in `value`, migrated from an older version if necessary. If something is wrong, returns one sentence per
 * mistake, each with its path.
 */
export function parseDocument(value: unknown): CorpusDocument | readonly string[] {
  if (!isCorpusDocument(value)) return ['document: expected an object with the field "corpus"'];
  const current = migrateDocument(value);
  if (typeof current === 'string') return [current];
  const parsed = document.safeParse(current);
  if (!parsed.success)
    return parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
    );
  const scenario = parseScenario(parsed.data.scenario);
  if (!('steps' in scenario)) return scenario.map((fault) => `scenario.${fault}`);
  const { data } = parsed;
  if (data.kind === 'clause' && data.expected.length !== scenario.steps.length)
    return [
      `expected: came ${data.expected.length} entries for ${scenario.steps.length} steps; write one a step`,
    ];
  // The schema accepts every text as a name. Whoever runs the document compares its names with the model's.
  return { ...data, scenario } as unknown as CorpusDocument;
}
