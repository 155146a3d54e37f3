/**
 * Splice: a mutation that joins the steps of two scenarios on one topology. The names of the second scenario are mapped
 * to names of the first, in the order of their lists, or added to the topology. So situations that only one of the two
 * reaches occur in the same run.
 */
import type { LineId, NodeToken, Orc, OrcName, Pair, PairId, Scenario, Step } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import type { Chance } from '../scenario/values/chance.ts';
import { percent } from '../scenario/values/chance.ts';
import { renameStep } from './renaming.ts';

export function splice(chance: Chance, first: Scenario, second: Scenario): Scenario {
  const mapping = new NameMapping(chance, first, second);
  const other = second.steps.map((step) => mapping.rename(step));
  const { orcs, pairs } = first.topology;
  return {
    ...first,
    topology: {
      ...first.topology,
      orcs: [...orcs, ...mapping.newOrcs],
      pairs: [...pairs, ...mapping.newPairs],
    },
    steps: joinSteps(chance, first.steps, other),
  };
}

/**
 * Joins two lists of steps: the beginning of one and the end of the other, all of one after all of the other, or
 * interleaved.
 */
function joinSteps(chance: Chance, one: readonly Step[], other: readonly Step[]): Step[] {
  switch (chance.below(3)) {
    case 0:
      return [
        ...one.slice(0, chance.below(one.length + 1)),
        ...other.slice(chance.below(other.length + 1)),
      ];
    case 1:
      return [...one, ...other];
    default: {
      const joined: Step[] = [];
      let [at, otherAt] = [0, 0];
      while (at < one.length || otherAt < other.length) {
        const isFirst = otherAt >= other.length || (at < one.length && percent(chance, 50));
        joined.push((isFirst ? one[at++] : other[otherAt++]) as Step);
      }
      return joined;
    }
  }
}

/** Maps the names of the second scenario to names of the first. What gets no such name is added to the topology. */
class NameMapping {
  readonly newOrcs: Orc[] = [];
  readonly newPairs: Pair[] = [];
  readonly #nodes = new Map<NodeToken, NodeToken>();
  readonly #pairs = new Map<PairId, PairId>();
  readonly #orcs = new Map<OrcName, OrcName>();
  readonly #lines = new Map<LineId, LineId>();

  constructor(chance: Chance, first: Scenario, second: Scenario) {
    const [one, other] = [first.topology, second.topology];
    for (const [at, { token }] of other.nodes.entries())
      this.#nodes.set(token, (one.nodes[at % one.nodes.length] as (typeof one.nodes)[0]).token);
    this.#mapPairs(chance, one.pairs, other.pairs);
    const isShared = percent(chance, 50);
    for (const [at, orc] of other.orcs.entries()) {
      const known = one.orcs[at];
      if (known && isShared) this.#orcs.set(orc.name, known.name);
      else if (!one.orcs.some(({ name }) => name === orc.name)) this.newOrcs.push(orc);
    }
    const lines = linesOf(first.steps);
    if (percent(chance, 50) && lines.length > 0)
      for (const [at, line] of linesOf(second.steps).entries())
        this.#lines.set(line, lines[at % lines.length] as LineId);
  }

  #mapPairs(chance: Chance, ones: readonly Pair[], others: readonly Pair[]): void {
    for (const { id, node, ...other } of others) {
      const own = this.#nodes.get(node) as NodeToken;
      const alike = ones.filter(({ node: at, backend }) => at === own && backend === other.backend);
      const isNew = !ones.some((each) => each.id === id) && percent(chance, 30);
      if (alike.length > 0 && !isNew)
        this.#pairs.set(id, (alike[chance.below(alike.length)] as Pair).id);
      else if (!ones.some((each) => each.id === id))
        this.newPairs.push({ id, node: own, ...other });
    }
  }

  rename(step: Step): Step {
    return renameStep(step, {
      nodes: this.#nodes,
      pairs: this.#pairs,
      orcs: this.#orcs,
      lines: this.#lines,
    });
  }
}
