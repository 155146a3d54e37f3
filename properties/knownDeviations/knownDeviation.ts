/**
 * A known deviation: a fault that the implementer has declared, with the fields that a run needs. It is plain data, so that it
 * can be sent to worker threads and other machines.
 */
import type { ClauseId, Scenario } from '#spec';
import type { Divergence } from '../clauses/divergence.ts';
import { failsByTrigger } from '../scenario/triggers/trigger.ts';

export interface KnownDeviation {
  readonly clause: ClauseId;
  /** If absent, the declaration covers every divergence of the clause. */
  readonly signature?: string | undefined;
  /** The signature under which a part of what this one meant is told now, where the list is from before (`clauses/olderSignatures.ts`). */
  readonly alsoAs?: string | undefined;
  /** If present, the declaration covers only what fails by this scenario, up to renaming. */
  readonly scenario?: Scenario | undefined;
}

/** A failure of a run: at which step, and in what way. */
type Failing = Pick<Divergence, 'clause' | 'signature' | 'at'>;

/** Whether a failure of this scenario is declared. */
export function isKnown(
  known: readonly KnownDeviation[],
  failing: Failing,
  scenario: Scenario,
): boolean {
  return known.some((each) => covers(each, failing, scenario));
}

function covers(
  { scenario: trigger, ...declared }: KnownDeviation,
  failing: Failing,
  scenario: Scenario,
): boolean {
  if (!declares(declared, failing)) return false;
  return !trigger || failsBy(trigger, failing, scenario);
}

/** Whether the clause or the signature of the failure is declared, whatever its scenario. */
export const declares = (
  { clause, signature, alsoAs }: Pick<KnownDeviation, 'clause' | 'signature' | 'alsoAs'>,
  failing: Pick<Failing, 'clause' | 'signature'>,
): boolean =>
  signature === undefined
    ? clause === failing.clause
    : signature === failing.signature || alsoAs === failing.signature;

/** Whether the failure of this scenario is by the trigger, up to renaming. */
export function failsBy(
  trigger: Scenario,
  { at, signature }: Pick<Failing, 'at' | 'signature'>,
  scenario: Scenario,
): boolean {
  return failsByTrigger(scenario, { at, kind: signature.split('|').at(-1) ?? '' }, trigger);
}

/**
 * Returns what tells findings apart: the signature; and where a declaration with a scenario covers the failure, that scenario too. So
 * a second defect with the same signature is a finding of its own.
 */
export function identityOf(
  known: readonly KnownDeviation[],
  failing: Failing,
  scenario: Scenario,
): string {
  const { signature } = failing;
  const entry = known.find((each) => each.scenario && covers(each, failing, scenario));
  return entry ? `${signature} ${JSON.stringify(entry.scenario)}` : signature;
}
