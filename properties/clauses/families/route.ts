/**
 * How the ROUTE clauses are judged: what a departure, a loss or an end removes, and what it must leave unchanged.
 */
import type { ClauseId } from '#spec';
import type { Difference } from '../../compare/differences.ts';
import type { StepRecord } from '../../compare/record.ts';
import type { Check } from './check.ts';
import {
  attachmentsEndedBy,
  attachmentsOf,
  injectedKindOf,
  isKind,
  repeatedKindOf,
  spans,
} from './check.ts';

const isStateDifference = (difference: Difference) =>
  difference.kind === 'route' || difference.kind === 'message' || difference.kind === 'closed';

const isOfAnotherOrc = (difference: Difference, { step }: StepRecord) =>
  isKind(step, 'leave') &&
  ((difference.kind === 'route' && difference.orcName !== step.orc) ||
    (difference.kind === 'message' && difference.message.orcName !== step.orc));

const losesStale = (record: StepRecord) =>
  isKind(record.step, 'cut', 'end') && attachmentsEndedBy(record).some((each) => each.stale);

const isNested = (record: StepRecord) => {
  const { step } = record;
  return (
    isKind(step, 'command') &&
    !attachmentsOf(record, step.orc).some((each) => each.pair === step.pair)
  );
};

const losesOneOfTwo = (record: StepRecord) =>
  isKind(record.step, 'cut', 'end') &&
  attachmentsEndedBy(record).some((gone) =>
    record.after.history.attachments.some(
      (left) => left.orcName === gone.orcName && left.node === gone.node,
    ),
  );

const hadLeft = (record: StepRecord) =>
  isKind(record.step, 'join') &&
  attachmentsOf(record, record.step.orc).length === 0 &&
  record.returning;

export const routeChecks = {
  'ROUTE-1': {
    exercised: ({ step }) => isKind(step, 'leave'),
    claims: (difference, record) =>
      isKind(record.step, 'leave') &&
      isStateDifference(difference) &&
      !isOfAnotherOrc(difference, record),
    witness: (record) => isKind(record.step, 'leave') && spans(record, 2),
    sometimes: 'a departure, told to a node above where there are several',
    rate: 0.05,
  },
  'ROUTE-2': {
    exercised: ({ step }) => isKind(step, 'leave'),
    claims: isOfAnotherOrc,
    witness: (record) => {
      const { step } = record;
      return (
        isKind(step, 'leave') &&
        attachmentsOf(record, step.orc).some((own) =>
          record.before.history.attachments.some(
            (other) => other.pair === own.pair && other.orcName !== step.orc,
          ),
        )
      );
    },
    sometimes: 'another orc stays behind the same pair',
    rate: 0.03,
    byHearing: { sometimes: 'an event for an orc behind whose pair another one left', rate: 0.01 },
  },
  'ROUTE-3': {
    exercised: (record) =>
      injectedKindOf(record) === ':delete-route' || repeatedKindOf(record) === ':delete-route',
    claims: (difference, record) =>
      (injectedKindOf(record) === ':delete-route' || repeatedKindOf(record) === ':delete-route') &&
      isStateDifference(difference),
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
        injectedKindOf(record) === ':delete-route' &&
        !before.history.attachments.some((each) => each.orcName === name)
      );
    },
    sometimes: 'a `:delete-route` about an unknown orc',
    rate: 0.01,
  },
  'ROUTE-4': {
    exercised: ({ step }) => isKind(step, 'cut', 'uplink down', 'crash'),
    claims: (difference, record) =>
      (difference.kind === 'misdirected' && difference.what === 'write') ||
      (isKind(record.step, 'cut', 'uplink down', 'crash') &&
        !losesStale(record) &&
        isStateDifference(difference)),
    witness: (record) =>
      isKind(record.step, 'cut') && attachmentsEndedBy(record).length > 0 && spans(record, 2),
    sometimes: 'a loss, told to a node above where there are several',
    rate: 0.03,
    byHearing: {
      sometimes: 'an event on a line that an orc held before its pair was lost and it came back',
      rate: 0.01,
    },
  },
  'ROUTE-5': {
    through: 'tables',
    exercised: losesStale,
    claims: (difference, record) => losesStale(record) && isStateDifference(difference),
    witness: (record) =>
      losesStale(record) &&
      attachmentsEndedBy(record).some((gone) =>
        record.after.history.attachments.some(
          (left) => left.orcName === gone.orcName && !left.stale,
        ),
      ),
    sometimes: 'a stale pair is lost while the fresh route stands',
    rate: 0.01,
  },
  'ROUTE-6': {
    exercised: hadLeft,
    claims: (difference, record) =>
      hadLeft(record) && difference.kind === 'route' && difference.what === 'lines',
    witness: hadLeft,
    sometimes: 'an orc comes back',
    rate: 0.05,
    byHearing: {
      sometimes: 'an event on a line that an orc held before it left and came back',
      rate: 0.01,
    },
  },
  'ROUTE-7': {
    exercised: (record) => losesOneOfTwo(record) || isNested(record),
    claims: (difference, record) =>
      (losesOneOfTwo(record) || isNested(record)) && isStateDifference(difference),
    witness: losesOneOfTwo,
    sometimes: 'one of two endpoints ends',
    witnessNeeds: [['cuts', 'single ends']],
    rate: 0.02,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;
