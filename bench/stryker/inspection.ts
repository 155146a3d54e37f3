/**
 * Inspections: what a mutant must pass to survive, each loaded once and made again for every mutant. The suites that
 * judge model and router in this process, and lockstep of scenarios at fixed seeds.
 * It knows nothing of Stryker; what starts processes, searches long or draws at random is no inspection.
 */
import { drawInspections } from './lockstep.ts';
import type { Inspection } from './suite.ts';
import { collectInspections } from './suite.ts';

/** The quick ones first: most mutants fall to one of the corpus. */
const SUITES = [
  'properties/corpus/corpus.test.ts',
  'model/legal.test.ts',
  'model/enabled.test.ts',
  'impl/router/events.test.ts',
  'impl/router/healing.test.ts',
  'impl/router/routes.test.ts',
  'impl/network/network.test.ts',
  'impl/router/inputs.test.ts',
  'impl/network/node.test.ts',
  'impl/network/subscriptions.test.ts',
  'impl/network/spoil.test.ts',
  'impl/backends/links.test.ts',
  'properties/network/fabric.test.ts',
] as const;
const LATE_SUITES = [
  'properties/lockstep/losses.test.ts',
  'properties/lockstep/heal.test.ts',
] as const;

/** All of them, in the order in which they are made. Call once a process; it says when it draws, and when no more. */
export async function inspections(
  onDrawing: (under: boolean) => void,
): Promise<readonly Inspection[]> {
  const first = await collectInspections(SUITES);
  const last = await collectInspections(LATE_SUITES);
  onDrawing(true);
  const drawn = drawInspections();
  onDrawing(false);
  return [...first, ...drawn, ...last];
}
