/**
 * Checkpoint: what an exploration needs to continue after it was stopped: a document and, for packed states, an array of bytes.
 * It writes no file; the caller decides where both are kept.
 */

import * as z from 'zod';
import type { Step } from '#spec';
import type { Trials } from './scenarios/trials.ts';
import type { Search } from './search/search.ts';

const count = z.int().min(0);
const common = { head: count, transitions: count, seconds: z.number().min(0) };

export const checkpointShape = z.discriminatedUnion('of', [
  z.object({ of: z.literal('model'), ...common, depth: count, level: count, states: count }),
  z.object({
    of: z.literal('router'),
    ...common,
    scenarios: count,
    exercised: z.array(z.string()),
    expected: z.array(z.tuple([z.string(), count])),
    ends: z.array(z.tuple([z.int(), z.unknown()])),
  }),
]);

export type Checkpoint = z.infer<typeof checkpointShape>;

export function checkpointOfSearch(search: Search, seconds: number): Checkpoint {
  const { head, transitions, depth, level, seen } = search;
  return { of: 'model', head, transitions, seconds, depth, level, states: seen.count };
}

/** Returns the bytes of all states, then those of their parents. They are not copied, so the search must wait meanwhile. */
export function bytesOfSearch({ seen }: Search): readonly Uint8Array[] {
  const { states, parents, count, words } = seen;
  return [
    new Uint8Array(states.buffer, states.byteOffset, count * words * 4),
    new Uint8Array(parents.buffer, parents.byteOffset, count * 4),
  ];
}

/** Restores the states of a search; false when the bytes do not belong to the document. */
export function restoreSearch(
  search: Search,
  checkpoint: Extract<Checkpoint, { of: 'model' }>,
  bytes: Uint8Array,
): boolean {
  const { states, head, transitions, depth, level } = checkpoint;
  const { words } = search.seen;
  if (bytes.byteLength !== states * (words + 1) * 4) return false;
  const all = new Int32Array(bytes.slice().buffer);
  search.seen.restore(all.subarray(0, states * words), all.subarray(states * words));
  Object.assign(search, { head, transitions, depth, level });
  return true;
}

export function checkpointOfTrials(trials: Trials, seconds: number): Checkpoint {
  const { head, transitions, scenarios, exercised } = trials;
  return {
    of: 'router',
    head,
    transitions,
    seconds,
    scenarios,
    exercised: [...exercised],
    expected: [...trials.expected],
    ends: trials.rows(),
  };
}

/** Restores the rows of steps of an exploration; false when they are impossible in this world. */
export function restoreTrials(
  trials: Trials,
  {
    head,
    transitions,
    scenarios,
    exercised,
    expected,
    ends,
  }: Extract<Checkpoint, { of: 'router' }>,
): boolean {
  Object.assign(trials, { head, transitions, scenarios });
  for (const [signature, times] of expected) trials.expected.set(signature, times);
  for (const id of exercised) trials.exercised.add(id as never);
  return trials.restore(ends as [number, Step | null][]);
}
