/**
 * The fields of steps: the shape of each, and what it names. A field means the same in every kind of step. So code that renames
 * or looks up what a step names can go by the fields and need not know the kinds.
 */
import * as z from 'zod';
import { FRAME_DEPTH, isJson, PAYLOAD_DEPTH } from '../words/json.ts';
import type { Json } from '../words/message.ts';
import type { Horde, NodeToken, OrcName, PairId } from '../words/names.ts';
import { isName, isOrcName, isTopic, NAME_LIMIT, TOPIC_LIMIT } from '../words/names.ts';

const textShape = (limit: number, fits: (value: unknown) => boolean, expected: string) =>
  z
    .string()
    .min(1)
    .max(limit)
    .refine(fits, { error: `expected ${expected}` });
const NAME_RULE =
  'a name: 1 to 256 characters, no control characters, no lone surrogates, none of < > : $';
// zod does not know branded strings; the refinements check what the brands promise.
export const nameShape = <Id extends string>() =>
  textShape(NAME_LIMIT, isName, NAME_RULE) as unknown as z.ZodType<Id>;
export const orcShape = textShape(
  NAME_LIMIT,
  isOrcName,
  `${NAME_RULE}, with exactly one @`,
) as unknown as z.ZodType<OrcName>;
const topicShape = textShape(
  TOPIC_LIMIT,
  isTopic,
  'a topic: 1 to 1024 characters, no control characters, no lone surrogates',
);
export const nodeShape = nameShape<NodeToken>();
export const pairShape = nameShape<PairId>();
// Not `z.json()`: it drops a key `__proto__`, and overflows the stack on deep data.
const jsonShape = (levels: number) =>
  z.custom<Json>((value) => isJson(value, levels), {
    error: `expected JSON data, at most ${levels} levels deep`,
  });

/** What a field can name, and the type of the name. */
interface Names {
  readonly pair: PairId;
  readonly node: NodeToken;
  readonly orc: OrcName;
  readonly topic: string;
  /** A raw frame may contain the names of orcs and lines, at the places where the law's messages have them. */
  readonly frame: Json;
  readonly horde: Horde;
}

interface FieldFacts {
  readonly shape: z.ZodType;
  readonly names: keyof Names | null;
  /** The list of the topology that must contain the name. An uplink is looked up by both its ends. */
  readonly declaredAs: 'orc' | 'pair' | 'node' | null;
}

/** The order matters: a scenario in canonical form numbers the names of a step in this order. */
export const stepFields = {
  pair: { shape: pairShape, names: 'pair', declaredAs: 'pair' },
  node: { shape: nodeShape, names: 'node', declaredAs: 'node' },
  /** The lower end of an uplink; it always comes with `above`. */
  below: { shape: nodeShape, names: 'node', declaredAs: null },
  above: { shape: nodeShape, names: 'node', declaredAs: null },
  orc: { shape: orcShape, names: 'orc', declaredAs: 'orc' },
  /** A topic, or a pattern of topics. */
  topic: { shape: topicShape, names: 'topic', declaredAs: null },
  // An ill-formed new name is allowed in a document: the router must refuse it (ARP-8).
  to: { shape: z.string() as unknown as z.ZodType<OrcName>, names: 'orc', declaredAs: null },
  frame: { shape: jsonShape(FRAME_DEPTH), names: 'frame', declaredAs: null },
  forward: { shape: nameShape<Horde>().optional(), names: 'horde', declaredAs: null },
  /** The name of a command. */
  name: { shape: topicShape, names: null, declaredAs: null },
  payload: { shape: jsonShape(PAYLOAD_DEPTH).optional(), names: null, declaredAs: null },
  /** The handler throws on every event (needs `handlers`). */
  throws: { shape: z.literal(true).optional(), names: null, declaredAs: null },
  socket: { shape: z.enum(['command', 'event']), names: null, declaredAs: null },
  bus: { shape: z.enum(['command', 'event']), names: null, declaredAs: null },
} as const satisfies Record<string, FieldFacts>;

export type StepField = keyof typeof stepFields;

type FieldValue<Field extends StepField> = z.output<(typeof stepFields)[Field]['shape']>;
type OptionalField = {
  [Field in StepField]: undefined extends FieldValue<Field> ? Field : never;
}[StepField];

type Flat<T> = { [Key in keyof T]: T[Key] };

/** A step of this kind with these fields. */
export type StepWith<Kind extends string, Field extends StepField> = Flat<
  { readonly kind: Kind } & {
    readonly [Key in Exclude<Field, OptionalField>]: FieldValue<Key>;
  } & { readonly [Key in Field & OptionalField]?: Exclude<FieldValue<Key>, undefined> }
>;

const fieldNames = Object.keys(stepFields) as readonly StepField[];
const fieldsNaming = (what: keyof Names) =>
  fieldNames.filter((field) => stepFields[field].names === what);
const namingFields = fieldNames.flatMap((field) => {
  const { names } = stepFields[field];
  return names === null ? [] : [[field, names] as const];
});
const fieldsBySort: Readonly<Record<keyof Names, readonly StepField[]>> = {
  pair: fieldsNaming('pair'),
  node: fieldsNaming('node'),
  orc: fieldsNaming('orc'),
  topic: fieldsNaming('topic'),
  frame: fieldsNaming('frame'),
  horde: fieldsNaming('horde'),
};

/** Returns all names of this sort in the step, from whichever of its fields. */
export function namedBy<What extends keyof Names>(step: object, what: What): Names[What][] {
  const told = step as { readonly [field: string]: Names[What] };
  return fieldsBySort[what].flatMap((field) => {
    const name = told[field];
    return name === undefined ? [] : [name];
  });
}

/** How names are replaced. A sort that is left out stays unchanged. */
export type NameMap = { readonly [What in keyof Names]?: (name: Names[What]) => Names[What] };

/** Returns the step with its names replaced. The replacements are asked for in the order of `stepFields`. */
export function mapNames<S extends object>(step: S, map: NameMap): S {
  const told = step as { readonly [field: string]: unknown };
  const mapped: Record<string, unknown> = { ...told };
  for (const [field, names] of namingFields) {
    const replace = map[names] as ((name: unknown) => unknown) | undefined;
    if (replace && told[field] !== undefined) mapped[field] = replace(told[field]);
  }
  return mapped as S;
}
