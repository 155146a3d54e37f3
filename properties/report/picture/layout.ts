/**
 * Layout: positions of the nodes, pairs and links of a trace, higher nodes above lower ones and clients at the bottom. It
 * reserves enough room for what each step shows, so that only messages move from step to step.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { PairId, Topology } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import type { Box, Drawing } from './drawing.ts';
import { HEAD, LABEL_LIMIT, orcsAt, ROW, shortenText } from './drawing.ts';
import type { TrafficMark } from './traffic.ts';
import { linkKey, nodeKey, pairKey, trafficOf } from './traffic.ts';

const CHARACTER = 6.7;
const PADDING = 22;

export function drawingOf(trace: Trace): Drawing {
  const { topology } = trace.scenario;
  const room = measureRoomForMarks(trace);
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, edgesep: 18, ranksep: 26, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { token, horde } of topology.nodes) {
    const { rows, width } = room(nodeKey(token));
    const titled = widthOf(`${token} horde ${horde}`);
    graph.setNode(nodeKey(token), {
      width: Math.max(112, titled, width),
      height: HEAD + rows * ROW + (rows > 0 ? 6 : 0),
    });
  }
  for (const pair of topology.pairs) {
    const { rows, width } = room(pairKey(pair.id), { boxed: true });
    const orcs = orcsOn(trace, pair.id);
    graph.setNode(pairKey(pair.id), {
      width: Math.max(104, widthOf(`${pair.id} ${pair.backend} ${pair.port}`), orcs.width, width),
      height: HEAD + (Math.max(1, orcs.rows) + rows) * ROW + 6,
    });
  }
  for (const [above, below, key] of edgesOf(topology)) {
    const { rows, width } = room(key, { boxed: false });
    graph.setEdge(
      above,
      below,
      {
        width: Math.max(30, width),
        height: Math.max(1, rows) * ROW + 8,
        labelpos: 'r',
        labeloffset: 8,
      },
      key,
    );
  }
  layout(graph);
  return placeDrawing(graph, topology);
}

function edgesOf({ uplinks, pairs }: Topology): (readonly [string, string, string])[] {
  return [
    ...uplinks.map(
      ({ below, above }) => [nodeKey(above), nodeKey(below), linkKey(below, above)] as const,
    ),
    ...pairs.map(({ id, node }) => [nodeKey(node), pairKey(id), pairKey(id)] as const),
  ];
}

function placeDrawing(graph: Graph, topology: Topology): Drawing {
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const box = (each: { x: number; y: number; width: number; height: number }): Box => ({
    x: round(each.x - each.width / 2),
    y: round(each.y - each.height / 2),
    width: round(each.width),
    height: round(each.height),
  });
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: topology.nodes.map(({ token }) => ({ token, ...box(graph.node(nodeKey(token))) })),
    pairs: topology.pairs.map(({ id }) => ({ id, ...box(graph.node(pairKey(id))) })),
    links: edgesOf(topology).map(([above, below, key]) => {
      const edge = graph.edge(above, below, key);
      return {
        key,
        points: edge.points.map(({ x, y }: { x: number; y: number }) => ({
          x: round(x),
          y: round(y),
        })),
        label: box(edge),
      };
    }),
  };
}

const round = (value: number) => Math.round(value * 10) / 10;

const widthOf = (text: string) => shortenText(text, LABEL_LIMIT + 8).length * CHARACTER + PADDING;

interface Extent {
  readonly rows: number;
  readonly width: number;
}

/**
 * Returns a function that tells how much room a carrier needs for its marks, whichever step is shown. Marks of a pair
 * itself stand within its box (`boxed`); all other marks stand on its link.
 */
function measureRoomForMarks(
  trace: Trace,
): (key: string, where?: { readonly boxed: boolean }) => Extent {
  const steps = trace.frames.map((_, index) => trafficOf(trace, index));
  return (key, where) => {
    const isOnCarrier = (mark: TrafficMark) =>
      mark.carrierKey === key && (!where || where.boxed === (mark.direction === 'still'));
    const marks = steps.map((step) => step.filter(isOnCarrier));
    return {
      rows: Math.max(0, ...marks.map((each) => each.length)),
      width: Math.max(0, ...marks.flat().map(({ label }) => widthOf(`↑ ${shortenText(label)} +`))),
    };
  };
}

function orcsOn({ frames }: Trace, pair: PairId): Extent {
  const names = frames.map((frame) => orcsAt(frame, pair));
  return {
    rows: Math.max(0, ...names.map((each) => each.length)),
    width: Math.max(0, ...names.flat().map(({ name }) => widthOf(`• ${shortenText(name)}`))),
  };
}
