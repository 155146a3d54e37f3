/**
 * The page of a run, `report.html`: the whole report, and each finding step by step, in one file. Its
 * code is loaded only if a page is asked for.
 */
import type { Trace } from '../../lockstep/trace.ts';
import type { Judgement } from '../../verdict/deviations.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { version } from '../program/version.ts';

export async function pageText(
  { report, deviations }: Judgement,
  traces: ReadonlyMap<string, Trace>,
  replay: (finding: Finding) => string,
): Promise<string> {
  const [{ htmlReport }, { pageDocument }] = await Promise.all([
    import('../../report/forms/html.ts'),
    import('../../report/forms/pageData.ts'),
  ]);
  return await htmlReport(pageDocument(report, deviations, { version, traces, replay }));
}
