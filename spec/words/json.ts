/**
 * JSON: what a document may carry as data that nobody looks into: payloads and raw frames, hostile ones among them.
 * It stands apart because it must keep what it reads as it is: an own key `__proto__` stays one, and thousands of
 * levels are walked without the stack.
 */
import type { Json } from './message.ts';

/** Most levels of lists and objects of a raw frame in a document: what lies deeper, no engine writes down again. */
export const FRAME_DEPTH = 2000;
/** Of a payload, which is also copied on its way. */
export const PAYLOAD_DEPTH = 1000;

/** Whether it is JSON data that can be written down and read back the same, at most so many levels deep. */
export function isJson(value: unknown, levels: number): value is Json {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return false;
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each === 'object' && each !== null) {
        // Not spread into one call: a list of a million would not fit on the stack.
        for (const inner of Object.values(each)) next.push(inner);
      } else if (!isScalar(each)) return false;
    }
    level = next;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'boolean' || typeof value === 'string';
}
