/**
 * A sample of the mutants: faults of every kind that scenarios without overlaps reveal soon. Tests use it when they do something
 * slow with each mutant, such as shrinking. `partyline mutants` runs all of them.
 */
import type { Mutant } from './mutant.ts';

const SAMPLE_IDS: readonly string[] = [
  'count-lost-on-unsubscribe',
  'count-once',
  'withdrawn-every-time',
  'lines-survive-departure',
  'unsubscribe-takes-all-lines',
  'greathall-announced',
  'departure-not-passed-on',
  'departure-takes-all',
  'departure-one-backend',
  'stale-loss-deletes',
  'event-socket-ignored',
  'ports-by-number',
  'doubles-when-alternating',
  'nobody-means-everybody',
  'results-broadcast',
  'every-command-joins',
  'lines-in-a-plain-object',
  'second-hop-not-told',
  'rename-leaves-the-old',
  'nice-not-passed',
  'anybody-deletes',
];

export const sampleOf = (mutants: readonly Mutant[]): readonly Mutant[] =>
  mutants.filter(({ id }) => SAMPLE_IDS.includes(id));
