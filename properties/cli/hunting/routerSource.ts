/**
 * Router source: tells which scripts of this process belong to the router under test, so that coverage is measured for
 * its source and not for Partyline's. A router behind a pipe has no script in this process.
 */
import { CodeCoverage } from '../../hunt/codeCoverage.ts';
import { isOfPartyline, PARTYLINE_FOLDER } from '../../network/routerStack.ts';
import { isAdapter } from '../arguments/adapter.ts';

/** Whether the script lies in no library and in none of those folders of Partyline. */
export function isOfRouter(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  const path = url.startsWith(PARTYLINE_FOLDER) ? url.slice(PARTYLINE_FOLDER.length - 1) : url;
  return !isOfPartyline(url) && !path.replaceAll('\\', '/').includes('/node_modules/');
}

/** Starts measuring the router's source. Returns null if the router runs in another process, or is the model. */
export async function measureSource(router: string): Promise<CodeCoverage | null> {
  const isElsewhere = isAdapter(router) || router === 'tcp' || router.startsWith('xcraft');
  return isElsewhere || router === 'model' ? null : await CodeCoverage.start(isOfRouter);
}
