/**
 * First symptoms: where the router's tables first differ from the model's, and where something other than a table is first wrong.
 * A run stops at the first difference, which is mostly one of tables, so a second run ignores tables.
 */

import type { AnyRouterKind, Feature, Scenario } from '#spec';
import type { Outcome } from '../lockstep/run.ts';
import { run } from '../lockstep/run.ts';
import { phraseOfStep, stepName } from '../wording/steps.ts';

const INNER_FEATURES: readonly Feature[] = ['tables', 'messages'];

/** Describes where the router first goes wrong, in one or two sentences; none when the first run passes. */
export async function describeFirstSymptoms(
  kind: AnyRouterKind,
  scenario: Scenario,
): Promise<string[]> {
  const outcome = await run(kind, scenario, { keep: true });
  const [divergence] = outcome.findings;
  if (!divergence) return [];
  const record = outcome.records.find(({ index }) => index === divergence.at);
  const nodes = new Set(
    (record?.differences ?? []).flatMap((each) => (each.kind === 'route' ? [each.node] : [])),
  );
  if (nodes.size === 0) return [];
  const outsideKind = {
    ...kind,
    features: kind.features.filter((feature) => !INNER_FEATURES.includes(feature)),
  };
  const later = await run(outsideKind, scenario, { keep: true });
  return [
    `The router's table of ${[...nodes].join(' and ')} leaves the model's at ${stepName(divergence.at)}.`,
    deliverySentence(later),
  ];
}

function deliverySentence({ findings: [divergence], records }: Outcome): string {
  if (!divergence) return 'No delivery goes wrong by it in this scenario and what follows it.';
  const record = records.find(({ index }) => index === divergence.at);
  const epilogue = record?.epilogue ? ' (epilogue)' : '';
  const what = record ? `: ${phraseOfStep(record.step)}${epilogue}` : '';
  return `The first thing wrong outside the tables comes at ${stepName(divergence.at)}${what}: ${divergence.detail}.`;
}
