/**
 * The parts of a drawing: nodes, links, pairs, orcs, and what is written in them and beside them. Where the reader may act, they and
 * the frames that wait are buttons. Apart from the drawing, because a picture without a page around it has the same parts.
 */
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Pair } from '#spec';
import type { Trace, TraceFlight } from '../../../lockstep/trace.ts';
import type { Drawing } from '../../picture/drawing.ts';
import { HEAD, nodeTitle, ROW, shortenText } from '../../picture/drawing.ts';
import type { Scene, SceneRow } from '../../picture/scene.ts';
import { isBoxed, isDeserted, NOBODY } from '../../picture/scene.ts';
import { nodeKey, pairKey } from '../../picture/traffic.ts';

/** What a reader can do with the parts of a drawing. Keys are those of `report/picture/traffic.ts`, and `orc NAME`. */
export interface Picking {
  readonly selected: string | null;
  readonly onPick: (key: string) => void;
  /** Delivers the frame, which is the next on its bus; null where nothing can be done. */
  readonly onDeliver: ((flight: TraceFlight) => void) | null;
}

interface NetworkPartsProps {
  readonly trace: Trace;
  readonly drawing: Drawing;
  readonly scene: Scene;
  readonly picking: Picking | undefined;
}

/** What stands in the drawing, without the element around it: a picture may place it where it likes. */
export function NetworkParts({ trace, drawing, scene, picking }: NetworkPartsProps) {
  const { nodes, pairs } = trace.scenario.topology;
  const rowsOf = (key: string) => scene.get(key) ?? [];
  const kept = useKeptParts(picking);
  return (
    <>
      {drawing.links.map((link) => {
        const told = { link, rows: rowsOf(link.key) };
        return kept(link.key, told, (picking) => (
          <LinkView key={link.key} {...told} picking={picking} />
        ));
      })}
      {drawing.nodes.map((node) => {
        const key = nodeKey(node.token);
        const horde = nodes.find(({ token }) => token === node.token)?.horde ?? '';
        const folded = drawing.folded.find((each) => each.node === node.token)?.pairs ?? 0;
        const told = { node, horde, folded, rows: rowsOf(key) };
        return kept(key, told, (picking) => <NodeBox key={key} {...told} picking={picking} />);
      })}
      {drawing.pairs.map((box) => {
        const key = pairKey(box.id);
        const told = { box, pair: pairs.find(({ id }) => id === box.id), rows: rowsOf(key) };
        return kept(key, told, (picking) => <PairBox key={key} {...told} picking={picking} />);
      })}
    </>
  );
}

type Make = (picking: Picking | undefined) => VNode;

/**
 * Returns what keeps the element of a part as long as it tells the same, so that the many parts which a step does not change are
 * passed over. A part is told what is selected only if that is in it. What a reader does reaches the picking of the last drawing.
 */
function useKeptParts(picking: Picking | undefined) {
  const now = useRef(picking);
  now.current = picking;
  const parts = useRef(new Map<string, { readonly told: string; readonly part: VNode }>());
  return (key: string, told: { readonly rows: readonly SceneRow[] }, make: Make): VNode => {
    const isIn = (selected: string) =>
      selected === key || told.rows.some(({ orc }) => `orc ${orc}` === selected);
    const chosen = picking?.selected && isIn(picking.selected) ? picking.selected : null;
    const delivers = picking ? picking.onDeliver !== null : null;
    const asked = JSON.stringify([told, chosen, delivers]);
    const known = parts.current.get(key);
    if (known?.told === asked) return known.part;
    const own: Picking | undefined = picking && {
      selected: chosen,
      onPick: (picked) => now.current?.onPick(picked),
      onDeliver: delivers ? (flight) => now.current?.onDeliver?.(flight) : null,
    };
    const part = make(own);
    parts.current.set(key, { told: asked, part });
    return part;
  };
}

/** A part that acts like a button: the group hears the pointer, and its box the keyboard, so that its texts stay readable. */
interface Pressable {
  readonly group: { readonly onClick?: (event: Event) => void; readonly 'data-key'?: string };
  readonly box: {
    readonly role?: 'button';
    readonly tabIndex?: number;
    readonly 'aria-label'?: string;
    readonly 'aria-pressed'?: 'true' | 'false';
    readonly onKeyDown?: (event: KeyboardEvent) => void;
  };
}

/** Makes a part that can be picked; nothing where nothing can. */
function pickable(picking: Picking | undefined, key: string, name: string): Pressable {
  if (!picking) return { group: {}, box: {} };
  const { selected, onPick } = picking;
  const { group, box } = pressable(name, () => onPick(key));
  return {
    group: { ...group, 'data-key': key },
    box: { ...box, 'aria-pressed': selected === key ? 'true' : 'false' },
  };
}

function pressable(name: string, act: () => void): Pressable {
  return {
    group: {
      onClick: (event) => {
        event.stopPropagation();
        act();
      },
    },
    box: {
      role: 'button',
      tabIndex: 0,
      'aria-label': name,
      onKeyDown: (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        act();
      },
    },
  };
}

const chosen = (picking: Picking | undefined, key: string) =>
  picking?.selected === key ? 'selected' : '';

interface RowProps {
  readonly row: SceneRow;
  readonly x: number;
  readonly y: number;
  readonly picking: Picking | undefined;
}

