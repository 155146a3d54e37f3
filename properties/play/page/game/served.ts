/** A router that is not in the page: the process that serves the page runs the scenario on it and answers with the trace. */
import type { Scenario } from '#spec';
import type { Trace } from '../../../lockstep/trace.ts';
import type { RunAnswer } from '../../session/playDocument.ts';

/** The address to which the page sends scenarios, relative to its own. */
const RUN = 'run';

/** Runs the scenario on the router that is served. Throws Error with what the process says. */
export async function playServed(scenario: Scenario): Promise<Trace> {
  let response: Response;
  try {
    response = await fetch(RUN, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(scenario),
    });
  } catch {
    throw new Error('partyline play is not running any more; start it again to drive the router');
  }
  if (!response.ok) throw new Error(await response.text());
  const answer = (await response.json()) as RunAnswer;
  if ('fault' in answer) throw new Error(answer.fault);
  return answer.trace;
}
