/** Permalinks: a finding and one of its steps in the fragment of the address, as `#finding=5fd0a587&step=3`. */

export interface Permalink {
  readonly finding: string;
  /** The step to show; null for the step at which the finding differs. */
  readonly step: number | null;
}

/** Reads the finding and step that a fragment names; null if it names no finding. */
export function readPermalink(hash: string): Permalink | null {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const finding = words.get('finding');
  const step = words.get('step');
  if (!finding) return null;
  return { finding, step: step !== null && /^\d+$/.test(step) ? Number(step) : null };
}

export function fragmentOf(finding: string, step: number): string {
  return `#${new URLSearchParams({ finding, step: String(step) })}`;
}
