/** How the ROUTE clauses are judged: what a departure, a loss or an end takes along, and what it leaves. */
import type { ClauseId } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import type { Check } from './check.ts';
import { attachmentsOf, endedBy, injected, is, repeated, spans } from './check.ts';

const state = (difference: Difference) =>
  difference.kind === 'route' || difference.kind === 'message' || difference.kind === 'closed';

const ofAnother = (difference: Difference, { step }: StepRecord) =>
  is(step, 'leave') &&
  ((difference.kind === 'route' && difference.orcName !== step.orc) ||
    (difference.kind === 'message' && difference.message.orcName !== step.orc));

const staleLost = (record: StepRecord) =>
  is(record.step, 'cut', 'end') && endedBy(record).some((each) => each.stale);

const nests = (record: StepRecord) => {
  const { step } = record;
  return (
    is(step, 'command') && !attachmentsOf(record, step.orc).some((each) => each.pair === step.pair)
  );
};

const oneOfTwo = (record: StepRecord) =>
  is(record.step, 'cut', 'end') &&
  endedBy(record).some((gone) =>
    record.after.history.attachments.some(
      (left) => left.orcName === gone.orcName && left.node === gone.node,
    ),
  );

const hadLeft = (record: StepRecord) =>
  is(record.step, 'join') &&
  attachmentsOf(record, record.step.orc).length === 0 &&
  record.returning;

export const route = {
  'ROUTE-1': {
    exercised: ({ step }) => is(step, 'leave'),
    claims: (difference, record) =>
      is(record.step, 'leave') && state(difference) && !ofAnother(difference, record),
    witness: (record) => is(record.step, 'leave') && spans(record, 2),
    sometimes: 'a departure, told to a node above where there are several',
    rate: 0.05,
  },
  'ROUTE-2': {
    through: 'tables',
    exercised: ({ step }) => is(step, 'leave'),
    claims: ofAnother,
    witness: (record) => {
      const { step } = record;
      return (
        is(step, 'leave') &&
        attachmentsOf(record, step.orc).some((own) =>
          record.before.history.attachments.some(
            (other) => other.pair === own.pair && other.orcName !== step.orc,
          ),
        )
      );
    },
    sometimes: 'another orc stays behind the same pair',
    rate: 0.03,
  },
  'ROUTE-3': {
    exercised: (record) =>
      injected(record) === ':delete-route' || repeated(record) === ':delete-route',
    claims: (difference, record) =>
      (injected(record) === ':delete-route' || repeated(record) === ':delete-route') &&
      state(difference),
    witness: (record) => {
      const { step, before } = record;
      const name =
        step.kind === 'inject' &&
        step.frame !== null &&
        typeof step.frame === 'object' &&
        'orcName' in step.frame
          ? step.frame.orcName
          : null;
      return (
        injected(record) === ':delete-route' &&
        !before.history.attachments.some((each) => each.orcName === name)
      );
    },
    sometimes: 'a `:delete-route` about an unknown orc',
    rate: 0.01,
  },
  'ROUTE-4': {
    exercised: ({ step }) => is(step, 'cut', 'uplink down', 'crash'),
    claims: (difference, record) =>
      is(record.step, 'cut', 'uplink down', 'crash') && !staleLost(record) && state(difference),
    witness: (record) => is(record.step, 'cut') && endedBy(record).length > 0 && spans(record, 2),
    sometimes: 'a loss, told to a node above where there are several',
    rate: 0.03,
  },
  'ROUTE-5': {
    through: 'tables',
    exercised: staleLost,
    claims: (difference, record) => staleLost(record) && state(difference),
    witness: (record) =>
      staleLost(record) &&
      endedBy(record).some((gone) =>
        record.after.history.attachments.some(
          (left) => left.orcName === gone.orcName && !left.stale,
        ),
      ),
    sometimes: 'a stale pair is lost while the fresh route stands',
    rate: 0.01,
  },
  'ROUTE-6': {
    through: 'tables',
    exercised: hadLeft,
    claims: (difference, record) =>
      hadLeft(record) && difference.kind === 'route' && difference.what === 'lines',
    witness: hadLeft,
    sometimes: 'an orc comes back',
    rate: 0.05,
  },
  'ROUTE-7': {
    exercised: (record) => oneOfTwo(record) || nests(record),
    claims: (difference, record) => (oneOfTwo(record) || nests(record)) && state(difference),
    witness: oneOfTwo,
    sometimes: 'one of two endpoints ends',
    rate: 0.02,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;
