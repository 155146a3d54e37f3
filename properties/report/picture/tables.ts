/**
 * Tables: a node's table as the model has it beside the router's, line by line; what both have stands unmarked.
 */
import type { Route, Table } from '#spec';
import type { Trace, TraceFrame } from '../../lockstep/trace.ts';
import type { Colours } from '../../wording/colours.ts';
import { phraseOfRoute } from '../../wording/phrases.ts';
import { wrapText } from '../../wording/wrap.ts';
import { sequenceOf } from './moves.ts';

type NodeTables = TraceFrame['tables'][number];

/** Whether the router's table can be read and is another one than the model's. */
export function tableDiffers({ expected, observed }: NodeTables): boolean {
  return observed !== null && markRoutes(expected, observed).some(({ mark }) => mark !== ' ');
}

/** A heading, then the routes. */
export function tableLines(shown: NodeTables, indent: string, colours: Colours): string[] {
  const { node, expected, observed } = shown;
  const note =
    observed === null
      ? " (the model's; the router's cannot be read)"
      : tableDiffers(shown)
        ? " (- the model's, + the router's)"
        : '';
  return [
    `${indent}table of ${node}${note}${expected.routes.length + (observed?.routes.length ?? 0) > 0 ? '' : ': empty'}`,
    ...markRoutes(expected, observed ?? expected).flatMap(({ mark, route }) =>
      wrapText(phraseOfRoute(route), `${indent}${mark} `, `${indent}    `).map(
        { '-': colours.red, '+': colours.yellow, ' ': (line: string) => line }[mark],
      ),
    ),
  ];
}

interface RouteRow {
  readonly mark: ' ' | '-' | '+';
  readonly route: Route;
}

/** In the order of the model; what only the router has comes below its namesake, or at the end. */
function markRoutes(expected: Table, observed: Table): RouteRow[] {
  const left = [...observed.routes];
  const found: RouteRow[] = [];
  for (const route of expected.routes) {
    const same = left.findIndex((each) => routeKey(each) === routeKey(route));
    if (same >= 0) left.splice(same, 1);
    found.push({ mark: same >= 0 ? ' ' : '-', route });
  }
  for (const route of left) {
    const namesake = found.findLastIndex(
      (row) => row.mark !== '+' && row.route.orcName === route.orcName,
    );
    found.splice(namesake < 0 ? found.length : namesake + 1, 0, { mark: '+', route });
  }
  return found;
}

/** The tables that a failing step is about: those that differ, else those of the nodes where something else does. */
export function tablesConcerned(trace: Trace, frame: TraceFrame): NodeTables[] {
  const differing = frame.tables.filter(tableDiffers);
  if (differing.length > 0) return differing;
  const scene = sequenceOf(trace).scenes.find((each) => each.frame === frame);
  const wrong = (scene?.moves ?? []).filter(({ mark }) => mark !== 'done');
  const moves = wrong.length > 0 ? wrong : (scene?.moves.slice(0, 1) ?? []);
  const names = new Set(
    moves
      .flatMap(({ from, to }) => [from, to])
      .flatMap(({ kind, name }) => (kind === 'node' ? [name] : [])),
  );
  return frame.tables.filter(({ node }) => names.has(node));
}

/** The order of lines says nothing. */
function routeKey(route: Route): string {
  const lines = [...route.lines].sort((a, b) => (a.lineId < b.lineId ? -1 : 1));
  return phraseOfRoute({ ...route, lines });
}
