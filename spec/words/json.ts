/**
 * JSON: data that a document carries without interpreting it: payloads and raw frames, including hostile ones. Separate because
 * such data must survive unchanged: an own key `__proto__` is kept, and values that are nested thousands of levels deep are
 * walked without recursion.
 */
import type { Json } from './message.ts';

/**
 * The deepest nesting of lists and objects of a raw frame in a document; JavaScript engines fail to serialise much
 * deeper values.
 */
export const FRAME_DEPTH = 2000;
/** The deepest nesting of a payload, lower because payloads are also copied. */
export const PAYLOAD_DEPTH = 1000;

/** Whether a value is JSON that survives being written and read back, nested at most `levels` deep. */
export function isJson(value: unknown, levels: number): value is Json {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return false;
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each === 'object' && each !== null) {
        // A loop, because spreading a list of a million items into one call would overflow the stack.
        for (const inner of Object.values(each)) next.push(inner);
      } else if (!isScalar(each)) return false;
    }
    level = next;
  }
  return true;
}

/**
 * Whether two payloads are the same JSON value. The order of fields does not matter, and numbers are compared as doubles, so -0
 * equals 0 (EVENT-8). One of the two must be JSON; anything in the other that is not JSON is a difference.
 */
export function samePayload(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return false;
  if (Array.isArray(one) || Array.isArray(other)) return sameItems(one, other);
  const fields = Object.keys(one);
  if (fields.length !== Object.keys(other).length) return false;
  const [left, right] = [one, other] as readonly Readonly<Record<string, unknown>>[];
  return fields.every(
    (field) => Object.hasOwn(other, field) && samePayload(left?.[field], right?.[field]),
  );
}

function sameItems(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((item, at) => samePayload(item, other[at]));
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'boolean' || typeof value === 'string';
}
