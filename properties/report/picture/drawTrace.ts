/** Draws a trace: lays out its network with the room that the scenes of all its steps need, so that only messages move between them. */
import type { NodeToken, PairId, Topology } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import type { Drawing } from './drawing.ts';
import { HEAD, LABEL_LIMIT, nodeTitle, ROW, shortenText } from './drawing.ts';
import { layOut, withoutPairs } from './layout.ts';
import type { Scene, SceneRow } from './scene.ts';
import { isBoxed, isDeserted, NOBODY, sceneOf } from './scene.ts';
import { nodeKey, pairKey } from './traffic.ts';

const CHARACTER = 6.7;
const PADDING = 22;
const LEAST_WIDTH = { node: 118, pair: 104 };

export interface DrawingOptions {
  /** Whether pairs are left out on which nothing ever happened. Default: true. */
  readonly folds?: boolean;
}

export function drawingOf(trace: Trace, { folds = true }: DrawingOptions = {}): Drawing {
  const { topology } = trace.scenario;
  const scenes = trace.frames.map((_, index) => sceneOf(trace, index));
  const folded = folds ? idlePairs(topology, scenes) : new Set<PairId>();
  const extents = noExtents();
  for (const scene of scenes) enlargeExtents(extents, scene);
  return drawWithin(topology, extents, folded);
}

/** Lays out a network with the room that the extents have, without the folded pairs. */
export function drawWithin(
  topology: Topology,
  extents: Extents,
  folded: ReadonlySet<PairId> = new Set(),
): Drawing {
  const shown = withoutPairs(topology, folded);
  const none = { rows: 0, width: 0 };
  const titles = titleWidths(topology, folded);
  const drawing = layOut(shown, {
    box: (key) => {
      const { rows, width } = extents.boxes.get(key) ?? none;
      const isPair = key.startsWith('pair ');
      return {
        width: Math.round(
          Math.max(LEAST_WIDTH[isPair ? 'pair' : 'node'], titles.get(key) ?? 0, width),
        ),
        height: HEAD + Math.max(isPair ? 1 : 0, rows) * ROW + (rows > 0 || isPair ? 6 : 0),
      };
    },
    label: (key) => {
      const { rows, width } = extents.labels.get(key) ?? none;
      return { width: Math.round(width), height: rows * ROW };
    },
  });
  return {
    ...drawing,
    folded: topology.nodes.flatMap(({ token: node }) => {
      const pairs = topology.pairs.filter(
        (pair) => pair.node === node && folded.has(pair.id),
      ).length;
      return pairs === 0 ? [] : [{ node, pairs }];
    }),
  };
}

const widthOf = (text: string) => text.length * CHARACTER + PADDING;

/** `folded`: pairs that are not drawn; the title of their node says how many. */
function titleWidths({ nodes, pairs }: Topology, folded: ReadonlySet<PairId>): Map<string, number> {
  const title = (text: string) => widthOf(shortenText(text, LABEL_LIMIT + 8));
  const hides = (node: NodeToken) =>
    pairs.some((pair) => pair.node === node && folded.has(pair.id));
  return new Map([
    ...nodes.map(
      ({ token, horde }) =>
        [
          nodeKey(token),
          title(nodeTitle(token, horde)) + (hides(token) ? ' +99 idle'.length * CHARACTER : 0),
        ] as const,
    ),
    ...pairs.map(
      ({ id, backend, port }) => [pairKey(id), title(`${id} ${backend} ${port ?? ''}`)] as const,
    ),
  ]);
}

interface Extent {
  readonly rows: number;
  readonly width: number;
}

/** The most rows and the widest row of each box and label so far, by the key of its part. */
export interface Extents {
  readonly boxes: Map<string, Extent>;
  readonly labels: Map<string, Extent>;
}

export const noExtents = (): Extents => ({ boxes: new Map(), labels: new Map() });

/** Makes room for what the scene shows. Returns whether there was too little. */
export function enlargeExtents({ boxes, labels }: Extents, scene: Scene): boolean {
  let isEnlarged = false;
  const enlarge = (extents: Map<string, Extent>, key: string, rows: readonly SceneRow[]) => {
    if (rows.length === 0) return;
    const known = extents.get(key) ?? { rows: 0, width: 0 };
    const width = Math.max(known.width, ...rows.map(({ text }) => widthOf(text)));
    if (rows.length <= known.rows && width === known.width) return;
    isEnlarged = true;
    extents.set(key, { rows: Math.max(known.rows, rows.length), width });
  };
  for (const [key, rows] of scene) {
    const boxed = rows.filter((row) => isBoxed(row, key));
    enlarge(boxes, key, isDeserted(key, boxed) ? [NOBODY, ...boxed] : boxed);
    enlarge(
      labels,
      key,
      rows.filter((row) => !isBoxed(row, key)),
    );
  }
  return isEnlarged;
}

function idlePairs({ pairs }: Topology, scenes: readonly Scene[]): Set<PairId> {
  return new Set(
    pairs.flatMap(({ id }) => (scenes.some((scene) => scene.has(pairKey(id))) ? [] : [id])),
  );
}
