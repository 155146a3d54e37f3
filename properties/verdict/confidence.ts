/**
 * Grounds: how far it is shown that nothing breaks a clause. A run of random scenarios bounds a rate, one that only
 * waited for silence bounds it as far as the wait was long enough, and an exploration shows all within its bounds. Beside the
 * verdict, which says whether anything was found; it runs nothing.
 */
import type { Quiescence } from '#spec';
import { quiescences } from '#spec';
import { groupDigits } from '../wording/counts.ts';

export type Confidence =
  | {
      /** None of so many random scenarios that exercised the clause broke it. */
      readonly kind: 'statistical';
      /** How it was known that nothing was in flight any more. */
      readonly quiescence: Exclude<Quiescence, 'silence'>;
      readonly scenarios: number;
      readonly confidence: number;
      readonly rateBelow: number;
    }
  | {
      /** The same, where that nothing more comes was only waited for. */
      readonly kind: 'timed';
      readonly scenarios: number;
      readonly confidence: number;
      readonly rateBelow: number;
    }
  | {
      /** All scenarios within the bounds, as a certificate says. */
      readonly kind: 'exhaustive';
      readonly bounds: string;
      readonly scenarios: number;
    };

const CONFIDENCE_LEVEL = 0.95;

/**
 * The largest rate at which none of `trials` independent ones fails with a chance of at least 1 - `confidence`: the exact
 * bound of Clopper and Pearson for no failure, 1 - (1 - confidence)^(1 / trials). The rule of three, 3 / trials, is
 * its approximation for many trials. One that has no trial is bounded by 1.
 */
export function rateBelow(trials: number, confidence = CONFIDENCE_LEVEL): number {
  return trials > 0 ? -Math.expm1(Math.log1p(-confidence) / trials) : 1;
}

/** What random scenarios say of a clause that none of them broke; nothing where none exercised it. */
export function sampledConfidence(scenarios: number, quiescence: Quiescence): Confidence[] {
  if (scenarios === 0) return [];
  const bound = { scenarios, confidence: CONFIDENCE_LEVEL, rateBelow: rateBelow(scenarios) };
  return [
    quiescence === 'silence'
      ? { kind: 'timed', ...bound }
      : { kind: 'statistical', quiescence, ...bound },
  ];
}

/** Best first; of two kinds that were asked about one clause, the weaker tells how far it is shown. */
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

/** In percent, two digits that count, rounded up: the bound stays one. */
function formatPercent(rate: number): string {
  const percent = rate * 100;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(percent)));
  return `${(Math.ceil(percent * 10 ** digits) / 10 ** digits).toFixed(digits)} %`;
}
