/**
 * Closing networks. What an adapter throws while it closes says nothing about the router and must lose no result: it is noted for
 * its kind, and told when everything else has been.
 */
import type { AnyRouterKind, Network } from '#spec';
import { errorText, Undriven } from './undriven.ts';

interface ClosingFaults {
  readonly count: number;
  /** What was thrown the first time. */
  readonly words: string;
}

const faultsByKind = new WeakMap<AnyRouterKind, ClosingFaults>();

/** Closes the network; notes what that throws. Throws Undriven only. */
export async function closeNetwork(kind: AnyRouterKind, network: Network): Promise<void> {
  try {
    await network.close();
  } catch (error) {
    if (error instanceof Undriven) throw error;
    const { count, words } = faultsByKind.get(kind) ?? { count: 0, words: errorText(error) };
    faultsByKind.set(kind, { count: count + 1, words });
  }
}

/** Says how often closing a network of the kind threw, and with which words; null if it never did. */
export function closingFaultText(kind: AnyRouterKind): string | null {
  const faults = faultsByKind.get(kind);
  if (!faults) return null;
  const { name, version } = kind;
  const often = faults.count === 1 ? 'once' : `${faults.count} times, the first time`;
  return `close() of ${name} ${version} threw ${often}: ${faults.words}. That is a fault of the adapter: mend it. Nothing that came before is lost.`;
}
