/** Tables: the model's and the router's table of a node merged, line by line; entries that both have are unmarked. */
import type { Route, Table } from '#spec';
import type { Trace, TraceFrame } from '../../lockstep/trace.ts';
import type { Colours } from '../../wording/colours.ts';
import { phraseOfRoute } from '../../wording/phrases.ts';
import { wrapText } from '../../wording/wrap.ts';
import { sequenceOf } from './moves.ts';

type NodeTables = TraceFrame['tables'][number];

/** Whether the router showed a table and it differs from the model's. */
export function tableDiffers({ expected, observed }: NodeTables): boolean {
  return observed !== null && markRoutes(expected, observed).some(({ mark }) => mark !== ' ');
}

/** Formats a table: a heading, then the routes. */
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

/**
 * Compares the routes of two tables, in the model's order. An entry that only the router has comes after an entry with the same
 * orc, or at the end.
 */
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

/**
 * Returns the tables to show at a failing step: those that differ. If none differs, those of the nodes where something else
 * differs.
 */
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

/** Returns a key that does not depend on the order of the lines. */
function routeKey(route: Route): string {
  const lines = [...route.lines].sort((a, b) => (a.lineId < b.lineId ? -1 : 1));
  return phraseOfRoute({ ...route, lines });
}
