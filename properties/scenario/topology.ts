/**
 * Random topologies: single nodes, chains, trees, nodes with several roots, webs (`webs.ts`), with orcs and pairs on them. Ports repeat, several
 * orcs may share a pair, and names may be alike (`values/naming.ts`). Limits say how many of each there may be; most scenarios
 * stay far below them.
 */

import type { Feature, Node, NodeToken, Orc, Pair, Topology, Uplink } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import type { Chance } from './values/chance.ts';
import { oneOf, percent } from './values/chance.ts';
import type { Naming } from './values/naming.ts';
import { plainNaming } from './values/naming.ts';
import { drawWeb, isWeb, webShapes } from './webs.ts';

export const shapes = ['single', 'chain', 'tree', 'roots', ...webShapes] as const;
export type Shape = (typeof shapes)[number];

/** Returns those of the shapes that can be drawn for a system with these features. */
export const offeredShapes = (
  asked: readonly Shape[],
  features: ReadonlySet<Feature>,
): readonly Shape[] =>
  asked.filter(
    (shape) =>
      shape === 'single' || (features.has('nodes') && (!isWeb(shape) || features.has('ways'))),
  );

export interface Limits {
  readonly nodes: number;
  readonly orcs: number;
  /** Clients' pairs at one node. */
  readonly pairs: number;
  readonly lines: number;
  readonly steps: number;
}

/** The limits of an ordinary scenario. */
export const LIMITS: Limits = { nodes: 6, orcs: 8, pairs: 5, lines: 4, steps: 40 };

/** Limits as a caller gives them; `nodes` and `steps` may also be given outside `limits`. */
interface AskedLimits {
  readonly nodes?: number;
  readonly steps?: number;
  readonly limits?: Partial<Limits>;
}

/** Returns the limits, narrowed by those that the caller asked for. */
export function boundedBy(
  limits: Limits,
  { nodes, steps, limits: given = {} }: AskedLimits,
): Limits {
  const asked: Partial<Limits> = {
    ...given,
    ...(nodes === undefined ? {} : { nodes }),
    ...(steps === undefined ? {} : { steps }),
  };
  const limitFor = (name: keyof Limits) => Math.min(limits[name], asked[name] ?? limits[name]);
  return {
    nodes: limitFor('nodes'),
    orcs: limitFor('orcs'),
    pairs: limitFor('pairs'),
    lines: limitFor('lines'),
    steps: limitFor('steps'),
  };
}

export interface TopologyOptions {
  readonly shape: Shape;
  readonly features: ReadonlySet<Feature>;
  readonly limits: Limits;
  readonly naming?: Naming;
  /** The values from which the orcs' `nice` is drawn. */
  readonly nices?: readonly number[];
  /** Fixed sizes for a scenario that is large in one of them; they replace drawn numbers. */
  readonly sizes?: {
    readonly nodes?: number;
    readonly orcs?: number;
    /** Number of pairs on `axon` at the first node. */
    readonly axonPairs?: number;
    /** Whether the topology is a star: one node and the others directly below it. */
    readonly isStar?: boolean;
  };
}

/** Draws a legal topology of the shape, within the limits. */
export function drawTopology(chance: Chance, options: TopologyOptions): Topology {
  const { shape, limits, naming = plainNaming, sizes = {} } = options;
  const drawnCount = () => 2 + chance.below(Math.max(1, limits.nodes - 1));
  const count = shape === 'single' ? 1 : (sizes.nodes ?? drawnCount());
  const hasHostileToken = percent(chance, 10);
  const names = Array.from({ length: count }, (_, index) => {
    const token =
      hasHostileToken && index === 0 && naming === plainNaming ? '__proto__' : naming.token(index);
    return { token, horde: naming.horde(index, token) };
  });
  const nodes = names.map(
    (each): Node => ({ token: nodeToken(each.token), horde: horde(each.horde) }),
  );
  const tokens = nodes.map((node) => node.token);
  return {
    nodes,
    uplinks: drawUplinks(chance, shape, tokens, sizes.isStar),
    orcs: drawOrcs(chance, tokens, options),
    pairs: tokens.flatMap((token, index) => drawPairs(chance, token, index, options)),
  };
}

