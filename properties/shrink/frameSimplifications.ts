/**
 * Simplifies raw frames: shortens long values, unwraps nested ones, and removes fields and items one by one. The search finds out
 * whether the result still fails.
 */
import type { Json } from '#spec';
import { NAME_LIMIT } from '#spec';
import { isJsonObject } from './canonical.ts';

/** A list of at most this many items is tried item by item; a longer one is only halved. */
const MAX_ITEMS = 16;

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Lists frames that are simpler than the given one, the simplest first. */
export function frameSimplifications(frame: Json, depth = 0): Json[] {
  const plainest: Json[] = frame === null ? [] : [null];
  if (typeof frame === 'string') return [...plainest, ...shorterTexts(frame)];
  if (typeof frame === 'number') return frame === 0 ? plainest : [...plainest, 0];
  if (!isJsonObject(frame) && !isList(frame)) return plainest;
  if (depth === 0) plainest.push(...innerLevels(frame));
  return [...plainest, ...(isList(frame) ? fewerItems(frame, depth) : fewerFields(frame, depth))];
}

function shorterTexts(text: string): Json[] {
  const lengths = [0, 1, NAME_LIMIT, NAME_LIMIT + 1, text.length >> 1, text.length - 1];
  return lengths.filter((length) => length < text.length).map((length) => text.slice(0, length));
}

/** Follows the first field or item of each level, and lists what remains without half of the levels, then without one level. */
function innerLevels(frame: Json): Json[] {
  const levels: Json[] = [];
  for (let inner = frame; typeof inner === 'object' && inner !== null; ) {
    const [first] = Object.values(inner);
    if (first === undefined) break;
    levels.push(first as Json);
    inner = first as Json;
  }
  const found = [levels[levels.length >> 1], levels[levels.length >> 2], levels[0]];
  return found.filter((each) => each !== undefined);
}

function fewerItems(items: readonly Json[], depth: number): Json[] {
  const half = items.length >> 1;
  if (items.length > MAX_ITEMS) return [items.slice(0, half), items.slice(half)];
  return items.flatMap((item, at): Json[] => [
    items.toSpliced(at, 1),
    ...(depth < 2 ? frameSimplifications(item, depth + 1).map((each) => items.with(at, each)) : []),
  ]);
}

function fewerFields(frame: { readonly [key: string]: Json }, depth: number): Json[] {
  const fields = Object.entries(frame);
  // `Object.fromEntries` keeps an own key `__proto__`; assigning it would set the prototype.
  return fields.flatMap(([key, value], at): Json[] => [
    Object.fromEntries(fields.toSpliced(at, 1)),
    ...(depth < 2
      ? frameSimplifications(value, depth + 1).map((each) =>
          Object.fromEntries(fields.with(at, [key, each])),
        )
      : []),
  ]);
}
