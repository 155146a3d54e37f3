/**
 * Bindings: for values that the model and the log name differently, or that the log has not named yet: ids of events, payloads,
 * topics, ports of uplinks, names of commands. The first line that has the value binds it. This file knows nothing of lines or
 * states.
 */

/** Keys are the kind of value and the model's name for it, such as `id e3`; values are JSON text. */
export type Bindings = ReadonlyMap<string, string>;

export const noBindings: Bindings = new Map();

/** Returns JSON text with sorted fields: their order is free in a payload (EVENT-8). */
const canonicalText = (value: unknown) =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );

/** Adds a binding. Returns the bindings unchanged if the name was bound to the same value, null if to another value. */
export function bind(bindings: Bindings, what: string, name: string, value: unknown) {
  const key = `${what} ${name}`;
  const text = canonicalText(value);
  const known = bindings.get(key);
  if (known !== undefined) return known === text ? bindings : null;
  return new Map(bindings).set(key, text) as Bindings;
}

/** Does the same as `bind`, but also returns null if another name of the same kind is bound to this value. */
export function bindUniquely(bindings: Bindings, what: string, name: string, value: unknown) {
  const after = bind(bindings, what, name, value);
  if (after === null || after === bindings) return after;
  const text = canonicalText(value);
  for (const [key, known] of bindings)
    if (known === text && key.startsWith(`${what} `)) return null;
  return after;
}

export function termOf(bindings: Bindings, what: string, name: string): unknown {
  const text = bindings.get(`${what} ${name}`);
  return text === undefined ? undefined : JSON.parse(text);
}

export function unbind(bindings: Bindings, isGone: (key: string) => boolean): Bindings {
  const left = new Map([...bindings].filter(([key]) => !isGone(key)));
  return left.size === bindings.size ? bindings : left;
}

export function bindingsKeyOf(bindings: Bindings): string {
  return [...bindings]
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join('\n');
}
