/**
 * Bindings: what the model calls by a name of its own and the log by another, or by none yet: ids of events, payloads
 * and topics that no line has told, ports of uplinks, names of commands. Bound by the first line that tells.
 * It knows no line and no state.
 */

/** By a word for what it is and the model's name for it; values are JSON text. */
export type Bindings = ReadonlyMap<string, string>;

export const noBindings: Bindings = new Map();

/** The bindings with this one, the same where it stood already, or null where another stands. */
export function bind(bindings: Bindings, what: string, name: string, value: unknown) {
  const key = `${what} ${name}`;
  const text = JSON.stringify(value);
  const known = bindings.get(key);
  if (known !== undefined) return known === text ? bindings : null;
  return new Map(bindings).set(key, text) as Bindings;
}

/** The same where no two names may have one value. */
export function bindUniquely(bindings: Bindings, what: string, name: string, value: unknown) {
  const after = bind(bindings, what, name, value);
  if (after === null || after === bindings) return after;
  const text = JSON.stringify(value);
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
