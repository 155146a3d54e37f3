/**
 * Router source: which scripts of this process belong to the router that is hunted on, so that its source is measured and not
 * Partyline's. A router behind a pipe has none here.
 */
import { fileURLToPath } from 'node:url';
import { CodeCoverage } from '../../hunt/codeCoverage.ts';
import { isAdapter } from '../arguments/adapter.ts';

/** The folder that holds `spec`, `model`, `impl` and `properties`, of a clone or of the package. */
const ROOT = new URL('../../../', import.meta.url).href;

/** Folders of ours that no router is in. */
const OURS = ['spec/', 'model/', 'properties/', 'bench/', 'node_modules/'];

/** A script in none of Partyline's own folders, and in no library's. */
export function isOfRouter(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  if (url.startsWith(ROOT)) return !OURS.some((each) => url.startsWith(ROOT + each));
  return !fileURLToPath(url).replaceAll('\\', '/').includes('/node_modules/');
}

/** Starts to count what the router executes; null where none of it runs in this process, or it is the model itself. */
export async function measureSource(router: string): Promise<CodeCoverage | null> {
  const isElsewhere = isAdapter(router) || router === 'tcp' || router.startsWith('xcraft');
  return isElsewhere || router === 'model' ? null : await CodeCoverage.start(isOfRouter);
}
