/** Edits of the topology: nodes, uplinks, sockets and clients come and go. Names that are not given are the first free ones. */
import type { Backend, NodeToken, OrcName, PairId, Scenario, Topology, Uplink } from '#spec';
import { isName, isOrcName, sameUplink } from '#spec';
import type { Edited } from './keepLegal.ts';
import { keepLegal } from './keepLegal.ts';
import type { Selection } from './selection.ts';

const FIRST_PORT = 4001;
const NAME_RULE = '1 to 256 characters, no control characters, no lone surrogates, none of < > : $';

const withTopology = (scenario: Scenario, change: Partial<Topology>): Edited =>
  keepLegal({ ...scenario, topology: { ...scenario.topology, ...change } });

const numbered = (prefix: string, taken: readonly string[], suffix = ''): string => {
  let number = 1;
  while (taken.includes(`${prefix}${number}${suffix}`)) number++;
  return `${prefix}${number}${suffix}`;
};

export const nextNodeName = ({ topology: { nodes } }: Scenario): NodeToken =>
  numbered('n', [
    ...nodes.map(({ token }) => token),
    ...nodes.map(({ horde }) => horde),
  ]) as NodeToken;

const nextPairName = ({ topology }: Scenario): PairId =>
  numbered(
    's',
    topology.pairs.map(({ id }) => id),
  ) as PairId;

/** Returns the first free name of a client of the node. */
export const nextOrcName = ({ topology }: Scenario, node: NodeToken): OrcName =>
  numbered(
    'p',
    topology.orcs.map(({ name }) => name),
    `@${node}`,
  ) as OrcName;

/** Adds a node; its horde has the node's name. With `above`, the node attaches there as a client. */
export function addNode(scenario: Scenario, name: string, above: NodeToken | null): Edited {
  if (!isName(name))
    return { refused: `${JSON.stringify(name)} is no name of a node: ${NAME_RULE}` };
  const token = name as NodeToken;
  const { nodes, uplinks } = scenario.topology;
  return withTopology(scenario, {
    nodes: [...nodes, { token, horde: name as never }],
    uplinks: above === null ? uplinks : [...uplinks, { below: token, above }],
  });
}

export const addUplink = (scenario: Scenario, uplink: Uplink): Edited =>
  withTopology(scenario, { uplinks: [...scenario.topology.uplinks, uplink] });

/** Adds a socket by which clients can attach to the node. */
export function addPair(scenario: Scenario, node: NodeToken, backend: Backend): Edited {
  const { pairs } = scenario.topology;
  return withTopology(scenario, {
    pairs: [
      ...pairs,
      { id: nextPairName(scenario), node, backend, port: nextPort(backend, pairs) },
    ],
  });
}

const nextPort = (backend: Backend, pairs: Topology['pairs']) =>
  backend === 'ee' ? null : Math.max(FIRST_PORT - 1, ...pairs.map(({ port }) => port ?? 0)) + 1;

/** Adds a client. It is nowhere until a step lets it join. */
export function addOrc(scenario: Scenario, name: string): Edited {
  if (!isOrcName(name))
    return {
      refused: `${JSON.stringify(name)} is no name of a client: ${NAME_RULE}, with exactly one @`,
    };
  return withTopology(scenario, { orcs: [...scenario.topology.orcs, { name, nice: 0 }] });
}

/** Takes away what is selected, with all that hangs on it: a node's uplinks and sockets. */
export function remove({ version, topology, steps }: Scenario, selection: Selection): Edited {
  const { nodes, uplinks, orcs, pairs } = topology;
  const scenario: Scenario = { version, topology, steps };
  switch (selection.what) {
    case 'node': {
      const { node } = selection;
      return withTopology(scenario, {
        nodes: nodes.filter(({ token }) => token !== node),
        uplinks: uplinks.filter(({ below, above }) => below !== node && above !== node),
        pairs: pairs.filter((pair) => pair.node !== node),
      });
    }
    case 'pair':
      return withTopology(scenario, { pairs: pairs.filter(({ id }) => id !== selection.pair) });
    case 'orc':
      return withTopology(scenario, { orcs: orcs.filter(({ name }) => name !== selection.orc) });
    case 'link':
      return withTopology(scenario, {
        uplinks: uplinks.filter((uplink) => !sameUplink(uplink, selection)),
      });
    case 'network':
      return { refused: 'nothing is selected' };
    default:
      return selection satisfies never;
  }
}
