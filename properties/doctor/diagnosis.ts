/**
 * A diagnosis: one property that an adapter must have, whether it has it, what was observed, and how
 * to repair it. Data only.
 */
export interface Diagnosis {
  readonly about: 'deterministic' | 'isolated' | 'settled' | 'quick' | 'features' | 'tables';
  /** Whether the adapter has the property; null where that could not be found out. */
  readonly well: boolean | null;
  readonly seen: string;
  readonly mend?: string;
}

/** The wording of each property in a diagnosis. */
export const subjects = {
  deterministic: 'deterministic',
  isolated: 'isolated between resets',
  settled: 'honest about settle',
  quick: 'quick enough',
  features: 'answers its features',
  tables: 'tables in order',
} as const satisfies Record<Diagnosis['about'], string>;
