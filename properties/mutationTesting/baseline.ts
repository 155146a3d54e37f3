/**
 * The baseline: the results of all mutants when they were last updated, kept as a file. So the suite notices when a check no
 * longer catches its mutants. This file reads and writes text only; the command line and the tests know where the baseline is.
 */
import * as z from 'zod';
import { clauseIds } from '#spec';
import type { MutantResult } from './mutantResult.ts';

export interface Baseline {
  /** Results under another seed cannot be compared with these. */
  readonly seed: string;
  readonly mutants: readonly MutantResult[];
}

const clause = z.enum(clauseIds);
const count = z.int().min(0);
const document = z.strictObject({
  seed: z.string().min(1),
  mutants: z.array(
    z.strictObject({
      id: z.string(),
      clause,
      killed: z.boolean(),
      medianScenarios: count.nullable(),
      kills: z.array(count.nullable()),
      before: z.array(clause),
      findings: count,
      alone: count,
      others: z.array(clause),
    }),
  ),
});

/** Parses a baseline. Throws with a sentence that tells whoever broke the file what is wrong. */
export function readBaseline(text: string): Baseline {
  const parsed = document.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.')}: ${issue?.message}; write it anew with --update`);
}

/** Formats a baseline with one line per mutant, so that a diff shows which have changed. */
export function formatBaseline({ seed, mutants }: Baseline): string {
  const lines = mutants.map((each) => `    ${JSON.stringify(each)}`);
  return `{\n  "seed": ${JSON.stringify(seed)},\n  "mutants": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/**
 * Returns the baseline with some results replaced. `ids` gives the mutants that exist, in order; results of other mutants are
 * dropped.
 */
export function mergeResults(
  known: readonly MutantResult[],
  anew: readonly MutantResult[],
  ids: readonly string[],
): readonly MutantResult[] {
  const byId = new Map([...known, ...anew].map((each) => [each.id, each]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
