/**
 * The checks of all clauses. If a clause has no check, this file does not compile.
 */
import type { ClauseId, StepKind } from '#spec';
import { arpChecks } from './families/arp.ts';
import type { Check } from './families/check.ts';
import { eventChecks } from './families/event.ts';
import { healChecks } from './families/heal.ts';
import { lineChecks } from './families/line.ts';
import { pruneChecks } from './families/prune.ts';
import { routeChecks } from './families/route.ts';
import { safeChecks } from './families/safe.ts';
import { waysChecks } from './families/ways.ts';

export type { Check } from './families/check.ts';

export const checks: Readonly<Record<ClauseId, Check>> = {
  ...arpChecks,
  ...lineChecks,
  ...eventChecks,
  ...healChecks,
  ...pruneChecks,
  ...routeChecks,
  ...safeChecks,
  ...waysChecks,
} satisfies Record<ClauseId, Check>;

/** The most specific first: when a difference breaks several clauses, the first of them names the finding. */
export const clausesBySpecificity: readonly ClauseId[] = [
  'SAFE-2',
  'LINE-5',
  'ROUTE-3',
  'SAFE-1',
  'WAYS-3',
  'WAYS-5',
  'WAYS-4',
  'WAYS-7',
  'WAYS-6',
  'WAYS-10',
  'WAYS-9',
  'WAYS-8',
  'WAYS-2',
  'WAYS-1',
  'HEAL-1',
  'HEAL-2',
  'ROUTE-5',
  'ROUTE-2',
  'ROUTE-7',
  'ROUTE-6',
  'ARP-8',
  'LINE-7',
  'LINE-3',
  'LINE-8',
  'LINE-6',
  'LINE-4',
  'LINE-2',
  'LINE-9',
  'LINE-1',
  'ARP-4',
  'ARP-5',
  'ARP-6',
  'ROUTE-1',
  'ROUTE-4',
  'ARP-7',
  'EVENT-14',
  'EVENT-8',
  'EVENT-5',
  'EVENT-12',
  'EVENT-0',
  'EVENT-9',
  'EVENT-2',
  'EVENT-6',
  'EVENT-11',
  'EVENT-10',
  'EVENT-3',
  'EVENT-4',
  'EVENT-1',
  'EVENT-13',
  'PRUNE-2',
  'PRUNE-4',
  'PRUNE-3',
  'PRUNE-1',
  'EVENT-7',
  'ARP-3',
  'ARP-2',
  'ARP-1',
  'SAFE-3',
];

const TABLE_CLAUSES: readonly ClauseId[] = ['ARP-1'];
const END_CLAUSES: readonly ClauseId[] = ['SAFE-3'];
/** What a change of an orc or of a link can exercise where the law has several ways. */
const WAY_CLAUSES: readonly ClauseId[] = ['WAYS-1', 'WAYS-2', 'WAYS-3', 'WAYS-4'];

/** The clauses that each kind of step can exercise; no others are evaluated. A test proves that no clause is missing here. */
export const clausesByStep = {
  join: [
    ...TABLE_CLAUSES,
    ...WAY_CLAUSES,
    'WAYS-5',
    'WAYS-6',
    'WAYS-7',
    'ARP-2',
    'ARP-3',
    'ARP-4',
    'ARP-5',
    'ARP-6',
    'ROUTE-6',
  ],
  command: [
    ...TABLE_CLAUSES,
    ...WAY_CLAUSES,
    'WAYS-5',
    'WAYS-6',
    'WAYS-7',
    'ARP-2',
    'ARP-3',
    'ARP-6',
    'ROUTE-7',
  ],
  subscribe: [
    ...TABLE_CLAUSES,
    ...WAY_CLAUSES,
    'ARP-3',
    'ARP-6',
    'LINE-1',
    'LINE-2',
    'LINE-3',
    'LINE-4',
    'LINE-6',
    'LINE-9',
  ],
  unsubscribe: [...TABLE_CLAUSES, ...WAY_CLAUSES, 'LINE-2', 'LINE-8', 'LINE-9', 'EVENT-10'],
  leave: [...TABLE_CLAUSES, ...WAY_CLAUSES, ...END_CLAUSES, 'ROUTE-1', 'ROUTE-2'],
  end: [...TABLE_CLAUSES, ...WAY_CLAUSES, 'ROUTE-5', 'ROUTE-7'],
  cut: [...TABLE_CLAUSES, ...WAY_CLAUSES, ...END_CLAUSES, 'ROUTE-4', 'ROUTE-5', 'ROUTE-7'],
  rename: [...TABLE_CLAUSES, ...WAY_CLAUSES, 'ARP-8'],
  publish: [
    ...TABLE_CLAUSES,
    'WAYS-6',
    'WAYS-7',
    'WAYS-8',
    'WAYS-9',
    'WAYS-10',
    ...END_CLAUSES,
    'ARP-7',
    'LINE-7',
    'EVENT-0',
    'EVENT-1',
    'EVENT-2',
    'EVENT-3',
    'EVENT-4',
    'EVENT-5',
    'EVENT-6',
    'EVENT-7',
    'EVENT-8',
    'EVENT-9',
    'EVENT-10',
    'EVENT-11',
    'EVENT-12',
    'EVENT-13',
    'PRUNE-1',
    'PRUNE-2',
    'PRUNE-3',
    'PRUNE-4',
  ],
  'hall subscribe': [...TABLE_CLAUSES, 'LINE-7'],
  'hall unsubscribe': [...TABLE_CLAUSES, ...END_CLAUSES, 'LINE-7'],
  hold: [...TABLE_CLAUSES],
  settle: [...TABLE_CLAUSES, ...END_CLAUSES, 'ARP-7'],
  arrive: [...TABLE_CLAUSES],
  climb: [...TABLE_CLAUSES, ...WAY_CLAUSES],
  descend: [...TABLE_CLAUSES, 'ARP-7', 'EVENT-7'],
  inject: [...TABLE_CLAUSES, 'LINE-4', 'LINE-5', 'ROUTE-3', 'SAFE-1', 'SAFE-2'],
  garble: [...TABLE_CLAUSES, 'SAFE-1'],
  stray: [...TABLE_CLAUSES, 'SAFE-1'],
  'uplink down': [...TABLE_CLAUSES, ...WAY_CLAUSES, 'ROUTE-4'],
  'uplink up': [...TABLE_CLAUSES, ...WAY_CLAUSES, 'WAYS-5', ...END_CLAUSES, 'HEAL-1'],
  restart: [...TABLE_CLAUSES, ...WAY_CLAUSES, 'WAYS-5', 'HEAL-2'],
  crash: [...TABLE_CLAUSES, ...WAY_CLAUSES, 'HEAL-2', 'ROUTE-4'],
  repeat: [...TABLE_CLAUSES, 'LINE-4', 'LINE-5', 'ROUTE-3'],
  reattach: [...TABLE_CLAUSES, ...WAY_CLAUSES, 'HEAL-1'],
  stall: [...TABLE_CLAUSES],
  resume: [...TABLE_CLAUSES, 'EVENT-14'],
} as const satisfies Record<StepKind, readonly ClauseId[]>;

/**
 * The clauses that a departure or an end can exercise. A scenario that ends while everyone leaves in its epilogue says too little
 * about them. (What is exercised by every kind of step is none of them.)
 */
export const endClauses: ReadonlySet<ClauseId> = new Set<ClauseId>(
  [clausesByStep.leave, clausesByStep.cut, clausesByStep['hall unsubscribe']]
    .flat()
    .filter((id) => !TABLE_CLAUSES.includes(id)),
);
