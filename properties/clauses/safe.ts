/** How the SAFE clauses are judged: malformed and hostile input, and tables that must not grow. */
import type { ClauseId } from '#spec';
import type { StepRecord } from '../compare/record.ts';
import type { Check } from './check.ts';
import { injectedKindOf, isForeignMessage, isKind } from './check.ts';

/** Whether a client sends `:announce`, about whichever orc: only a lower node may do so (ARP-5). */
const isClientAnnounce = (record: StepRecord) => injectedKindOf(record) === ':announce';

export const safeChecks = {
  'SAFE-1': {
    exercised: (record) => injectedKindOf(record) === 'malformed',
    claims: (difference, record) =>
      difference.kind === 'crash' || injectedKindOf(record) === 'malformed',
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
    exercised: ({ last }) => last,
    // An event must change no table, and at the end no table may hold anything that was not there at the start.
    claims: (difference, { last, step }) =>
      difference.kind === 'route' && (last || isKind(step, 'publish')),
    witness: ({ last, index }) => last && index > 10,
    sometimes: 'everyone has left after ten steps',
    rate: 0.2,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;
