/**
 * Claims: what a soak must have shown, each with its figures, and all of them as text. Separate from the soak, which
 * only measures. A claim that cannot be judged is reported as such, and does not hold.
 */
import type { ActCounts } from './churn.ts';
import type { Deliveries } from './deliveryLedger.ts';
import type { SoakResult } from './soak.ts';

export interface Claim {
  readonly claim: string;
  readonly holds: boolean;
  readonly detail: string;
}

/** A heap may end at no more than this multiple of its size at the first measurement. */
const HEAP_GROWTH = 1.1;

/**
 * Returns every claim with its verdict. `hasHeapClaim`: false if the run is too short for the heap
 * figures to mean anything.
 */
export function claimsOf(result: SoakResult, hasHeapClaim: boolean): Claim[] {
  const { settled, unsettled, handled, faultCount, faults } = result;
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
    ...nothingLeftClaims(result),
    ...(hasHeapClaim ? [heapClaimOf(result)] : []),
  ];
}

/**
 * Claims that tables and sockets at the end are as at the start: nothing is left of any client.
 * @clause SAFE-3
 */
function nothingLeftClaims({ nodes, start, end }: SoakResult): Claim[] {
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

function heapClaimOf({ nodes, heaps }: SoakResult): Claim {
  const growths = heaps.map(({ measuredBytes, finalBytes }) => {
    const [first = Number.NaN] = measuredBytes;
    return { full: (measuredBytes.at(-1) ?? Number.NaN) / first, left: finalBytes / first };
  });
  return {
    claim: 'the heap of every node is within 10 % of the first mark',
    holds:
      heaps.every(({ measuredBytes }) => measuredBytes.length > 1) &&
      growths.every(({ full, left }) => full <= HEAP_GROWTH && left <= HEAP_GROWTH),
    detail: nodes
      .map((node, index) => {
        const { full = 0, left = 0 } = growths[index] ?? {};
        return `${node} ${formatGrowth(full)} under load, ${formatGrowth(left)} empty`;
      })
      .join('; '),
  };
}

const formatGrowth = (ratio: number) =>
  `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(1)} %`;
const formatMegabytes = (bytes: number) => (bytes / (1 << 20)).toFixed(2);

export function formatSoak(result: SoakResult, claims: readonly Claim[]): string {
  const { rounds, tally, settled, unsettled, handled, nodes, heaps, start, end } = result;
  const lines = [
    `rounds              ${rounds}`,
    ...formatActCounts(tally),
    `events at rest      ${formatDeliveries(settled)}; free orcs besides: ${settled.free}`,
    `events in the churn ${formatDeliveries(unsettled)}; arrived at pairs that may: ${unsettled.free}`,
    `handlers            ${handled.heard} runs`,
    ...nodes.map((node, index) => {
      const { measuredBytes = [], finalBytes = 0 } = heaps[index] ?? {};
      return `heap of ${node} (MiB)    ${measuredBytes.map(formatMegabytes).join(' > ')}, everybody gone ${formatMegabytes(finalBytes)}`;
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

function formatActCounts(counts: ActCounts): string[] {
  const { arrive, leave, killed } = counts;
  const cuts = counts['command socket cut'] + counts['event socket cut'];
  return [
    `clients             arrived ${arrive}, left ${leave}, cut ${cuts}, killed ${killed}, back at once ${counts['back at once']}`,
    `on their pairs      subscribed ${counts.subscribe}, unsubscribed ${counts.unsubscribe}, spoke ${counts.command}, second orc joined ${counts['second joins']}, left ${counts['second leaves']}`,
    `uplinks lost        ${counts['uplink cut']}`,
  ];
}

function formatDeliveries({ events, expected, heard }: Deliveries): string {
  return `${events}, deliveries demanded ${expected}, heard ${heard}`;
}
