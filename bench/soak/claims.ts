/**
 * Claims: what a soak must have shown, each with the figures it rests on, and all of it as text.
 * It stands apart from the soak, which measures. A claim that cannot be judged says so; it is not held for true.
 */
import type { Tally } from './churn.ts';
import type { Deliveries } from './ledger.ts';
import type { Soaked } from './soak.ts';

export interface Claim {
  readonly claim: string;
  readonly holds: boolean;
  readonly detail: string;
}

/** How much larger a heap may be at the end than at the first mark. */
const HEAP_GROWTH = 1.1;

/** `heap`: false where a run is too short for it to mean anything. */
export function claimsOf(soaked: Soaked, heap: boolean): Claim[] {
  const { settled, unsettled, handled, faultCount, faults } = soaked;
  const exact =
    faultCount === 0 &&
    settled.expected > 0 &&
    settled.heard === settled.expected &&
    unsettled.heard === unsettled.expected;
  return [
    {
      claim: 'deliveries are the audience, exactly',
      holds: exact,
      detail: exact
        ? `${settled.heard} of ${settled.expected} at rest, ${unsettled.heard} of ${unsettled.expected} demanded in the churn`
        : settled.expected === 0
          ? 'none was demanded; the soak was too short'
          : [`${faultCount} faults`, ...faults].join('\n      '),
    },
    {
      claim: 'every handler ran as often as it was subscribed',
      holds: handled.heard === handled.expected,
      detail: `${handled.heard} runs, ${handled.expected} expected`,
    },
    ...leftovers(soaked),
    ...(heap ? [heapClaim(soaked)] : []),
  ];
}

/** @clause SAFE-3 */
function leftovers({ nodes, start, end }: Soaked): Claim[] {
  const tables = nodes.filter(
    (_, index) => JSON.stringify(start[index]?.table) !== JSON.stringify(end[index]?.table),
  );
  const sockets = nodes.filter((_, index) => start[index]?.sockets !== end[index]?.sockets);
  const routes = end.map(({ table }) => table.routes.length).join(', ');
  return [
    {
      claim: 'every table is as at the start',
      holds: tables.length === 0,
      detail: tables.length === 0 ? `routes: ${routes}` : `not at ${tables.join(', ')}: ${routes}`,
    },
    {
      claim: 'every node has as many sockets as at the start',
      holds: sockets.length === 0,
      detail: nodes
        .map((node, index) => `${node} ${start[index]?.sockets} and ${end[index]?.sockets}`)
        .join(', '),
    },
  ];
}

function heapClaim({ nodes, heaps }: Soaked): Claim {
  const growths = heaps.map(({ marks, left }) => {
    const [first = Number.NaN] = marks;
    return { full: (marks.at(-1) ?? Number.NaN) / first, left: left / first };
  });
  return {
    claim: 'the heap of every node is within 10 % of the first mark',
    holds:
      heaps.every(({ marks }) => marks.length > 1) &&
      growths.every(({ full, left }) => full <= HEAP_GROWTH && left <= HEAP_GROWTH),
    detail: nodes
      .map((node, index) => {
        const { full = 0, left = 0 } = growths[index] ?? {};
        return `${node} ${percentOf(full)} under load, ${percentOf(left)} empty`;
      })
      .join('; '),
  };
}

const percentOf = (ratio: number) => `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(1)} %`;
const megabytes = (bytes: number) => (bytes / (1 << 20)).toFixed(2);

export function told(soaked: Soaked, claims: readonly Claim[]): string {
  const { rounds, tally, settled, unsettled, handled, nodes, heaps, start, end } = soaked;
  const lines = [
    `rounds              ${rounds}`,
    ...tallied(tally),
    `events at rest      ${deliveries(settled)}; free orcs besides: ${settled.free}`,
    `events in the churn ${deliveries(unsettled)}; arrived at pairs that may: ${unsettled.free}`,
    `handlers            ${handled.heard} runs`,
    ...nodes.map((node, index) => {
      const { marks = [], left = 0 } = heaps[index] ?? {};
      return `heap of ${node} (MiB)    ${marks.map(megabytes).join(' > ')}, everybody gone ${megabytes(left)}`;
    }),
    ...nodes.map((node, index) => {
      const [before, after] = [start[index], end[index]];
      return `${node} at start and end  routes ${before?.table.routes.length} and ${after?.table.routes.length}, sockets ${before?.sockets} and ${after?.sockets}`;
    }),
    ...nodes.map((node, index) => {
      const counters = Object.entries(end[index]?.counters ?? {}).filter(([, count]) => count > 0);
      return `sockets ended at ${node}  ${counters.map(([kind, count]) => `${kind} ${count}`).join(', ')}`;
    }),
    ...claims.map(
      ({ claim, holds, detail }) => `${holds ? 'holds ' : 'FAILS '} ${claim}: ${detail}`,
    ),
  ];
  return lines.join('\n');
}

function tallied(tally: Tally): string[] {
  const { arrive, leave, killed } = tally;
  const cuts = tally['command socket cut'] + tally['event socket cut'];
  return [
    `guests              arrived ${arrive}, left ${leave}, cut ${cuts}, killed ${killed}, back at once ${tally['back at once']}`,
    `on their pairs      subscribed ${tally.subscribe}, unsubscribed ${tally.unsubscribe}, spoke ${tally.command}, second orc joined ${tally['second joins']}, left ${tally['second leaves']}`,
    `uplinks lost        ${tally['uplink cut']}`,
  ];
}

function deliveries({ events, expected, heard }: Deliveries): string {
  return `${events}, deliveries demanded ${expected}, heard ${heard}`;
}
