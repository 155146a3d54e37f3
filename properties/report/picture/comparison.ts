/** Comparison: one node's ARP table by the model and by the router, entry by entry and field by field. */
import type { Route, Table } from '#spec';

export const fields = ['token', 'socket', 'port', 'hordes', 'nice', 'lines'] as const;
export type RouteField = (typeof fields)[number];

export interface RouteComparison {
  readonly key: string;
  readonly expected: Route | null;
  readonly observed: Route | null;
  readonly sign: 'same' | 'missing' | 'surplus' | 'differs';
  /** The fields that differ; empty if only one side has the entry. */
  readonly differing: readonly RouteField[];
}

/** Compares two tables, in ascending order of orc, then backend. */
export function compareTables(expected: Table, observed: Table): RouteComparison[] {
  const key = ({ orcName, backend }: Route) => JSON.stringify([orcName, backend]);
  const left = new Map(expected.routes.map((route) => [key(route), route]));
  const right = new Map(observed.routes.map((route) => [key(route), route]));
  return [...new Set([...left.keys(), ...right.keys()])]
    .sort()
    .map((each) => compareRoutes(each, left.get(each) ?? null, right.get(each) ?? null));
}

function compareRoutes(
  key: string,
  expected: Route | null,
  observed: Route | null,
): RouteComparison {
  if (!expected || !observed)
    return { key, expected, observed, sign: expected ? 'missing' : 'surplus', differing: [] };
  const differing = fields.filter(
    (field) => fieldText(expected, field) !== fieldText(observed, field),
  );
  return { key, expected, observed, sign: differing.length > 0 ? 'differs' : 'same', differing };
}

/** Returns the value of a field as text. */
export function fieldText(route: Route, field: RouteField): string {
  if (field === 'lines')
    return route.lines.map(({ lineId, count }) => `${lineId}×${count}`).join(' ') || '–';
  if (field === 'hordes') return route.hordes.join(' ') || '–';
  return String(route[field] ?? '–');
}
