/**
 * Router source: tells which scripts of this process belong to the router under test, so that coverage is measured for
 * its source and not for Partyline's. A router behind a pipe has no script in this process.
 */
import { fileURLToPath } from 'node:url';
import { CodeCoverage } from '../../hunt/codeCoverage.ts';
import { isAdapter } from '../arguments/adapter.ts';

/** The folder that holds `spec`, `model`, `impl` and `properties`, in a clone or in the installed package. */
const ROOT = new URL('../../../', import.meta.url).href;

/** Folders of Partyline that contain no router to be measured. (`impl` contains our own.) */
const OURS = ['spec/', 'model/', 'properties/', 'bench/', 'node_modules/'];

/** Whether the script lies in no library and in none of those folders of Partyline. */
export function isOfRouter(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  if (url.startsWith(ROOT)) return !OURS.some((each) => url.startsWith(ROOT + each));
  return !fileURLToPath(url).replaceAll('\\', '/').includes('/node_modules/');
}

/** Starts measuring the router's source. Returns null if the router runs in another process, or is the model. */
export async function measureSource(router: string): Promise<CodeCoverage | null> {
  const isElsewhere = isAdapter(router) || router === 'tcp' || router.startsWith('xcraft');
  return isElsewhere || router === 'model' ? null : await CodeCoverage.start(isOfRouter);
}
