/**
 * Fields: the fields of each kind of request, input, effect and observation, read from its schema, so
 * that the page always agrees with it.
 */
import * as z from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

const schemaOf = (shape: z.ZodType): Schema =>
  z.toJSONSchema(shape, { unrepresentable: 'any' }) as Schema;

/**
 * Returns for each variant of a union discriminated by `kind` its other fields, in the order of their declaration.
 */
export function fieldsByKind(shape: z.ZodType): ReadonlyMap<string, string> {
  const { anyOf, oneOf } = schemaOf(shape);
  return new Map(
    ((anyOf ?? oneOf ?? []) as Schema[]).map((each) => {
      const { kind, ...properties } = propertiesOf(each);
      const fields = Object.entries(properties).map(([name, field]) => {
        const form = formatForm(field);
        return form === '' ? `\`${name}\`` : `\`${name}\`: ${form}`;
      });
      return [String(kind?.const), fields.join('; ')];
    }),
  );
}

/** Describes an object with all of its fields. */
export const formOf = (shape: z.ZodType): string => formatForm(schemaOf(shape));

const propertiesOf = ({ properties = {} }: Schema) => properties as Record<string, Schema>;

/** Describes the form of a value; empty for a string. */
function formatForm(schema: Schema): string {
  const { type, enum: values, items, anyOf, oneOf } = schema;
  const branches = (anyOf ?? oneOf) as Schema[] | undefined;
  if (branches)
    return branches.some((each) => each.properties?.kind)
      ? 'a message'
      : branches.map((each) => formatForm(each) || 'string').join(' or ');
  if (values && values.length <= 3)
    return values.map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  if (type === 'array') return `list of ${formatForm(items as Schema) || 'strings'}`;
  if (type === 'object') return `\`${formatProperties(schema)}\``;
  if (type === 'string') return '';
  if (Array.isArray(type)) return type.join(' or ');
  return type === undefined ? 'JSON' : type === 'integer' ? 'number' : String(type);
}

/** Describes the fields in braces, with a question mark after those that may be left out. */
function formatProperties(schema: Schema): string {
  const required = (schema.required ?? []) as string[];
  const names = Object.entries(propertiesOf(schema)).map(([name, field]) => {
    const items = field.items as Schema | undefined;
    const shown = items?.type === 'object' ? `: [${formatProperties(items)}]` : '';
    return `${name}${required.includes(name) ? '' : '?'}${shown}`;
  });
  return `{ ${names.join(', ')} }`;
}
