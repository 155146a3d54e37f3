/**
 * Thinning: reduces a large state to a few of its orcs and pairs, from which candidates are listed. The whole state would give
 * thousands of candidates for a single draw. Whether a step is legal is still decided by the whole state.
 */
import type { State } from '#model';
import type { Chance } from '../values/chance.ts';
import { oneOf } from '../values/chance.ts';

const SAMPLED_ORCS = 5;
const SAMPLED_PAIRS = 6;

/**
 * Returns the state with only some orcs and pairs in its topology and history. Nodes, links and frames in flight are kept in
 * full.
 */
export function thinState(chance: Chance, state: State): State {
  const { topology, history } = state;
  if (topology.orcs.length <= SAMPLED_ORCS && topology.pairs.length <= SAMPLED_PAIRS) return state;
  const some =
    history.attachments.length > 0 ? [1, 2, 3].map(() => oneOf(chance, history.attachments)) : [];
  const orcs = new Set([
    ...some.map((each) => each.orcName),
    ...[1, 2].map(() => oneOf(chance, topology.orcs).name),
  ]);
  const pairs = new Set([
    ...some.map((each) => each.pair),
    ...[1, 2, 3].map(() => oneOf(chance, topology.pairs).id),
  ]);
  return {
    ...state,
    topology: {
      ...topology,
      orcs: topology.orcs.filter(({ name }) => orcs.has(name)),
      pairs: topology.pairs.filter(({ id }) => pairs.has(id)),
    },
    history: {
      ...history,
      attachments: history.attachments.filter(
        ({ orcName, pair }) => orcs.has(orcName) || pairs.has(pair),
      ),
      open: history.open.filter((pair) => pairs.has(pair)),
    },
  };
}
