/** Way entries: what one lower node last told of an orc. Apart, so that the sets of ways need not import the table. */
import type { Horde, LineId, NodeToken, OrcName } from '#spec';
import type { AttachedPair } from '../routeEntry.ts';

/** What is told of an orc in any message with `arp`. */
export interface Told {
  /** From the teller down to the home, both included. */
  readonly path: readonly NodeToken[];
  readonly hordes: readonly Horde[];
  readonly nice: number;
}

export interface WayEntry extends Told {
  readonly orcName: OrcName;
  /** The lower node, which is the first on the path. */
  readonly node: NodeToken;
  readonly attachment: AttachedPair;
  path: readonly NodeToken[];
  /** In ascending order, each once. */
  hordes: readonly Horde[];
  nice: number;
  /** Replaced as a whole by a `:way`, so that what was held before can still be read. */
  lines: Set<LineId>;
}

/** Returns the node at the end of a path, at which the orc has its endpoint. */
export const homeOf = (path: readonly NodeToken[]): NodeToken => path.at(-1) as NodeToken;
