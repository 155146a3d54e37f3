/**
 * The warehouse: replaces the central table of lines. It counts subscriptions per line and subscriber, `orcName$token`. Whenever
 * a key was added or removed it sends every process the whole new table, as the real one does. It favours the router: counts are
 * always current, the lines of an ended endpoint are withdrawn at once, and no empty line stays.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { LineTable, PublishedRouterClass } from './published.ts';
import type { LineRequest } from './stubs.ts';

/** The horde under which the routers know the line tables. */
const HORDE = 'warehouse';

interface Immutable {
  fromJS(value: unknown): LineTable;
  Map(entries: Iterable<readonly [string, unknown]>): LineTable;
}

export class Warehouse {
  readonly #immutable: Immutable;
  readonly #lines = new Map<string, Map<string, number>>();
  readonly #processes: PublishedRouterClass[] = [];

  constructor(home: string) {
    this.#immutable = createRequire(join(home, 'package.json'))('immutable') as Immutable;
  }

  /** Sends every new table to the process from now on. */
  addProcess(process: PublishedRouterClass): void {
    this.#processes.push(process);
  }

  request({ type, lineId, orcName, token, generation }: LineRequest): void {
    this.#changeCount(lineId, `${orcName}$${token}`, type === 'add' ? 1 : -1);
    this.#pushTable(token, generation);
  }

  /** Withdraws the subscriptions of an endpoint that ended. */
  withdraw(lineId: string, orcName: string, token: string, count: number): void {
    this.#changeCount(lineId, `${orcName}$${token}`, -count);
    this.#pushTable('', 0);
  }

  #changeCount(lineId: string, key: string, change: number): void {
    const line = this.#lines.get(lineId) ?? new Map<string, number>();
    const after = Math.max(0, (line.get(key) ?? 0) + change);
    if (after > 0) line.set(key, after);
    else line.delete(key);
    if (line.size > 0) this.#lines.set(lineId, line);
    else this.#lines.delete(lineId);
  }

  #pushTable(token: string, generation: number): void {
    const { Map: table } = this.#immutable;
    const state = table([...this.#lines].map(([lineId, line]) => [lineId, table(line)]));
    for (const process of this.#processes) process.updateLines({ state }, token, generation, HORDE);
  }
}
