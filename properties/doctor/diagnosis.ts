/** A diagnosis: one thing that an adapter must be, whether this one is, what was seen of it, and what to mend. Data alone. */
export interface Diagnosis {
  readonly about: 'deterministic' | 'isolated' | 'settled' | 'quick' | 'features' | 'tables';
  /** Null where it could not be told. */
  readonly well: boolean | null;
  readonly seen: string;
  readonly mend?: string;
}

/** As a diagnosis says what each of them is. */
export const subjects = {
  deterministic: 'deterministic',
  isolated: 'isolated between resets',
  settled: 'honest about settle',
  quick: 'quick enough',
  features: 'answers its features',
  tables: 'tables in order',
} as const satisfies Record<Diagnosis['about'], string>;
