/**
 * Default clauses: under which clause a difference is reported that the check of no clause claims. It is the clause about the main
 * effect of the step that caused it; where no step is known to have caused it, or that step has no effect of its own, the clause
 * about what differs.
 */
import type { ClauseId, Feature, Message, Routing, Step, StepKind } from '#spec';
import { hasEmptyLine, routingOf } from '#spec';
import type { Difference } from '../compare/differences.ts';
import { standingOf } from './halves/standing.ts';

/** For each kind of step, the clause about its main effect; null for a step without one that the law judges. */
const CLAUSES_BY_STEP = {
  join: 'ARP-2',
  command: 'ARP-2',
  subscribe: 'LINE-1',
  unsubscribe: 'LINE-2',
  leave: 'ROUTE-1',
  end: 'ROUTE-7',
  cut: 'ROUTE-4',
  rename: 'ARP-8',
  publish: null,
  'hall subscribe': 'LINE-7',
  'hall unsubscribe': 'LINE-7',
  inject: 'SAFE-2',
  garble: 'SAFE-1',
  stray: 'SAFE-1',
  'uplink down': 'ROUTE-4',
  'uplink up': 'HEAL-1',
  restart: 'HEAL-2',
  crash: 'ROUTE-4',
  hold: null,
  settle: null,
  arrive: 'ARP-2',
  climb: 'ARP-2',
  descend: 'EVENT-1',
  repeat: 'ROUTE-3',
  reattach: 'HEAL-1',
  stall: 'EVENT-13',
  resume: 'EVENT-14',
} as const satisfies Record<StepKind, ClauseId | null>;

const CLAUSES_BY_MESSAGE = {
  command: 'ARP-2',
  ':conn-line': 'LINE-1',
  ':disconn-line': 'LINE-2',
  ':delete-route': 'ROUTE-1',
  ':announce': 'HEAL-1',
  ':rename': 'ARP-8',
  ':way': 'WAYS-4',
} as const satisfies Record<Message['kind'], ClauseId>;

const CLAUSES_BY_ROUTING = {
  line: 'EVENT-1',
  broadcast: 'EVENT-3',
  result: 'EVENT-4',
} as const satisfies Record<Routing['kind'], ClauseId>;

/** Returns a clause whose features are all declared; `cause`: the step that the difference most likely comes from. */
export function defaultClause(
  difference: Difference | undefined,
  cause: Step,
  features: ReadonlySet<Feature>,
): ClauseId {
  const byStep = CLAUSES_BY_STEP[cause.kind];
  const byDifference = difference ? clauseOfDifference(difference, cause) : null;
  // A clause of an undeclared feature is not judged. EVENT-1 and SAFE-3 need none.
  const isJudged = (id: ClauseId) => standingOf(id, [...features]) !== null;
  const last = difference?.kind === 'crash' ? 'EVENT-1' : 'SAFE-3';
  if (difference?.kind === 'crash' && difference.endless)
    return (['WAYS-6', 'WAYS-9', 'WAYS-4'] as const).find(isJudged) ?? last;
  return [byStep, byDifference].map(inPlaceOf).find((id) => id !== null && isJudged(id)) ?? last;

  /** Returns the clause that says it where the law has a variant. */
  function inPlaceOf(id: ClauseId | null): ClauseId | null {
    if (id === null || isJudged(id)) return id;
    return id === 'LINE-2' ? 'LINE-9' : id === 'EVENT-5' ? 'EVENT-12' : id;
  }
}

function clauseOfDifference(difference: Difference, cause: Step): ClauseId {
  switch (difference.kind) {
    case 'frame':
    case 'hearing':
      if (difference.what === 'double') return 'EVENT-5';
      if (difference.what === 'altered') return 'EVENT-8';
      if (difference.what === 'misaddressed') return 'WAYS-8';
      return difference.what === 'late' ? 'EVENT-7' : clauseOfEvent(cause);
    case 'route':
      // An event changes no table, and neither does a step that only waits.
      return 'SAFE-3';
    case 'message':
      return CLAUSES_BY_MESSAGE[difference.message.kind];
    case 'refusal':
      return difference.fault === 'EMPTY_LINE' ? 'EVENT-0' : 'SAFE-1';
    case 'closed':
      return 'ROUTE-1';
    case 'dispatch':
      return 'ARP-2';
    case 'handled':
      return 'EVENT-10';
    case 'misdirected':
      return difference.what === 'send' ? 'HEAL-1' : 'ROUTE-4';
    case 'growth':
      return 'SAFE-3';
    case 'crash':
      return 'SAFE-1';
    default:
      return difference satisfies never;
  }
}

function clauseOfEvent(cause: Step): ClauseId {
  if (cause.kind !== 'publish') return 'EVENT-1';
  if (cause.forward !== undefined) return 'EVENT-9';
  return hasEmptyLine(cause.topic) ? 'EVENT-0' : CLAUSES_BY_ROUTING[routingOf(cause.topic).kind];
}
