/**
 * A sequential test of witness rates: whether a required share of cases is surely reached, surely missed, or still open. It uses
 * Wilson score bounds at an error of 1 in 10^9, as QuickCheck's checkCoverage does. So a run that tests nothing fails, but a CI
 * job that runs daily does not fail by chance.
 */

/** The normal quantile of a one-sided error of 1e-9. */
const Z = 5.997807;

export function wilsonBounds(
  successes: number,
  trials: number,
): { readonly low: number; readonly high: number } {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const z2 = (Z * Z) / trials;
  const centre = share + z2 / 2;
  const spread = Z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials));
  return { low: (centre - spread) / (1 + z2), high: (centre + spread) / (1 + z2) };
}

/** Compares an observed share with `rate`, the smallest share required (0 to 1). */
export function testRate(
  successes: number,
  trials: number,
  rate: number,
): 'enough' | 'too few' | 'open' {
  const { low, high } = wilsonBounds(successes, trials);
  return low >= rate ? 'enough' : high < rate ? 'too few' : 'open';
}
