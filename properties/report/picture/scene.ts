/**
 * Scene: what a drawing of the network shows after one step, as rows of text: routes in the nodes, orcs on the pairs of clients, and
 * on the links what has moved and what is in flight. The layout measures these rows and the page writes them, so both agree.
 */
import type { NodeToken, OrcName, PairId, Route } from '#spec';
import type { HearingReason } from '../../lockstep/reasons.ts';
import type { Trace, TraceFlight, TraceFrame } from '../../lockstep/trace.ts';
import { inputLabel } from '../../wording/labels.ts';
import { compareTables } from './comparison.ts';
import type { StandingOrc } from './drawing.ts';
import { orcsByPair, shortenText } from './drawing.ts';
import { isLawful, toneOf } from './sightings.ts';
import type { TrafficMark } from './traffic.ts';
import { carrierOf, linkKey, nodeKey, pairKey, trafficOf } from './traffic.ts';

export interface SceneRow {
  readonly kind: 'route' | 'orc' | 'mark' | 'flight' | 'note';
  readonly text: string;
  /** What the row means, as a sentence. */
  readonly title: string;
  readonly tone: 'bad' | 'warn' | '';
  /** Whether the step made or changed it. */
  readonly isNew: boolean;
  /** The orc that the row is about, of routes and orcs. */
  readonly orc?: OrcName;
  /** Of a link: whether it is down. */
  readonly isDown?: boolean;
  /** Of a mark: how it moves. */
  readonly mark?: TrafficMark;
  /** Of a frame in flight. */
  readonly flight?: TraceFlight;
  /** Of a frame in flight: whether it is the next to be delivered on its bus. */
  readonly isNext?: boolean;
}

/** The rows by the key of their node, pair or link (`traffic.ts`). */
export type Scene = ReadonlyMap<string, readonly SceneRow[]>;

/** Whether the row is written in the box of its node or pair, and not beside a link. */
export const isBoxed = ({ kind, mark }: SceneRow, key: string): boolean =>
  !key.startsWith('link ') &&
  kind !== 'flight' &&
  (mark === undefined || mark.direction === 'still');

/** Stands in the box of a pair on which no orc is. */
export const NOBODY: SceneRow = {
  kind: 'note',
  text: 'nobody',
  title: 'No client is on this socket.',
  tone: '',
  isNew: false,
};

/** Whether the box of a pair says that nobody is on it. `rows`: what else stands in it. */
export const isDeserted = (key: string, rows: readonly SceneRow[]): boolean =>
  key.startsWith('pair ') && !rows.some(({ kind }) => kind === 'orc');

/** A node shows at most this many of its routes; the tables have them all. */
const MOST_ROUTES = 6;
/** A link shows at most this many frames in flight on each bus. */
const MOST_FLIGHTS = 6;

/** The scenes made so far: a layout and a drawing ask for the same one. */
const scenes = new WeakMap<TraceFrame, { readonly before: TraceFrame | undefined; scene: Scene }>();

/** Returns the scene after the step; with index -1, the one before the first step. */
export function sceneOf(trace: Trace, index: number): Scene {
  const frame = trace.frames[index];
  if (!frame) return new Map();
  const before = trace.frames[index - 1];
  const known = scenes.get(frame);
  if (known && known.before === before) return known.scene;
  const scene = makeScene(trace, index, frame, before);
  scenes.set(frame, { before, scene });
  return scene;
}

function makeScene(
  trace: Trace,
  index: number,
  frame: TraceFrame,
  before: TraceFrame | undefined,
): Scene {
  const scene = new Map<string, SceneRow[]>();
  const add = (key: string, row: SceneRow) => {
    const rows = scene.get(key);
    if (rows) rows.push(row);
    else scene.set(key, [row]);
  };
  for (const tables of frame.tables)
    for (const row of routeRows(tables, before)) add(nodeKey(tables.node), row);
  const [orcs, known] = [orcsByPair(frame), before ? orcsByPair(before) : new Map()];
  for (const { id } of trace.scenario.topology.pairs)
    for (const row of orcRows(id, orcs.get(id) ?? [], known.get(id) ?? [], frame.reasons))
      add(pairKey(id), row);
  for (const mark of trafficOf(trace, index)) add(mark.carrierKey, markRow(mark));
  for (const { below, above } of frame.down) {
    const told = `The uplink of ${below} to ${above} is down.`;
    add(linkKey(below, above), { ...note('✕ down', told), isDown: true });
  }
  for (const [key, row] of flightRows(frame, trace)) add(key, row);
  return scene;
}

