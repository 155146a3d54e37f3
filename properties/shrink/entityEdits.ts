/** Edits on entities: nodes, orcs, pairs and lines are removed with everything that mentions them, or merged. */

import type {
  Horde,
  NodeToken,
  OrcName,
  Pair,
  PairId,
  Scenario,
  Step,
  Topology,
  Uplink,
} from '#spec';
import { addresseeOf, atOrBelow, lineOf, mapNames, namedBy } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import { stepName } from '../wording/steps.ts';
import type { Edit } from './edit.ts';
import { dedupe, replaceOrc, replaceSteps } from './edit.ts';

/** Drops an orc, a line, a node with everything below it, or a pair, with everything that mentions it. */
export function* entityDrops(scenario: Scenario): Generator<Edit> {
  const { topology, steps } = scenario;
  const { nodes, orcs, pairs } = topology;
  for (const { token } of nodes)
    if (nodes.length > 1) {
      const gone = atOrBelow(topology, token);
      if (gone.size > 1 && gone.size < nodes.length)
        yield {
          edit: `drop ${token} and all below`,
          scenario: dropNodes(scenario, gone, false),
        };
      yield {
        edit: `drop ${token}, and splice what was around it`,
        scenario: dropNodes(scenario, new Set([token]), true),
      };
    }
  for (const { name } of orcs)
    yield {
      edit: `drop ${name}`,
      scenario: {
        ...scenario,
        topology: { ...topology, orcs: orcs.filter((orc) => orc.name !== name) },
        steps: steps.filter((step) => !mentions(step, name)),
      },
    };
  for (const lineId of linesOf(steps))
    yield {
      edit: `drop line ${lineId}`,
      scenario: replaceSteps(
        scenario,
        steps.filter((step) => !('topic' in step && lineOf(step.topic) === lineId)),
      ),
    };
  for (const { id } of pairs)
    yield {
      edit: `drop ${id}`,
      scenario: {
        ...scenario,
        topology: { ...topology, pairs: pairs.filter((pair) => pair.id !== id) },
        steps: steps.filter((step) => !namedBy(step, 'pair').includes(id)),
      },
    };
}

/** Merges two linked nodes, two orcs, two pairs or two lines. The older of the two stays. */
export function* entityMerges(scenario: Scenario): Generator<Edit> {
  const { topology, steps } = scenario;
  const { nodes, uplinks, orcs, pairs } = topology;
  for (const { below, above } of uplinks) {
    const belowIsOlder =
      nodes.findIndex((node) => node.token === below) <
      nodes.findIndex((node) => node.token === above);
    const [kept, gone] = belowIsOlder ? [below, above] : [above, below];
    yield { edit: `contract ${below} into ${above}`, scenario: contractLink(scenario, kept, gone) };
  }
  for (const [kept, gone] of combinationsOf(orcs.map((orc) => orc.name)))
    yield {
      edit: `merge ${gone} into ${kept}`,
      scenario: replaceSteps(
        scenario,
        steps.map((step) => replaceOrc(step, gone, kept)),
      ),
    };
  for (const [kept, gone] of combinationsOf(pairs.map((pair) => pair.id)))
    yield {
      edit: `merge ${gone} into ${kept}`,
      scenario: replaceSteps(
        scenario,
        steps.map((step) => mapNames(step, { pair: (id) => (id === gone ? kept : id) })),
      ),
    };
  for (const [kept, gone] of combinationsOf(linesOf(steps)))
    yield {
      edit: `merge line ${gone} into ${kept}`,
      scenario: replaceSteps(
        scenario,
        steps.map((step) =>
          'topic' in step && lineOf(step.topic) === gone
            ? { ...step, topic: step.topic.replace(`<${gone}>`, () => `<${kept}>`) }
            : step,
        ),
      ),
    };
}

const NEW_NODE = 'new' as NodeToken;
const NEW_PAIR = 'new' as PairId;

function addNode(
  { topology }: Scenario,
  uplinks: readonly Uplink[],
  pairs = topology.pairs,
): Topology {
  return {
    ...topology,
    nodes: [...topology.nodes, { token: NEW_NODE, horde: NEW_NODE as string as Horde }],
    uplinks: [...topology.uplinks, ...uplinks],
    pairs,
  };
}

/**
 * Moves a pair to a new node that is below, above or apart from the pair's own. This edit and the following ones add something to
 * the topology.
 */
