/**
 * Effort: how many cases a test tries. By default a small fixed sample, so that the suite ends within a minute;
 * with PARTYLINE_THOROUGH=1 the long version, which CI runs as a separate stage. Both make the same claim and
 * differ only in the number of cases. CI finds the tests with a long version by their import of this file.
 */
export const isThorough = process.env.PARTYLINE_THOROUGH === '1';

/** Returns the usual value, or the long one if PARTYLINE_THOROUGH=1. */
export const byEffort = <T>(usual: T, long: T): T => (isThorough ? long : usual);

/** Returns `count` of the cases, spread over all of them, or all if PARTYLINE_THOROUGH=1. */
export const sampleOf = <T>(cases: readonly T[], count: number): readonly T[] =>
  cases.filter((_, at) => isThorough || at % Math.ceil(cases.length / count) === 0);
