/**
 * Table order: whether tables are shown in the order that the comparison expects. A router that keeps its tables in maps often
 * shows them unsorted.
 */
import type { Table } from '#spec';
import { byUnit } from '#spec';
import { formatCount } from '../wording/counts.ts';
import type { Diagnosis } from './diagnosis.ts';
import { formatPlace } from './repeatability.ts';
import type { Transcript } from './transcript.ts';

const ORDER_ADVICE =
  'Sort routes by backend, then orcName; hordes by name; lines by lineId; all of them by UTF-16 unit.';

export function diagnoseTableOrder(
  transcripts: readonly Transcript[],
  declared: boolean,
): Diagnosis {
  if (!declared)
    return { about: 'tables', well: null, seen: 'the feature "tables" is not declared' };
  let count = 0;
  for (const { entries } of transcripts)
    for (const [stepIndex, { step, tables }] of entries.entries())
      for (const table of tables) {
        count++;
        const what = disorderIn(table);
        if (what === null) continue;
        const seen = `${what} in the table of ${table.node} after ${formatPlace({ stepIndex, step })}`;
        return { about: 'tables', well: false, seen, mend: ORDER_ADVICE };
      }
  return count === 0
    ? { about: 'tables', well: null, seen: 'no table was shown' }
    : { about: 'tables', well: true, seen: `${formatCount(count, 'table')}, all in order` };
}

function disorderIn({ routes }: Table): string | null {
  const keys = routes.map(({ backend, orcName }) => [backend, orcName] as const);
  for (const [at, [backend, orcName]] of keys.entries()) {
    const [before, name] = keys[at - 1] ?? [];
    if (before === undefined || name === undefined) continue;
    if ((byUnit(before, backend) || byUnit(name, orcName)) >= 0)
      return `${backend} ${orcName} comes after ${before} ${name}`;
  }
  for (const { orcName, hordes, lines } of routes) {
    if (!isAscending(hordes)) return `hordes of ${orcName} are out of order`;
    if (!isAscending(lines.map(({ lineId }) => lineId)))
      return `lines of ${orcName} are out of order`;
  }
  return null;
}

const isAscending = (names: readonly string[]) =>
  names.every((name, at) => at === 0 || byUnit(names[at - 1] as string, name) < 0);