function Row({ row, x, y, picking }: RowProps) {
  const { kind, text, title, tone, isNew, mark, flight, isNext, orc } = row;
  const classes = `${kind} ${mark?.sign ?? ''} ${tone} ${isNew ? 'new' : ''} ${isNext ? 'next' : ''}`;
  const line = (
    <text class={classes} x={x} y={y}>
      <title>{title}</title>
      {text}
    </text>
  );
  const deliver = picking?.onDeliver;
  const extent = { x: x - 4, y: y - 12, width: text.length * 6.7 + 8, height: ROW, rx: 4 };
  if (flight && isNext && deliver) {
    const { group, box } = pressable(`Deliver: ${title}`, () => deliver(flight));
    return (
      <g class="waiting" data-flight={`${flight.bus} ${flight.pair}`} {...group}>
        <rect {...extent} {...box} />
        {line}
      </g>
    );
  }
  if (orc === undefined || kind !== 'orc' || !picking) return line;
  const key = `orc ${orc}`;
  const { group, box } = pickable(picking, key, `client ${orc}`);
  return (
    <g class={`orcRow ${chosen(picking, key)}`} {...group}>
      <rect {...extent} {...box} />
      {line}
    </g>
  );
}

interface LinkViewProps {
  readonly link: Drawing['links'][number];
  readonly rows: readonly SceneRow[];
  readonly picking: Picking | undefined;
}

function LinkView({ link: { key, points, label }, rows, picking }: LinkViewProps) {
  const moving = rows.filter((row) => !isBoxed(row, key));
  const marks = moving.filter(({ kind }) => kind === 'mark');
  const tone = marks.some((row) => row.tone === 'bad') ? 'bad' : '';
  const isGhost = marks.length > 0 && marks.every(({ mark }) => mark?.sign === 'missing');
  const isDown = moving.some((row) => row.isDown);
  const line = points.map(({ x, y }) => `${x},${y}`).join(' ');
  const isUplink = key.startsWith('link ');
  const [below, above] = key.slice('link '.length).split('/');
  const grip = pickable(picking, key, `uplink of ${below} to ${above}`);
  return (
    <g
      class={`link ${marks.length > 0 ? 'used' : ''} ${tone} ${isGhost ? 'ghost' : ''} ${isDown ? 'down' : ''} ${chosen(picking, key)}`}
    >
      <polyline points={line} />
      {isUplink && picking && (
        <g {...grip.group}>
          <polyline class="grip" points={line} {...grip.box} />
        </g>
      )}
      {moving.map((row, at) => (
        <Row key={at} row={row} x={label.x} y={label.y + at * ROW + 12} picking={picking} />
      ))}
    </g>
  );
}

interface NodeBoxProps {
  readonly node: Drawing['nodes'][number];
  readonly horde: string;
  /** How many of its pairs are left out. */
  readonly folded: number;
  readonly rows: readonly SceneRow[];
  readonly picking: Picking | undefined;
}

function NodeBox({
  node: { token, x, y, width, height },
  horde,
  folded,
  rows,
  picking,
}: NodeBoxProps) {
  const tone = rows.some((row) => row.tone === 'bad') ? 'bad' : '';
  const key = nodeKey(token);
  const { group, box } = pickable(picking, key, `node ${token}`);
  const idle = folded === 0 ? '' : ` +${folded} idle`;
  const unshown =
    folded === 0 ? '' : `; ${folded} of its sockets, on which nothing happens, are not drawn`;
  const [title, ...rest] = nodeTitle(token, horde).split(' horde ');
  const named = rest.length > 0 ? `horde ${shortenText(rest.join(' horde '), 16)}` : '';
  return (
    <g class={`node ${tone} ${chosen(picking, key)}`} {...group}>
      <rect x={x} y={y} width={width} height={height} rx={7} {...box} />
      <text class="title" x={x + 11} y={y + 24}>
        <title>{`node ${token}, horde ${horde}${unshown}`}</title>
        {shortenText(title ?? token, 16)} <tspan class="small">{named + idle || null}</tspan>
      </text>
      {rows.map((row, at) => (
        <Row key={at} row={row} x={x + 11} y={y + HEAD + at * ROW + 8} picking={picking} />
      ))}
    </g>
  );
}

interface PairBoxProps {
  readonly box: Drawing['pairs'][number];
  readonly pair: Pair | undefined;
  readonly rows: readonly SceneRow[];
  readonly picking: Picking | undefined;
}

function PairBox({ box: { id, x, y, width, height }, pair, rows: all, picking }: PairBoxProps) {
  const { backend, port } = pair ?? {};
  const key = pairKey(id);
  const rows = all.filter((row) => isBoxed(row, key));
  const shown = isDeserted(key, rows) ? [NOBODY, ...rows] : rows;
  const { group, box } = pickable(picking, key, `socket ${id}`);
  const title = `${shortenText(id, 16)} ${backend} ${port ?? ''}`;
  return (
    <g class={`pair ${chosen(picking, key)}`}>
      <g {...group}>
        <rect x={x} y={y} width={width} height={height} rx={12} {...box} />
        <text class="title" x={x + 11} y={y + 23}>
          {shortenText(id, 16)}{' '}
          <tspan class="small">{title.slice(shortenText(id, 16).length)}</tspan>
        </text>
      </g>
      {shown.map((row, at) => (
        <Row key={at} row={row} x={x + 11} y={y + HEAD + at * ROW + 8} picking={picking} />
      ))}
    </g>
  );
}
