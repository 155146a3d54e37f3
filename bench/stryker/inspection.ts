/**
 * Inspections: the tests that a mutant must pass to survive, loaded once and repeated for every mutant:
 * the suites that judge model and router in this process, and lockstep runs at fixed seeds. Knows
 * nothing of Stryker. Tests that start processes, search long or draw at random are not included.
 */
import { drawInspections } from './lockstep.ts';
import type { Inspection } from './suite.ts';
import { collectInspections } from './suite.ts';

/** Quick suites first: most mutants fail in the corpus. */
const SUITES = [
  'properties/corpus/corpus.test.ts',
  'model/steps/legal.test.ts',
  'model/steps/enabled.test.ts',
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

/**
 * Loads all inspections, in the order in which they are run. Call once per process; `onDrawing` is called with true
 * when drawing begins and with false when it ends.
 */
export async function loadInspections(
  onDrawing: (under: boolean) => void,
): Promise<readonly Inspection[]> {
  const first = await collectInspections(SUITES);
  const last = await collectInspections(LATE_SUITES);
  onDrawing(true);
  const drawn = drawInspections();
  onDrawing(false);
  return [...first, ...drawn, ...last];
}
