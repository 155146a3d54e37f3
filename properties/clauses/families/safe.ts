/** How the SAFE clauses are judged: malformed and hostile input, and tables that must not grow. */
import type { ClauseId } from '#spec';
import type { StepRecord } from '../../compare/record.ts';
import type { Check } from './check.ts';
import {
  concernsReach,
  injectedKindOf,
  isAfterEveryone,
  isForeignMessage,
  isKind,
} from './check.ts';

/** Whether a client sends `:announce`, about whichever orc: only a lower node may do so (ARP-5). */
const isClientAnnounce = (record: StepRecord) => injectedKindOf(record) === ':announce';

/** Whether it shows what is left when everyone has gone: in tables or sizes, or by an event that somebody may still be sent. */
const showsEnd = (record: StepRecord) =>
  record.last &&
  (record.features.has('tables') || record.features.has('size') || isAfterEveryone(record));

export const safeChecks = {
  'SAFE-1': {
    exercised: (record) => injectedKindOf(record) === 'malformed',
    claims: (difference, record) =>
      (difference.kind === 'crash' && !difference.endless) ||
      injectedKindOf(record) === 'malformed',
    witness: (record) =>
      injectedKindOf(record) === 'malformed' && record.before.history.attachments.length > 0,
    sometimes: 'a malformed frame while somebody is attached',
    rate: 0.05,
  },
  'SAFE-2': {
    exercised: (record) => isForeignMessage(record) || isClientAnnounce(record),
    claims: (difference, record) =>
      (isForeignMessage(record) || isClientAnnounce(record)) && difference.kind !== 'crash',
    witness: isForeignMessage,
    sometimes: 'an internal command about another’s orc',
    rate: 0.03,
  },
  'SAFE-3': {
    exercised: showsEnd,
    // An event must change no table; at the end nothing may be left in one, and an event reaches nobody.
    claims: (difference, record) =>
      difference.kind === 'growth' ||
      (difference.kind === 'route' && (record.last || isKind(record.step, 'publish'))) ||
      (isAfterEveryone(record) && concernsReach(difference)),
    witness: (record) => showsEnd(record) && record.index > 10,
    sometimes: 'everyone has left after ten steps',
    rate: 0.2,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;
