/**
 * Thinned: a recording as somebody would have made it who sees less: a share of its fields is left out by chance.
 * What a record is and who made it stays, and a table is read whole or not at all.
 */
import type { LoggedRecord } from '#spec';
import type { Chance } from '../scenario/chance.ts';
import { percent } from '../scenario/chance.ts';
import type { Recording } from './recorder.ts';

const KEPT_FIELDS: ReadonlySet<string> = new Set(['by', 'request']);
/** Data whose own fields are nobody's business. */
const OPAQUE_FIELDS: ReadonlySet<string> = new Set(['payload', 'frame']);

export function thinRecording(recording: Recording, chance: Chance, share: number): Recording {
  return {
    ...recording,
    records: recording.records.map((record) =>
      // What is left of a record is one: but for its kind every field may be missing.
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
