/**
 * Confidence: how strongly a run supports that nothing breaks a clause. Random scenarios give a bound on the failure rate. If the
 * run only waited for silence, the bound is only as good as the wait was long. An exploration covers everything within its
 * bounds. Separate from the verdict, which says whether anything was found.
 */
import type { Quiescence } from '#spec';
import { quiescences } from '#spec';
import { groupDigits } from '../wording/counts.ts';

export type Confidence =
  | {
      /** None of this many random scenarios that exercised the clause broke it. */
      readonly kind: 'statistical';
      /** How it was known that nothing was in flight any more. */
      readonly quiescence: Exclude<Quiescence, 'silence'>;
      readonly scenarios: number;
      readonly confidence: number;
      readonly rateBelow: number;
    }
  | {
      /** Like `statistical`, but the run only waited for silence, and could not know that nothing was in flight. */
      readonly kind: 'timed';
      readonly scenarios: number;
      readonly confidence: number;
      readonly rateBelow: number;
    }
  | {
      /** All scenarios within the bounds, as the certificate of an exploration states them. */
      readonly kind: 'exhaustive';
      readonly bounds: string;
      readonly scenarios: number;
    };

const CONFIDENCE_LEVEL = 0.95;

/**
 * Returns an upper bound on the failure rate (0 to 1) after `trials` independent trials without a failure, at the
 * given confidence: the exact Clopper-Pearson bound, 1 - (1 - confidence)^(1 / trials), for which the rule of three,
 * 3 / trials, is an approximation. Without trials it is 1.
 */
export function rateBelow(trials: number, confidence = CONFIDENCE_LEVEL): number {
  return trials > 0 ? -Math.expm1(Math.log1p(-confidence) / trials) : 1;
}

/** Returns the confidence in a clause that no random scenario broke; empty when no scenario exercised it. */
export function sampledConfidence(scenarios: number, quiescence: Quiescence): Confidence[] {
  if (scenarios === 0) return [];
  const bound = { scenarios, confidence: CONFIDENCE_LEVEL, rateBelow: rateBelow(scenarios) };
  return [
    quiescence === 'silence'
      ? { kind: 'timed', ...bound }
      : { kind: 'statistical', quiescence, ...bound },
  ];
}

/** The strongest first. When two kinds of the router were asked about a clause, the weaker one counts. */
const QUIESCENCES_BY_STRENGTH = Object.keys(quiescences) as readonly Quiescence[];

export function weakestQuiescence(
  kinds: readonly { readonly quiescence: Quiescence }[],
): Quiescence {
  const ranks = kinds.map(({ quiescence }) => QUIESCENCES_BY_STRENGTH.indexOf(quiescence));
  return QUIESCENCES_BY_STRENGTH[Math.max(0, ...ranks)] ?? 'exact';
}

export function formatConfidence(given: Confidence): string {
  switch (given.kind) {
    case 'statistical':
      return `0 of ${groupDigits(given.scenarios)}, rate below ${formatPercent(given.rateBelow)} at ${given.confidence * 100} %`;
    case 'timed':
      return `0 of ${groupDigits(given.scenarios)} by timed silence, rate below ${formatPercent(given.rateBelow)} at ${given.confidence * 100} %`;
    case 'exhaustive':
      return `all ${groupDigits(given.scenarios)} scenarios up to ${given.bounds}`;
    default:
      return given satisfies never;
  }
}

/** Formats a rate in percent with two significant digits, rounded up so that it stays an upper bound. */
function formatPercent(rate: number): string {
  const percent = rate * 100;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(percent)));
  return `${(Math.ceil(percent * 10 ** digits) / 10 ** digits).toFixed(digits)} %`;
}
