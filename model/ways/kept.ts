/** What a node with `ways` keeps beside its entries: a way for each lower node that told of an orc, and the stamps that it took. */
import type { Horde, LineId, Mark, NodeToken, OrcName, Path } from '#spec';

/** What one lower node last told of one orc. @clause WAYS-1 */
export interface OrcWay {
  readonly orcName: OrcName;
  /** The lower node. */
  readonly node: NodeToken;
  /** From the lower node down to the orc's home. */
  readonly path: Path;
  readonly hordes: readonly Horde[];
  readonly nice: number;
  readonly lines: readonly LineId[];
}

/** What a node with `ways` keeps besides. */
export interface WaysState {
  readonly run: number;
  /** How many stamps the node has given in this run. */
  readonly count: number;
  /** In ascending order of orc, then node. */
  readonly ways: readonly OrcWay[];
  /** In ascending order of node. */
  readonly marks: readonly Mark[];
}
