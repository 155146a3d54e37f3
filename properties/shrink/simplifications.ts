/**
 * Edits that keep every entity but make one of them simpler. It moves to another node, or gets the backend `axon`, a port of its
 * own, no nice, a plain name, or another link.
 */
import type { NodeToken, OrcName, Pair, Scenario, Step, Uplink } from '#spec';
import { addresseeOf, namedBy, sameUplink } from '#spec';
import { linesOf } from '../scenario/lines.ts';
import { isHostile } from './canonical.ts';
import type { Edit } from './edit.ts';
import { dedupe, replaceOrc, replaceSteps } from './edit.ts';

export function* simplifications(scenario: Scenario): Generator<Edit> {
  const { topology } = scenario;
  const { nodes, orcs, pairs } = topology;
  const changePair = (pair: Pair, to: Partial<Pair>): Scenario => ({
    ...scenario,
    topology: {
      ...topology,
      pairs: pairs.map((each) => (each === pair ? { ...each, ...to } : each)),
    },
  });
  for (const [at, pair] of pairs.entries()) {
    for (const { token } of nodes)
      if (token !== pair.node)
        yield {
          edit: `move ${pair.id} to ${token}`,
          scenario: changePair(pair, { node: token, port: pair.port === null ? null : 5000 + at }),
        };
    if (pair.backend === 'ee')
      yield {
        edit: `make ${pair.id} axon`,
        scenario: changePair(pair, { backend: 'axon', port: 5000 + at }),
      };
    else if (
      pairs.some((each) => each !== pair && each.node === pair.node && each.port === pair.port)
    )
      yield {
        edit: `give ${pair.id} its own port`,
        scenario: changePair(pair, { port: 5000 + at }),
      };
  }
  if (pairs.filter((pair) => pair.backend === 'ee').length > 1)
    for (const shared of [false, true])
      yield {
        edit: `make every pair axon${shared ? ', on one port' : ''}`,
        scenario: {
          ...scenario,
          topology: {
            ...topology,
            pairs: pairs.map((pair, at) => ({
              ...pair,
              backend: 'axon',
              port: shared ? 5000 : (pair.port ?? 5000 + at),
            })),
          },
        },
      };
  for (const [at, one] of pairs.entries())
    for (const other of pairs.slice(0, at))
      if (one.backend !== other.backend)
        yield {
          edit: `exchange the backends of ${other.id} and ${one.id}`,
          scenario: {
            ...scenario,
            topology: {
              ...topology,
              pairs: pairs.map((each) => {
                const from = each === one ? other : each === other ? one : each;
                return { ...each, backend: from.backend, port: from.port };
              }),
            },
          },
        };
  for (const orc of orcs)
    for (const nice of [0, 1])
      if (orc.nice !== nice)
        yield {
          edit: `give ${orc.name} nice ${nice}`,
          scenario: {
            ...scenario,
            topology: {
              ...topology,
              orcs: orcs.map((each) => (each === orc ? { ...each, nice } : each)),
            },
          },
        };
  for (const { below, above } of topology.uplinks) yield* linkEdits(scenario, below, above);
  yield* nameEdits(scenario);
}

/** Removes a link, swaps its ends, or attaches one end to another node. */
function* linkEdits(scenario: Scenario, below: NodeToken, above: NodeToken): Generator<Edit> {
  const { topology } = scenario;
  const rest = topology.uplinks.filter((each) => each.below !== below || each.above !== above);
  const old = { below, above };
  // Steps about the old link are changed to be about the new one.
  const relink = (link: Uplink): Scenario => ({
    ...scenario,
    topology: { ...topology, uplinks: [...rest, link] },
    steps: scenario.steps.map((step) =>
      'below' in step && sameUplink(step, old) ? { ...step, ...link } : step,
    ),
  });
  yield {
    edit: `cut the link of ${below} and ${above}`,
    scenario: { ...scenario, topology: { ...topology, uplinks: rest } },
  };
  yield {
    edit: `turn the link of ${below} and ${above}`,
    scenario: relink({ below: above, above: below }),
  };
  for (const { token } of topology.nodes)
    if (token !== below && token !== above) {
      yield {
        edit: `hang ${below} below ${token}`,
        scenario: relink({ below, above: token }),
      };
      yield {
        edit: `hang ${above} above ${token}`,
        scenario: relink({ below: token, above }),
      };
    }
}

function* nameEdits(scenario: Scenario): Generator<Edit> {
  const { topology, steps } = scenario;
  for (const name of orcsOf(steps))
    if (isHostile(name))
      for (const to of [FRESH_NAME, ...HOSTILE_NAMES.map((each) => `${each}@n1` as OrcName)])
        yield {
          edit: `call ${name} ${to}`,
          scenario: {
            ...scenario,
            topology: {
              ...topology,
              orcs: topology.orcs.map((orc) => (orc.name === name ? { ...orc, name: to } : orc)),
            },
            steps: steps.map((step) => replaceOrc(step, name, to)),
          },
        };
  for (const lineId of linesOf(steps))
    if (isHostile(lineId))
      for (const name of ['fresh', ...HOSTILE_NAMES])
        yield {
          edit: `call line ${lineId} ${name}`,
          scenario: replaceSteps(
            scenario,
            steps.map((step) =>
              'topic' in step
                ? { ...step, topic: step.topic.replace(`<${lineId}>`, `<${name}>`) }
                : step,
            ),
          ),
        };
  for (const { token } of topology.nodes)
    if (isHostile(token))
      yield { edit: `give ${token} a plain name`, scenario: renameNode(scenario, token) };
}

/** Returns the orcs that steps name, including those named in topics, in order of first occurrence. */
function orcsOf(steps: readonly Step[]): OrcName[] {
  return dedupe(
    steps.flatMap((step) => [
      ...namedBy(step, 'orc'),
      ...namedBy(step, 'topic')
        .map(addresseeOf)
        .filter((each) => each !== null),
    ]),
  );
}

/** Two names that every object's prototype has: an accessor and a plain property. */
const HOSTILE_NAMES = ['__proto__', 'constructor'];
const FRESH_NAME = 'fresh@n1' as OrcName;

function renameNode(scenario: Scenario, token: NodeToken): Scenario {
  const fresh = 'fresh' as NodeToken;
  const mapToken = (each: NodeToken) => (each === token ? fresh : each);
  const { topology } = scenario;
  return {
    ...scenario,
    topology: {
      ...topology,
      nodes: topology.nodes.map((node) => ({ ...node, token: mapToken(node.token) })),
      uplinks: topology.uplinks.map(({ below, above }) => ({
        below: mapToken(below),
        above: mapToken(above),
      })),
      pairs: topology.pairs.map((pair) => ({ ...pair, node: mapToken(pair.node) })),
    },
    steps: scenario.steps.map((step) =>
      'node' in step ? { ...step, node: mapToken(step.node) } : step,
    ),
  };
}
