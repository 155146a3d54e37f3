/**
 * Bindings: for values that the model and the log name differently, or that the log has not named yet: ids of events, payloads,
 * topics, ports of uplinks, names of commands. The first line that has the value binds it. This file knows nothing of lines or
 * states.
 */
import { PastIds } from './pastIds.ts';

export interface Bindings {
  /** Keys are the kind of value and the model's name for it, such as `id e3`; values are JSON text. */
  readonly terms: ReadonlyMap<string, string>;
  /** The ids that were bound and are forgotten here. All bindings of a search share them. */
  readonly past: PastIds;
}

export const noBindings = (): Bindings => ({ terms: new Map(), past: new PastIds() });

/** Returns JSON text with sorted fields: their order is free in a payload (EVENT-8). */
const canonicalText = (value: unknown) =>
  typeof value === 'object'
    ? JSON.stringify(value, (_, each: unknown) =>
        typeof each === 'object' && each !== null && !Array.isArray(each)
          ? Object.fromEntries(
              Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)),
            )
          : each,
      )
    : JSON.stringify(value);

/** Adds a binding. Returns the bindings unchanged if the name was bound to the same value, null if to another value. */
export function bind(bindings: Bindings, what: string, name: string, value: unknown) {
  return bindText(bindings, `${what} ${name}`, canonicalText(value));
}

function bindText(bindings: Bindings, key: string, text: string): Bindings | null {
  const { terms } = bindings;
  const known = terms.get(key);
  if (known !== undefined) return known === text ? bindings : null;
  return { ...bindings, terms: new Map(terms).set(key, text) };
}

/** Does the same as `bind` for the id of an event, but also returns null if another event has or had this id. */
export function bindId(bindings: Bindings, name: string, id: string): Bindings | null {
  const { terms, past } = bindings;
  const text = JSON.stringify(id);
  const after = bindText(bindings, `id ${name}`, text);
  if (after === null || after === bindings) return after;
  if (past.has(text)) return null;
  for (const [key, known] of terms) if (known === text && key.startsWith('id ')) return null;
  return after;
}

export function termOf({ terms, past }: Bindings, what: string, name: string): unknown {
  const text = terms.get(`${what} ${name}`) ?? (what === 'id' ? past.textOf(name) : undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Returns the bindings without those of which this is true. */
export function unbind(
  bindings: Bindings,
  isGone: (key: string, text: string) => boolean,
): Bindings {
  const left = new Map([...bindings.terms].filter(([key, text]) => !isGone(key, text)));
  return left.size === bindings.terms.size ? bindings : { ...bindings, terms: left };
}

export function bindingsKeyOf({ terms }: Bindings): string {
  if (terms.size === 0) return '';
  return [...terms]
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join('\n');
}
