/**
 * The next step: advice for the author of a new router, printed when a check could decide nothing. That is so for a
 * starter of `partyline init`, which supports nothing yet: no clause is violated, and none is shown to hold.
 */
import type { AnyRouterKind } from '#spec';
import { featuresOf } from '#spec';
import { missingForClause } from '../../verdict/evidence.ts';
import type { RunReport } from '../../verdict/verdict.ts';
import { routerWords } from '../arguments/adapter.ts';
import { invocationIn } from '../arguments/invocation.ts';

/** Returns what the user should do next; null if some clause was exercised, or the run was interrupted. */
export function nextStepText(
  { clauses, findings, interrupted, totals }: RunReport,
  kinds: readonly AnyRouterKind[],
  router: string,
  cwd: string,
): string | null {
  if (interrupted || findings.length > 0) return null;
  if (totals.scenarios === 0)
    return 'Nothing is decided, because no generated scenario was run. Give more time with --time, or leave it out.\n';
  if (clauses.some(({ scenarios }) => scenarios > 0)) return null;
  const [kind] = kinds;
  if (!kind) return null;
  if (clauses.every(({ verdict }) => verdict === 'declined'))
    return declinedText(kind, clauses, router, cwd);
  const begun = kind.features.length > 0;
  const lines = [
    `Nothing is decided yet: ${kind.name} was driven, and answered that it does not do what it was asked.`,
    begun
      ? `It declares ${kind.features.join(', ')}. Next: answer what these stand for, or take away those it does not offer yet.`
      : 'It declares no feature. Next: answer what is published (EVENT-0), then declare "axon" and answer what is attached.',
    'A feature unlocks its clauses, and what is left out is never held against it.',
    `Then again: ${invocationIn(cwd)} check${routerWords(router)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Returns what to do if every clause of the check needs a feature that the router does not declare, so that nothing was
 * asked of it.
 */
function declinedText(
  kind: AnyRouterKind,
  results: RunReport['clauses'],
  router: string,
  cwd: string,
): string {
  const needed = new Set(
    results.flatMap(({ id }) => missingForClause(id, [{ features: featuresOf(kind) }])),
  );
  const offers = kind.features.length > 0 ? kind.features.join(', ') : 'no feature';
  return [
    `Nothing is decided: every clause that was asked for is declined. ${kind.name} declares ${offers}, and they need ${[...needed].join(', ')} as well.`,
    'Declare what it offers, or ask for other clauses with --only; without it, for all.',
    `Which clause needs what: ${invocationIn(cwd)} explain ${results[0]?.id ?? 'LINE-2'}`,
    `Then again: ${invocationIn(cwd)} check${routerWords(router)}`,
    '',
  ].join('\n');
}
