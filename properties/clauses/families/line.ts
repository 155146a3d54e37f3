/** How the LINE clauses are judged: announcing, counting and withdrawing lines. */
import type { ClauseId } from '#spec';
import { hasVariant } from '#spec';
import type { Difference } from '../../compare/differences.ts';
import type { StepRecord } from '../../compare/record.ts';
import type { Check } from './check.ts';
import {
  attachmentsOf,
  hopCountOf,
  injectedKindOf,
  isAbout,
  isForeignMessage,
  isKind,
  lineOfStep,
  nodeOfStep,
  repeatedKindOf,
  routingOfStep,
  spans,
} from './check.ts';

/** Whether subscriptions form a set in the network of the step, rather than being counted. */
const isSet = ({ before }: StepRecord) => hasVariant(before.topology, 'set subscriptions');

const isOnLine = (record: StepRecord) => lineOfStep(record) !== null;

/**
 * Whether the step adds one more subscription to a line that the orc already holds at this endpoint. While frames are held back,
 * a subscription counts as soon as it is asked for.
 */
const isFurtherSubscription = (record: StepRecord) => {
  const { step, before } = record;
  const lineId = lineOfStep(record);
  if (!isKind(step, 'subscribe') || lineId === null) return false;
  const own = attachmentsOf(record, step.orc).find((each) => each.pair === step.pair);
  const counts = (own?.subscriptions ?? [])
    .filter((known) => known.lineId === lineId)
    .map(({ count }) => count);
  return counts.reduce((sum, count) => sum + count, 0) > (before.history.held ? 1 : 0);
};

/** Whether the difference is about a line other than the step's own. */
const isOfAnotherLine = (difference: Difference, record: StepRecord) => {
  const lineId = lineOfStep(record);
  return difference.kind === 'message'
    ? 'lineId' in difference.message && difference.message.lineId !== lineId
    : difference.kind === 'route' &&
        difference.lineId !== undefined &&
        difference.lineId !== lineId;
};

/** What LINE-2 says of subscriptions that are counted and LINE-9 of those that form a set: which steps and differences it is about. */
const subscriptionCheck = {
  exercised: (record) =>
    (isKind(record.step, 'unsubscribe') && isOnLine(record)) || isFurtherSubscription(record),
  claims: (difference, record) =>
    (isKind(record.step, 'unsubscribe') &&
      (difference.kind === 'route' || difference.kind === 'message') &&
      !isOfAnotherLine(difference, record)) ||
    (isFurtherSubscription(record) && difference.kind === 'route' && difference.what === 'lines'),
} as const satisfies Partial<Check>;

