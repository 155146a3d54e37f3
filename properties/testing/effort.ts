/**
 * Effort: how much of what could be tried a test tries. By default a small sample, the same every time, so that the
 * suite ends within a minute; with PARTYLINE_THOROUGH=1 the long one, which CI runs as a stage of its own.
 * A test says the same of either: only the number of cases differs. CI finds the long versions by who imports this.
 */
export const isThorough = process.env.PARTYLINE_THOROUGH === '1';

/** The usual amount, or the long one. */
export const byEffort = <T>(usual: T, long: T): T => (isThorough ? long : usual);
