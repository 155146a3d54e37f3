/**
 * Growth: how much more the routers remember when everyone has left than before anyone joined (feature `size`). It finds what a
 * router keeps where neither tables nor frames show it, such as the names of orcs that have left (SAFE-3).
 */
import type { Network, NodeToken, Topology } from '#spec';
import { errorText, isUnsupported, Undriven } from './undriven.ts';

export interface Growth {
  readonly node: NodeToken;
  /** The node's size before the first step, and after the last. */
  readonly before: number;
  readonly after: number;
}

export type Sizes = ReadonlyMap<NodeToken, number>;

/** Reads the size of every node. Throws Undriven for what is no number, and whatever the router threw. */
export async function readSizes(network: Network, { nodes }: Topology): Promise<Sizes> {
  const sizes = new Map<NodeToken, number>();
  for (const { token } of nodes) {
    const size = await network.size?.(token);
    if (!Number.isFinite(size))
      throw new Undriven(`it declares the feature "size", and the size of ${token} is no number`);
    sizes.set(token, size as number);
  }
  return sizes;
}

/** Reads the sizes before the first step. A router that throws here cannot be driven, as one that throws when it is created. */
export async function readFirstSizes(network: Network, topology: Topology): Promise<Sizes> {
  try {
    return await readSizes(network, topology);
  } catch (error) {
    if (error instanceof Undriven || isUnsupported(error)) throw error;
    throw new Undriven(
      `it threw before the first step, when it began or was asked for its size: ${errorText(error)}`,
    );
  }
}

/** Returns the nodes that remember more than before. */
export const growthBetween = (first: Sizes, last: Sizes): Growth[] =>
  [...first].flatMap(([node, before]) => {
    const after = last.get(node) ?? before;
    return after > before ? [{ node, before, after }] : [];
  });

export const describeGrowth = ({ node, before, after }: Growth): string =>
  `${node} remembers ${after} things when everyone has left, and remembered ${before} at the start`;