export const lineChecks = {
  'LINE-1': {
    exercised: (record) => isKind(record.step, 'subscribe') && isOnLine(record),
    claims: (difference, record) =>
      isKind(record.step, 'subscribe') &&
      isAbout(difference, record.step.orc) &&
      ((difference.kind === 'route' &&
        (difference.what === 'lines' || difference.what === 'missing')) ||
        (difference.kind === 'message' && difference.what === 'missing')),
    witness: (record) => isKind(record.step, 'subscribe') && isOnLine(record) && spans(record, 3),
    sometimes: 'a line announced, over three nodes where there are several',
    rate: 0.05,
  },
  'LINE-2': {
    ...subscriptionCheck,
    witness: (record) => {
      const { step } = record;
      return (
        isKind(step, 'unsubscribe') &&
        attachmentsOf(record, step.orc).some((each) =>
          each.subscriptions.some(
            (known) => known.pattern === step.topic && known.lineId !== null && known.count > 1,
          ),
        )
      );
    },
    sometimes: 'an unsubscribe that leaves a subscription on the line',
    rate: 0.02,
    byHearing: { sometimes: 'an event on a line from which an orc there unsubscribed', rate: 0.02 },
  },
  'LINE-3': {
    exercised: (record) =>
      isKind(record.step, 'subscribe') && attachmentsOf(record, record.step.orc).length === 0,
    claims: (difference, record) =>
      isKind(record.step, 'subscribe') &&
      attachmentsOf(record, record.step.orc).length === 0 &&
      isAbout(difference, record.step.orc),
    witness: (record) =>
      isKind(record.step, 'subscribe') &&
      attachmentsOf(record, record.step.orc).length === 0 &&
      hopCountOf(record) > 1,
    sometimes: 'a `:conn-line` that makes routes at two nodes',
    rate: 0.02,
  },
  'LINE-4': {
    exercised: (record) =>
      (isKind(record.step, 'subscribe') && isOnLine(record)) ||
      (injectedKindOf(record) === ':conn-line' && isForeignMessage(record)) ||
      repeatedKindOf(record) === ':conn-line',
    claims: (difference, record) =>
      (isKind(record.step, 'subscribe') &&
        difference.kind === 'message' &&
        difference.what === 'surplus') ||
      ((injectedKindOf(record) === ':conn-line' || repeatedKindOf(record) === ':conn-line') &&
        difference.kind !== 'crash'),
    witness: (record) => {
      const { step } = record;
      const lineId = lineOfStep(record);
      return (
        isKind(step, 'subscribe') &&
        lineId !== null &&
        record.before.topology.uplinks.some((uplink) => uplink.below === nodeOfStep(record)) &&
        attachmentsOf(record, step.orc).some((each) =>
          each.subscriptions.some((known) => known.lineId === lineId),
        )
      );
    },
    sometimes: 'a second subscription on a line that was announced upwards',
    rate: 0.02,
  },
  'LINE-5': {
    exercised: (record) =>
      injectedKindOf(record) === ':disconn-line' || repeatedKindOf(record) === ':disconn-line',
    claims: (difference, record) =>
      (injectedKindOf(record) === ':disconn-line' || repeatedKindOf(record) === ':disconn-line') &&
      difference.kind !== 'crash',
    witness: (record) =>
      injectedKindOf(record) === ':disconn-line' &&
      record.before.topology.uplinks.some((uplink) => uplink.below === nodeOfStep(record)),
    sometimes: 'a `:disconn-line` that is not held, at a node with a node above',
    rate: 0.01,
  },
  'LINE-6': {
    exercised: (record) =>
      isKind(record.step, 'subscribe') && isOnLine(record) && record.before.nodes.length > 1,
    claims: (difference, { step }) =>
      isKind(step, 'subscribe') && difference.kind === 'route' && difference.orcName !== step.orc,
    witness: (record) =>
      isKind(record.step, 'subscribe') &&
      record.before.topology.uplinks.some((uplink) => uplink.above === nodeOfStep(record)),
    sometimes: 'a subscription at a node that has a node below',
    rate: 0.05,
  },
  'LINE-7': {
    exercised: (record) => isKind(record.step, 'hall subscribe', 'hall unsubscribe'),
    claims: (difference, record) =>
      isKind(record.step, 'hall subscribe', 'hall unsubscribe') ||
      (difference.kind === 'route' && difference.orcName === 'greathall') ||
      (difference.kind === 'hearing' &&
        difference.place.orcName === 'greathall' &&
        routingOfStep(record)?.kind === 'line'),
    witness: (record) =>
      routingOfStep(record)?.kind === 'line' &&
      record.heard.some((each) => each.orcName === 'greathall'),
    sometimes: 'greathall hears an event on its line',
    rate: 0.02,
  },
  'LINE-8': {
    exercised: (record) => isKind(record.step, 'unsubscribe') && isOnLine(record),
    claims: (difference, record) =>
      isKind(record.step, 'unsubscribe') && isOfAnotherLine(difference, record),
    witness: (record) => {
      const { step } = record;
      const lineId = lineOfStep(record);
      return (
        isKind(step, 'unsubscribe') &&
        lineId !== null &&
        attachmentsOf(record, step.orc).some((each) =>
          each.subscriptions.some((known) => known.lineId !== null && known.lineId !== lineId),
        )
      );
    },
    sometimes: 'an unsubscribe by an orc that holds another line',
    rate: 0.05,
    byHearing: { sometimes: 'an event for an orc that unsubscribed from another line', rate: 0.02 },
  },
  'LINE-9': {
    exercised: (record) => isSet(record) && subscriptionCheck.exercised(record),
    claims: (difference, record) => isSet(record) && subscriptionCheck.claims(difference, record),
    witness: (record) => {
      const { step } = record;
      return (
        isSet(record) &&
        isKind(step, 'subscribe') &&
        isOnLine(record) &&
        attachmentsOf(record, step.orc).some(
          ({ pair, subscriptions }) =>
            pair === step.pair && subscriptions.some((known) => known.pattern === step.topic),
        )
      );
    },
    sometimes: 'a subscription to a pattern on a line that the orc has there already',
    rate: 0.02,
    byHearing: {
      sometimes: 'an event on a line to which an orc there had subscribed again',
      rate: 0.01,
    },
  },
} as const satisfies Partial<Record<ClauseId, Check>>;
