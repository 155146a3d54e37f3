/**
 * Reads tables after a step, those of the router under test beside the model's. Asynchronous only where the network is: awaiting
 * every table of a router in this process would take most of the time of a run.
 */
import { nodeOf, tableOf } from '#model';
import type { Network, Soon } from '#spec';
import type { StepRecord, TablePair } from '../compare/record.ts';
import { tracksTouched } from '../network/lifting.ts';

export const isPromise = <T>(value: Soon<T> | null | undefined): value is Promise<T> =>
  value instanceof Promise;

/** Reads the tables that can have changed in the step, or all. Where the router's cannot be read, only the model's. */
export function readTables(
  network: Network,
  { before, after, features }: StepRecord,
  all: boolean,
): Soon<TablePair[]> {
  const tables: TablePair[] = [];
  const pending: Promise<unknown>[] = [];
  const touched = !all && tracksTouched(network) ? network.touched : null;
  for (const { token: node } of after.topology.nodes) {
    if (touched && !touched.has(node) && nodeOf(after, node) === nodeOf(before, node)) continue;
    const table = (features.has('tables') && network.table?.(node)) || null;
    const observed = isPromise(table) ? null : table;
    const pair: TablePair = { node, expected: tableOf(after, node), observed };
    tables.push(pair);
    if (isPromise(table))
      pending.push(table.then((told) => Object.assign(pair, { observed: told })));
  }
  return pending.length > 0 ? Promise.all(pending).then(() => tables) : tables;
}
