/**
 * Characters beyond U+FFFF: the law counts and orders by UTF-16 unit. Routers that count or order by code point, as most languages do by
 * themselves, are found by a document each; generated scenarios hardly ever put such characters beside those from U+E000 to U+FFFF.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Router, RouterKind, Scenario } from '#spec';
import { NAME_LIMIT } from '#spec';
import { run } from '../lockstep/run.ts';

const scenarioOf = (name: string): Scenario =>
  JSON.parse(readFileSync(new URL(`./clauses/${name}.json`, import.meta.url), 'utf8')).scenario;

const withFault = (plant: (right: Router) => Partial<Router>): RouterKind => ({
  ...routerKind,
  create: (options) => {
    const right = routerKind.create(options);
    return { ...bound(right), ...plant(right) };
  },
});
/** The router with its methods as own functions, so that a fault can stand in the place of one. */
const bound = (right: Router): Router => ({
  handle: (input) => right.handle(input),
  table: () => right.table?.() as never,
  size: () => right.size?.() as never,
});

const byCodePoint = (one: string, other: string) =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

const orderedByCodePoint = withFault((right) => ({
  table: () => {
    const table = right.table?.();
    if (!table) throw new Error('the router shows no table');
    const routes = table.routes.map((route) => ({
      ...route,
      hordes: route.hordes.toSorted(byCodePoint),
    }));
    return { ...table, routes };
  },
}));

const countedInCodePoints = withFault((right) => ({
  handle: (input) => {
    const frame = input.kind === 'frame' ? (input.frame as { lineId?: unknown } | null) : null;
    const line = frame?.lineId;
    const isTaken =
      typeof line === 'string' && line.length > NAME_LIMIT && [...line].length <= NAME_LIMIT;
    return isTaken ? [] : right.handle(input);
  },
}));

it.each([
  ['ARP-3-order', 'ARP-3', orderedByCodePoint, /has hordes \["Ａ","😀"\].*right is \["😀","Ａ"\]/],
  [
    'SAFE-1-lengths',
    'SAFE-1',
    countedInCodePoints,
    /accepts it, but must refuse it with MALFORMED/,
  ],
] as const)('%s finds who counts or orders by code point', async (name, clause, kind, sentence) => {
  expect((await run(routerKind, scenarioOf(name))).findings).toEqual([]);
  const [finding] = (await run(kind, scenarioOf(name))).findings;
  expect([finding?.clause, ...(finding?.also ?? [])]).toContain(clause);
  expect(finding?.sentence).toMatch(sentence);
});
