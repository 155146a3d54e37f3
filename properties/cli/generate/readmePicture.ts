/**
 * The picture at the top of the README: a finding of the published router as the report page shows it. Drawn from the recorded
 * answers of that router.
 */
import { drawFinding } from './findingPicture.ts';
import { traceFinding } from './findingsXcraft.ts';

/** Two nodes, three steps, and an event that is not heard: what the harness is about. */
const FINDING = 'findings-xcraft/throws-uplink.json';

export async function renderReadmePicture(): Promise<ReadonlyMap<string, string>> {
  const { trace } = await traceFinding(FINDING);
  return new Map([['docs/finding.svg', await drawFinding(trace)]]);
}
