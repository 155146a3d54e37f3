/** The checks of all clauses: a clause without one does not compile. */
import type { ClauseId, StepKind } from '#spec';
import { arp } from './arp.ts';
import type { Check } from './check.ts';
import { event } from './event.ts';
import { heal } from './heal.ts';
import { line } from './line.ts';
import { route } from './route.ts';
import { safe } from './safe.ts';

export type { Check } from './check.ts';

export const checks: Readonly<Record<ClauseId, Check>> = {
  ...arp,
  ...line,
  ...event,
  ...heal,
  ...route,
  ...safe,
} satisfies Record<ClauseId, Check>;

/** Most telling first: of several clauses that one difference breaks, the first names the finding. */
export const bySpecificity: readonly ClauseId[] = [
  'SAFE-2',
  'LINE-5',
  'ROUTE-3',
  'SAFE-1',
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
  'LINE-1',
  'ARP-4',
  'ARP-5',
  'ARP-6',
  'ROUTE-1',
  'ROUTE-4',
  'ARP-7',
  'EVENT-8',
  'EVENT-5',
  'EVENT-0',
  'EVENT-9',
  'EVENT-2',
  'EVENT-6',
  'EVENT-11',
  'EVENT-10',
  'EVENT-3',
  'EVENT-4',
  'EVENT-1',
  'EVENT-7',
  'ARP-3',
  'ARP-2',
  'ARP-1',
  'SAFE-3',
];

const tables: readonly ClauseId[] = ['ARP-1'];
const gone: readonly ClauseId[] = ['SAFE-3'];

/** The clauses a step of a kind can exercise: the others are not asked. A test proves that none is forgotten. */
export const byStep = {
  join: [...tables, 'ARP-2', 'ARP-3', 'ARP-4', 'ARP-5', 'ARP-6', 'ROUTE-6'],
  command: [...tables, 'ARP-2', 'ARP-3', 'ARP-6', 'ROUTE-7'],
  subscribe: [...tables, 'ARP-3', 'ARP-6', 'LINE-1', 'LINE-2', 'LINE-3', 'LINE-4', 'LINE-6'],
  unsubscribe: [...tables, 'LINE-2', 'LINE-8', 'EVENT-10'],
  leave: [...tables, ...gone, 'ROUTE-1', 'ROUTE-2'],
  end: [...tables, 'ROUTE-5', 'ROUTE-7'],
  cut: [...tables, ...gone, 'ROUTE-4', 'ROUTE-5', 'ROUTE-7'],
  rename: [...tables, 'ARP-8'],
  publish: [
    ...tables,
    ...gone,
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
  ],
  'hall subscribe': [...tables, 'LINE-7'],
  'hall unsubscribe': [...tables, ...gone, 'LINE-7'],
  hold: [...tables],
  settle: [...tables, ...gone, 'ARP-7'],
  arrive: [...tables],
  climb: [...tables],
  descend: [...tables, 'ARP-7', 'EVENT-7'],
  inject: [...tables, 'LINE-4', 'LINE-5', 'ROUTE-3', 'SAFE-1', 'SAFE-2'],
  garble: [...tables, 'SAFE-1'],
  'uplink down': [...tables, 'ROUTE-4'],
  'uplink up': [...tables, ...gone, 'HEAL-1'],
  restart: [...tables, 'HEAL-2'],
  crash: [...tables, 'HEAL-2', 'ROUTE-4'],
  repeat: [...tables, 'LINE-4', 'LINE-5', 'ROUTE-3'],
} as const satisfies Record<StepKind, readonly ClauseId[]>;
