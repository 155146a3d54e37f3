/**
 * The wire: protocol 1 of the pipe that connects the harness to a router in any language. It is JSON, one object a line. The
 * harness asks and the router answers; every request has an id, and the answer has the same id. PROTOCOL.md and the published
 * schema are generated from this file. It knows no process and no clock.
 */
import * as z from 'zod';
import type { Alphabet, Carries } from '../carries.ts';
import { alphabets, payloadKinds } from '../carries.ts';
import type { Quiescence } from '../network.ts';
import type { Contract, Effect, Input } from '../router.ts';
import { stepShape, topologyShape } from '../scenario/scenario.ts';
import type { Step } from '../scenario/steps.ts';
import type { Topology } from '../scenario/topology.ts';
import type { Feature } from '../words/features.ts';
import { featureNames } from '../words/features.ts';
import type { Json } from '../words/message.ts';
import type { NodeToken } from '../words/names.ts';
import { NAME_LIMIT, TOPIC_LIMIT } from '../words/names.ts';
import type { Observation } from '../words/observation.ts';
import type { Table } from '../words/table.ts';
import { wireEffect, wireInput, wireObservation, wireTable } from './wireShapes.ts';

/** The version of the framing: lines, ids, and who asks and answers. */
export const PROTOCOL = 1;
/** The version of the payload: inputs, effects, steps, observations and tables of this law. */
export const DIALECT = 'xcraft-1';

/** How a network knows that nothing is in flight, most reliable first. */
export const quiescences = {
  exact: 'the answer to a step already holds all that followed from it',
  pending: 'each answer says how much is still pending; the harness asks `settle` until nothing is',
  fences: 'the router waits for a fence on every path before it answers',
  silence: 'the router waits until nothing has been heard for a while before it answers',
  acknowledged: 'a step is only acknowledged; then the interval law judges, from what is heard',
} as const satisfies Record<Quiescence, string>;

/** What the harness may ask within a scenario, alone with an id or as part of a `run`. */
export type Question =
  | { readonly kind: 'step'; readonly node: NodeToken; readonly input: Input }
  | { readonly kind: 'step'; readonly index: number; readonly step: Step }
  | { readonly kind: 'restart'; readonly node: NodeToken }
  | { readonly kind: 'settle' }
  | { readonly kind: 'tables'; readonly nodes: readonly NodeToken[] }
  | { readonly kind: 'size'; readonly nodes: readonly NodeToken[] };

/** A whole scenario in one request: a reset and the questions after it. */
export interface Script {
  readonly topology: Topology;
  readonly questions: readonly Question[];
}

export type WireRequest = { readonly id: number } & (
  | {
      readonly kind: 'hello';
      readonly protocol: number;
      readonly dialects: readonly string[];
      readonly harness: string;
    }
  | { readonly kind: 'reset'; readonly topology: Topology }
  | Question
  | { readonly kind: 'run'; readonly scripts: readonly Script[] }
  | { readonly kind: 'bye' }
);

export type RequestKind = WireRequest['kind'];

/** What a router declares about itself. What it does not declare is never asked of it. */
export interface Hello {
  readonly protocol: number;
  readonly dialect: string;
  readonly level: 'router' | 'network';
  readonly name: string;
  readonly version: string;
  readonly features: readonly Feature[];
  readonly contract?: Contract;
  readonly quiescence: Quiescence;
  /** It accepts whole scenarios with `run`. */
  readonly batch: boolean;
  /** Where the system behind it carries less than the law allows. */
  readonly carries?: Carries;
  /** How many servers are one node, where it is more than one. */
  readonly serversPerNode?: number;
}

/**
 * The answer to a question, or the reason why there is none: the router threw, or does not support the question. In both cases
 * the script ends there.
 */
export type Answer =
  | { readonly effects: readonly Effect[] }
  | { readonly observations: readonly Observation[]; readonly pending?: number }
  | { readonly tables: readonly Table[] }
  | { readonly sizes: readonly number[] }
  | { readonly crash: string; readonly stack?: string }
  | { readonly unsupported: string }
  | Record<string, never>;

const name = z.string().min(1);
const unsupported = z.object({ unsupported: z.string() });
const crash = z.object({ crash: z.string(), stack: z.string().exactOptional() });