const NICES = [0, 0, -4, 19];
/** Values at which a number stored in 8, 16 or 32 bits, or in a double, becomes another number. */
export const NICES_AT_EDGES = [
  -129,
  128,
  2 ** 15,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53 - 1,
  1 - 2 ** 53,
];
const PORTS = [4001, 4001, 4002, 4003];

/** Links every node to an earlier one, above or below it, so that there is exactly one path between any two nodes; but for webs. */
function drawUplinks(
  chance: Chance,
  shape: Shape,
  tokens: readonly NodeToken[],
  isStar = false,
): Uplink[] {
  const link = (below: number, above: number): Uplink => ({
    below: tokens[below] as NodeToken,
    above: tokens[above] as NodeToken,
  });
  const others = tokens.slice(1).map((_, index) => index + 1);
  switch (shape) {
    case 'single':
      return [];
    case 'chain':
      return others.map((index) => link(index - 1, index));
    case 'tree':
      return others.map((index) => link(index, isStar ? 0 : chance.below(index)));
    case 'roots': {
      // In a tree there is at most one path between two nodes, whichever end of each edge is the lower one.
      const first = link(0, 1);
      return others.map((index) => {
        if (index === 1) return first;
        const other = chance.below(index);
        return percent(chance, 60) ? link(other, index) : link(index, other);
      });
    }
    default:
      return drawWeb(chance, shape, tokens.length).map(([below, above]) => link(below, above));
  }
}

/** Draws the orcs. Two orcs whose names are alike are named after the same node. */
function drawOrcs(
  chance: Chance,
  tokens: readonly NodeToken[],
  { features, limits, naming = plainNaming, nices = NICES, sizes = {} }: TopologyOptions,
): Orc[] {
  const count =
    sizes.orcs ?? 1 + Math.min(chance.below(limits.orcs), 2 + chance.below(limits.orcs));
  const orcs: Orc[] = [];
  let token = tokens[0] as NodeToken;
  for (let index = 0; index < count; index++) {
    if (index % 4 === 0 || naming === plainNaming) token = oneOf(chance, tokens);
    const name = orcName(naming.orc(index, token));
    const nice = oneOf(chance, nices);
    // Whoever does not offer `nice` could otherwise not replay a finding that was not shrunk.
    orcs.push({ name, nice: features.has('nice') ? nice : 0 });
  }
  return orcs;
}

function drawPairs(
  chance: Chance,
  node: NodeToken,
  at: number,
  { features, limits, naming = plainNaming, sizes = {} }: TopologyOptions,
): Pair[] {
  const pairs: Pair[] = [];
  // The pair gets the plain name of its node, because the pair's name must stay within the length limit too.
  const stem = plainNaming.token(at);
  const stemOf = (kind: string) => (index: number) =>
    `${kind}${index + 1}.${naming === plainNaming ? node : stem}`;
  const drawnSockets = () => 1 + chance.below(Math.min(3, limits.pairs));
  const isFocus = at === 0;
  const sockets = features.has('axon') ? (isFocus && sizes.axonPairs) || drawnSockets() : 0;
  for (let index = 0; index < sockets; index++)
    pairs.push({
      id: pairId(naming.pair(index, stemOf('s'))),
      node,
      backend: 'axon',
      port: oneOf(chance, PORTS),
    });
  const emitters = features.has('ee')
    ? Math.min(chance.below(3), Math.max(0, limits.pairs - sockets))
    : 0;
  for (let index = 0; index < emitters; index++)
    pairs.push({
      id: pairId(naming.pair(index, stemOf('e'))),
      node,
      backend: 'ee',
      port: null,
    });
  return pairs.length > 0
    ? pairs
    : [{ id: pairId(stemOf('e')(0)), node, backend: 'ee', port: null }];
}
