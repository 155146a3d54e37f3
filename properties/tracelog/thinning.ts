/**
 * Thinning: makes a recording as poor instruments would have made it, by leaving out a random share of its fields. It keeps the
 * kind of each record, its observer and its number, and it keeps tables whole.
 */
import type { LoggedRecord } from '#spec';
import type { Chance } from '../scenario/values/chance.ts';
import { percent } from '../scenario/values/chance.ts';
import type { Recording } from './recorder.ts';

const KEPT_FIELDS: ReadonlySet<string> = new Set(['by', 'request']);
/** Fields whose values are data of the user. They are kept or left out as a whole. */
const OPAQUE_FIELDS: ReadonlySet<string> = new Set(['payload', 'frame']);

export function thinRecording(recording: Recording, chance: Chance, share: number): Recording {
  return {
    ...recording,
    records: recording.records.map((record) =>
      // Still a valid record, because every field except the kind may be missing.
      record.kind === 'table' ? record : (dropFields(record, chance, share, true) as LoggedRecord),
    ),
  };
}

function dropFields(value: object, chance: Chance, share: number, named: boolean): object {
  const kept = Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
    if ((named && key === 'kind') || KEPT_FIELDS.has(key)) return [[key, each]];
    if (
      typeof each === 'object' &&
      each !== null &&
      !Array.isArray(each) &&
      !OPAQUE_FIELDS.has(key)
    )
      return [[key, dropFields(each, chance, share, key === 'step')]];
    return percent(chance, share) ? [] : [[key, each]];
  });
  return Object.fromEntries(kept);
}