export function* pairSplits(scenario: Scenario): Generator<Edit> {
  for (const pair of scenario.topology.pairs) {
    const pairs = scenario.topology.pairs.map((each) =>
      each === pair ? { ...each, node: NEW_NODE } : each,
    );
    for (const [where, uplinks] of [
      ['below', [{ below: NEW_NODE, above: pair.node }]],
      ['above', [{ below: pair.node, above: NEW_NODE }]],
      ['apart', []],
    ] as const)
      yield {
        edit: `split ${pair.id} off ${pair.node}, to a node ${where}`,
        scenario: { ...scenario, topology: addNode(scenario, uplinks, pairs) },
      };
  }
}

/** Moves one step to a new pair at the same node. */
export function* pairAdditions(scenario: Scenario): Generator<Edit> {
  const { topology, steps } = scenario;
  for (const [at, step] of steps.entries()) {
    if (!('pair' in step)) continue;
    const own = topology.pairs.find(({ id }) => id === step.pair);
    if (!own) continue;
    const fresh: Pair = { ...own, id: NEW_PAIR, backend: 'axon', port: 45_000 };
    yield {
      edit: `give ${stepName(at)} a pair of its own`,
      scenario: {
        ...scenario,
        topology: { ...topology, pairs: [...topology.pairs, fresh] },
        steps: steps.with(at, { ...step, pair: NEW_PAIR }),
      },
    };
  }
}

/** Adds a node above all others. */
export function* topNodeAdditions(scenario: Scenario): Generator<Edit> {
  const { nodes, uplinks } = scenario.topology;
  const tops = nodes.filter(({ token }) => !uplinks.some(({ below }) => below === token));
  yield {
    edit: 'add a node above',
    scenario: {
      ...scenario,
      topology: addNode(
        scenario,
        tops.map(({ token }) => ({ below: token, above: NEW_NODE })),
      ),
    },
  };
}

function* combinationsOf<T>(items: readonly T[]): Generator<readonly [T, T]> {
  for (const [at, gone] of items.entries())
    for (const kept of items.slice(0, at)) yield [kept, gone];
}

function mentions(step: Step, name: OrcName): boolean {
  return (
    namedBy(step, 'orc').includes(name) ||
    namedBy(step, 'topic').some((topic) => addresseeOf(topic) === name)
  );
}

/** Removes nodes with their pairs and all steps there. With `splice`, the nodes below are linked to those above. */
function dropNodes(scenario: Scenario, gone: ReadonlySet<NodeToken>, splice: boolean): Scenario {
  const { nodes, uplinks, pairs } = scenario.topology;
  const lost = new Set<PairId>(pairs.filter((pair) => gone.has(pair.node)).map((pair) => pair.id));
  const kept = uplinks.filter(({ below, above }) => !gone.has(below) && !gone.has(above));
  const below = uplinks.filter((each) => gone.has(each.above) && !gone.has(each.below));
  const above = uplinks.filter((each) => gone.has(each.below) && !gone.has(each.above));
  const spliced = splice
    ? below.flatMap((low) => above.map((high) => ({ below: low.below, above: high.above })))
    : [];
  return {
    ...scenario,
    topology: {
      ...scenario.topology,
      nodes: nodes.filter((node) => !gone.has(node.token)),
      uplinks: [...kept, ...spliced],
      pairs: pairs.filter((pair) => !lost.has(pair.id)),
    },
    steps: scenario.steps.filter(
      (step) =>
        !namedBy(step, 'node').some((token) => gone.has(token)) &&
        !namedBy(step, 'pair').some((id) => lost.has(id)),
    ),
  };
}

/**
 * Merges two linked nodes with their pairs, links and steps. Ports are kept distinct, so that no two pairs share a port because
 * of the merge.
 */
function contractLink(scenario: Scenario, kept: NodeToken, gone: NodeToken): Scenario {
  const { nodes, uplinks, pairs } = scenario.topology;
  const mapToken = (token: NodeToken) => (token === gone ? kept : token);
  const contractedUplinks = uplinks
    .map(({ below, above }) => ({ below: mapToken(below), above: mapToken(above) }))
    .filter(({ below, above }) => below !== above);
  return {
    ...scenario,
    topology: {
      ...scenario.topology,
      nodes: nodes.filter((node) => node.token !== gone),
      uplinks: dedupe(contractedUplinks),
      pairs: pairs.map((pair) => ({
        ...pair,
        node: mapToken(pair.node),
        port: pair.port === null || pair.node !== gone ? pair.port : (pair.port + 20_000) % 65_536,
      })),
    },
    // The link between the two nodes no longer exists, so the steps that mention it are removed.
    steps: scenario.steps.map((step) => mapNames(step, { node: mapToken })),
  };
}
