/**
 * The story of a finding as the message of a failed test: what is wrong, the steps, and the scenario as JSON. It stands apart because
 * the vitest suite and the properties for fast-check tell findings alike.
 */
import type { AnyRouterKind } from '#spec';
import { trace } from '../lockstep/trace.ts';
import { findingText } from '../report/text/finding.ts';
import type { Finding } from '../verdict/verdict.ts';
import { coloursFor } from '../wording/colours.ts';

/** `where`: how the scenario was come by, such as `with seed partyline`. Runs the scenario once more if it fails reliably. */
export async function formatFindingStory(
  finding: Finding,
  kind: AnyRouterKind,
  where: string,
): Promise<string> {
  const shown = finding.reproduced ? await trace(kind, finding.scenario) : undefined;
  const story = findingText(finding, {
    colours: coloursFor(false),
    replay: `${where}; as a file for "partyline replay" the scenario is`,
    trace: shown,
    explanation: finding.explanation,
  });
  return `${story}\n${JSON.stringify(finding.scenario)}`;
}

/** Creates an error whose stack is only its text, because the place where it was thrown tells nothing. */
export function makeFailure(text: string): Error {
  const error = new Error(text);
  error.stack = text;
  return error;
}