function routeRows(
  { node, expected, observed }: TraceFrame['tables'][number],
  before: TraceFrame | undefined,
): SceneRow[] {
  const last = before?.tables.find((each) => each.node === node)?.expected.routes ?? [];
  const known = new Set(last.map(routeText));
  // Greathall of the node has its place in every table; it is shown where it holds a line.
  const isShown = (route: Route) => route.socket !== 'greathall' || route.lines.length > 0;
  const rows = compareTables(expected, observed ?? expected).flatMap((entry): SceneRow[] => {
    const route = entry.expected ?? entry.observed;
    if (!route || !isShown(route)) return [];
    const sign = { same: '', missing: '− ', surplus: '+ ', differs: '≠ ' }[entry.sign];
    const text = routeText(entry.sign === 'differs' && entry.observed ? entry.observed : route);
    return [
      {
        kind: 'route',
        text: sign + shortenText(text, ROUTE_LIMIT),
        title: routeTitle(node, route, entry.sign),
        tone: entry.sign === 'same' ? '' : 'bad',
        orc: route.orcName,
        isNew: entry.expected !== null && !known.has(routeText(entry.expected)),
      },
    ];
  });
  if (rows.length <= MOST_ROUTES) return rows;
  const wrong = rows.filter(({ tone }) => tone !== '');
  const others = rows.filter(({ tone }) => tone === '');
  const shown = [...wrong, ...others].slice(0, MOST_ROUTES - 1);
  const left = rows.length - shown.length;
  return [...shown, note(`and ${left} more`, `${node} knows ${left} more clients.`)];
}

/** Routes are cut to this many characters. */
const ROUTE_LIMIT = 30;

function routeText({ orcName, socket, backend, lines }: Route): string {
  const held = lines.map(({ lineId, count }) => (count === 1 ? lineId : `${lineId}×${count}`));
  const by = backend === 'ee' && socket !== 'greathall' ? `${socket} ee` : socket;
  return [orcName, '→', by, ...held].join(' ');
}

function routeTitle(node: NodeToken, route: Route, sign: string): string {
  const { orcName, socket, lines } = route;
  const held = lines.map(({ lineId, count }) => `${lineId} (${count})`).join(', ');
  const entry = `${orcName} is behind ${socket}${held === '' ? '' : ` and holds ${held}`}`;
  return sign === 'same'
    ? `${node} knows: ${entry}.`
    : `${node}: ${entry}; ${{ missing: 'the router has no such entry', surplus: 'the law knows no such entry', differs: 'the router’s entry differs' }[sign]}.`;
}

function orcRows(
  pair: PairId,
  orcs: readonly StandingOrc[],
  before: readonly StandingOrc[],
  reasons: readonly HearingReason[],
): SceneRow[] {
  const known = new Set(before.map(({ name }) => name));
  return orcs.map(({ name, lines }) => {
    const here = reasons.find(({ place }) => place.pair === pair && place.orcName === name);
    return {
      kind: 'orc',
      text: `• ${shortenText(name)}${hearingText(here)}`,
      title: `${name} is on ${pair} and holds ${lines} ${lines === 1 ? 'line' : 'lines'}.${here ? ` It ${here.says} hear: ${here.why}.` : ''}`,
      tone: here && !isLawful(here) ? 'bad' : '',
      isNew: !known.has(name),
      orc: name,
    };
  });
}

/** Whether the orc heard the event of the step; nothing where it did not and need not. */
function hearingText(reason: HearingReason | undefined): string {
  if (!reason) return '';
  const { says, heard } = reason;
  if (heard === 0) return says === 'must' ? ' − does not hear' : '';
  return `${isLawful(reason) ? ' hears' : ' + hears'}${heard > 1 ? ` ${heard} times` : ''}`;
}

const ARROWS = { up: '↑', down: '↓', still: '·' } as const;
const SIGNS = { step: '', both: '', router: '', missing: ' −', surplus: ' +' } as const;

function markRow(mark: TrafficMark): SceneRow {
  const { direction, label, title, sign, wrong } = mark;
  return {
    kind: 'mark',
    text: `${ARROWS[direction]} ${shortenText(label)}${SIGNS[sign]}`,
    title,
    tone: toneOf({ sign, wrong }),
    isNew: false,
    mark,
  };
}

function flightRows({ flights }: TraceFrame, { scenario }: Trace): [string, SceneRow][] {
  const counts = new Map<string, number>();
  return flights.flatMap((flight): [string, SceneRow][] => {
    const { bus, pair, to } = flight;
    const key = carrierOf(scenario.topology, pair);
    const queue = `${bus} ${key}`;
    const place = counts.get(queue) ?? 0;
    counts.set(queue, place + 1);
    const arrow = bus === 'event' ? '↓' : '↑';
    if (place === MOST_FLIGHTS)
      return [[key, note(`${arrow} … and more wait`, 'More frames wait behind these.')]];
    if (place > MOST_FLIGHTS) return [];
    const label = inputLabel(flight.input);
    return [
      [
        key,
        {
          kind: 'flight',
          text: `${arrow}${place + 1} ${shortenText(label)}`,
          title: `In flight to ${to}, number ${place + 1} on its bus: ${label}.`,
          tone: '',
          isNew: false,
          flight,
          isNext: place === 0,
        },
      ],
    ];
  });
}

const note = (text: string, title: string): SceneRow => ({
  kind: 'note',
  text,
  title,
  tone: '',
  isNew: false,
});