/** The schema of what a system can carry; the least values leave room for the plain names that are always drawn. */
export const carriesShape = z.strictObject({
  alphabet: z.enum(Object.keys(alphabets) as [Alphabet]).exactOptional(),
  nameUnits: z.int().min(32).max(NAME_LIMIT).exactOptional(),
  topicUnits: z.int().min(128).max(TOPIC_LIMIT).exactOptional(),
  payloads: z.array(z.enum(payloadKinds)).exactOptional(),
  payloadUnits: z.int().min(64).exactOptional(),
}) satisfies z.ZodType<Carries>;

export const wireHello = z.object({
  protocol: z.literal(PROTOCOL),
  dialect: z.literal(DIALECT),
  level: z.enum(['router', 'network']),
  name,
  version: name,
  features: z.array(z.enum(featureNames as [Feature])),
  contract: z.literal(2).exactOptional(),
  quiescence: z.enum(Object.keys(quiescences) as [Quiescence]),
  batch: z.boolean(),
  carries: carriesShape.exactOptional(),
  serversPerNode: z.int().min(1).exactOptional(),
}) satisfies z.ZodType<Hello>;

/** The schema of the answer to each kind of question; the level decides how a step is answered. */
export const wireAnswers = {
  effects: z.object({ effects: z.array(wireEffect) }),
  observations: z.object({
    observations: z.array(wireObservation),
    pending: z.int().min(0).exactOptional(),
  }),
  tables: z.object({ tables: z.array(wireTable) }),
  sizes: z.object({ sizes: z.array(z.number().min(0)) }),
  done: z.object({}),
  crash,
  unsupported,
} as const;

export type AnswerKind = Exclude<keyof typeof wireAnswers, 'crash' | 'unsupported'>;

/** Returns the kind of answer that a question expects. */
export function answerKind(question: Question): AnswerKind {
  switch (question.kind) {
    case 'step':
      return 'input' in question ? 'effects' : 'observations';
    case 'restart':
      return 'done';
    case 'settle':
      return 'observations';
    case 'tables':
      return 'tables';
    case 'size':
      return 'sizes';
    default:
      return question satisfies never;
  }
}

const node = z.string();
const questions = {
  step: z.union([
    z.object({ kind: z.literal('step'), node, input: wireInput }),
    z.object({ kind: z.literal('step'), index: z.int().min(0), step: stepShape }),
  ]),
  restart: z.object({ kind: z.literal('restart'), node }),
  settle: z.object({ kind: z.literal('settle') }),
  tables: z.object({ kind: z.literal('tables'), nodes: z.array(node) }),
  size: z.object({ kind: z.literal('size'), nodes: z.array(node) }),
};
const scripts = z.array(
  z.object({ topology: topologyShape, questions: z.array(z.union(Object.values(questions))) }),
);
const answers = z.array(z.array(z.union(Object.values(wireAnswers))));
const id = z.int().min(1);
const answerShape = (...shapes: readonly z.ZodType[]) =>
  z.intersection(z.object({ id }), z.union([...shapes, crash, unsupported]));

/** Both directions by kind of request, as complete lines; the published schema is made from this. */
export const wireLines = {
  hello: {
    request: z.object({
      id,
      kind: z.literal('hello'),
      protocol: z.int(),
      dialects: z.array(z.string()),
      harness: z.string(),
    }),
    answer: wireHello.extend({ id }),
  },
  reset: {
    request: z.object({ id, kind: z.literal('reset'), topology: topologyShape }),
    answer: answerShape(wireAnswers.done),
  },
  step: {
    request: z.intersection(z.object({ id }), questions.step),
    answer: answerShape(wireAnswers.effects, wireAnswers.observations),
  },
  restart: { request: questions.restart.extend({ id }), answer: answerShape(wireAnswers.done) },
  settle: {
    request: questions.settle.extend({ id }),
    answer: answerShape(wireAnswers.observations),
  },
  tables: { request: questions.tables.extend({ id }), answer: answerShape(wireAnswers.tables) },
  size: { request: questions.size.extend({ id }), answer: answerShape(wireAnswers.sizes) },
  run: {
    request: z.object({ id, kind: z.literal('run'), scripts }),
    answer: z.object({ id, answers }),
  },
  bye: { request: z.object({ id, kind: z.literal('bye') }), answer: z.object({ id }) },
} as const satisfies Record<RequestKind, { request: z.ZodType; answer: z.ZodType }>;

/** Returns the published JSON Schema: for each kind of request, the line that asks and the line that answers. */
export function protocolSchema(): Json {
  const schema = z.object(
    Object.fromEntries(Object.entries(wireLines).map(([kind, both]) => [kind, z.object(both)])),
  );
  return z.toJSONSchema(schema, { unrepresentable: 'any', reused: 'ref' }) as Json;
}
