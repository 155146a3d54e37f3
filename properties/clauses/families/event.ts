/**
 * How the EVENT clauses are judged: who heard the event, through which frames, how often, and in which form.
 */
import type { ClauseId, PairId } from '#spec';
import { comesInCopies, copiesOn, hasVariant } from '#spec';
import type { Difference } from '../../compare/differences.ts';
import type { StepRecord } from '../../compare/record.ts';
import type { Check } from './check.ts';
import {
  concernsHearing,
  concernsReach,
  hasNoAudience,
  isAfterEveryone,
  isKind,
  isLineEvent,
  isPlainPublish,
  isResult,
  routingOfStep,
} from './check.ts';

/** Whether the step publishes an event on a line of nobody, while anybody is there; afterwards SAFE-3 speaks of it. */
const isLineOfNobody = (record: StepRecord) =>
  isLineEvent(record) && hasNoAudience(record) && !isAfterEveryone(record);

const isUnknownResult = (record: StepRecord) => isResult(record) && hasNoAudience(record);

const frameCountOf = (record: StepRecord) =>
  record.expected.filter((each) => each.kind === 'frame').length;

/** Whether the difference is on a pair whose client does not read, or just reads again. */
const isOnStalled = (difference: Difference, { before, step }: StepRecord) => {
  const { stalled } = before.history;
  const isThere = (pair: PairId | null) =>
    pair !== null && (stalled.includes(pair) || (step.kind === 'resume' && step.pair === pair));
  if (difference.kind === 'hearing') return isThere(difference.place.pair);
  if (difference.kind === 'frame' || difference.kind === 'closed') return isThere(difference.pair);
  return false;
};

export const eventChecks = {
  'EVENT-0': {
    exercised: ({ step }) => isKind(step, 'publish'),
    claims: (difference, { step }) =>
      isKind(step, 'publish') && difference.kind === 'refusal' && difference.fault === 'EMPTY_LINE',
    witness: ({ step }) => isKind(step, 'publish') && step.topic.includes('<>'),
    sometimes: 'a topic with <>',
    rate: 0.02,
  },
  'EVENT-1': {
    exercised: (record) => isLineEvent(record) && !hasNoAudience(record),
    claims: (difference, record) =>
      isLineEvent(record) && !hasNoAudience(record) && concernsHearing(difference, record),
    witness: (record) =>
      isLineEvent(record) &&
      record.must.length > 1 &&
      // A router that declares only single nodes needs no receiver at another node.
      (reachesBelow(record) || !record.features.has('nodes')),
    sometimes: 'two receivers, one of them at another node where there are several',
    rate: 0.03,
  },
  'EVENT-2': {
    exercised: isLineOfNobody,
    claims: (difference, record) => isLineOfNobody(record) && concernsHearing(difference, record),
    witness: (record) => isLineOfNobody(record) && record.before.history.attachments.length > 1,
    sometimes: 'an event on a line of nobody while two orcs are present',
    rate: 0.05,
  },
  'EVENT-3': {
    exercised: (record) => isPlainPublish(record) && routingOfStep(record)?.kind === 'broadcast',
    claims: (difference, record) =>
      isPlainPublish(record) &&
      routingOfStep(record)?.kind === 'broadcast' &&
      concernsReach(difference),
    witness: (record) =>
      isPlainPublish(record) &&
      routingOfStep(record)?.kind === 'broadcast' &&
      record.must.length > 2,
    sometimes: 'a broadcast to three',
    // With `ee` alone there is one node, with two orcs at most.
    witnessNeeds: [['axon', 'nodes', 'shared pairs', 'greathall']],
    rate: 0.05,
  },
  'EVENT-4': {
    exercised: (record) =>
      isPlainPublish(record) && routingOfStep(record)?.kind === 'result' && !hasNoAudience(record),
    claims: (difference, record) =>
      isPlainPublish(record) &&
      routingOfStep(record)?.kind === 'result' &&
      !hasNoAudience(record) &&
      concernsHearing(difference, record),
    witness: (record) =>
      isPlainPublish(record) &&
      routingOfStep(record)?.kind === 'result' &&
      record.must.some((place) => place.orcName !== 'greathall') &&
      record.before.history.attachments.length > 1,
    sometimes: 'a result for one of two orcs',
    rate: 0.03,
  },
  'EVENT-5': {
    exercised: (record) => isKind(record.step, 'publish') && frameCountOf(record) > 0,
    claims: (difference) =>
      (difference.kind === 'frame' || difference.kind === 'hearing') &&
      difference.what === 'double',
    witness: (record) => {
      const pairs = record.heard.map((each) => `${each.node}\n${each.pair}`);
      return new Set(pairs).size < pairs.length;
    },
    sometimes: 'two receivers behind one event socket',
    witnessNeeds: [['axon'], ['shared pairs']],
    rate: 0.02,
  },
  'EVENT-6': {
    exercised: isUnknownResult,
    claims: (difference, record) => isUnknownResult(record) && concernsHearing(difference, record),
    witness: (record) => isUnknownResult(record) && record.before.history.attachments.length > 0,
    sometimes: 'a result for an unknown orc while another is present',
    rate: 0.02,
  },
  'EVENT-7': {
    exercised: (record) => isLineEvent(record) && !hasNoAudience(record),
    claims: (difference) => difference.kind === 'frame' && difference.what === 'late',
    witness: (record) => isLineEvent(record) && record.index > 0 && record.must.length > 0,
    sometimes: 'a second event on a line',
    rate: 0.03,
  },
  'EVENT-8': {
    exercised: (record) => isKind(record.step, 'publish') && record.heard.length > 0,
    claims: (difference) =>
      (difference.kind === 'frame' || difference.kind === 'handled') &&
      difference.what === 'altered',
    witness: ({ step, heard }) =>
      isKind(step, 'publish') && typeof step.payload === 'object' && heard.length > 1,
    sometimes: 'a deep payload heard by two',
    rate: 0.02,
  },
  'EVENT-9': {
    exercised: ({ step }) => isKind(step, 'publish') && step.forward !== undefined,
    claims: (difference, { step }) =>
      isKind(step, 'publish') &&
      step.forward !== undefined &&
      (concernsReach(difference) || difference.kind === 'refusal'),
    witness: (record) =>
      isKind(record.step, 'publish') &&
      record.step.forward !== undefined &&
      frameCountOf(record) > 0,
    sometimes: 'an event forwarded over a hop',
    rate: 0.02,
  },
  'EVENT-10': {
    exercised: (record) =>
      record.features.has('handlers') && isKind(record.step, 'publish', 'unsubscribe'),
    claims: (difference) =>
      difference.kind === 'handled' ||
      (difference.kind === 'refusal' && difference.fault === 'NOT_SUBSCRIBED'),
    witness: (record) =>
      record.features.has('handlers') &&
      record.observed.some((each) => each.kind === 'handled' && each.pattern.includes('*')),
    sometimes: 'a handler of a pattern with a star ran',
    rate: 0.02,
  },
  'EVENT-11': {
    exercised: (record) =>
      record.features.has('handlers') && isKind(record.step, 'publish') && record.heard.length > 1,
    claims: (difference, record) =>
      record.features.has('handlers') &&
      difference.kind === 'handled' &&
      difference.what === 'missing',
    witness: (record) =>
      record.features.has('handlers') &&
      isKind(record.step, 'publish') &&
      record.heard.length > 1 &&
      record.throwing,
    sometimes: 'an event for two while a handler throws',
    rate: 0.01,
  },
  'EVENT-12': {
    exercised: (record) => hasCopies(record) && frameCountOf(record) > 0,
    claims: (difference, record) =>
      hasVariant(record.before.topology, 'copies per subscription') &&
      (difference.kind === 'frame' || difference.kind === 'hearing') &&
      (difference.what === 'double' ||
        (difference.what === 'missing' && hasArrived(difference, record))),
    witness: (record) =>
      hasCopies(record) &&
      record.must.some(
        ({ pair }) => copiesOn(record.before.history, pair, topicOf(record)).least > 1,
      ),
    sometimes: 'an event on a line to which there are two subscriptions behind one event socket',
    witnessNeeds: [['axon']],
    rate: 0.02,
  },
  'EVENT-13': {
    exercised: (record) => isStalledEvent(record) && record.must.length > 0,
    claims: (difference, record) =>
      record.before.history.stalled.length > 0 &&
      concernsReach(difference) &&
      !isOnStalled(difference, record),
    witness: (record) => isStalledEvent(record) && record.must.length > 0 && isKeptNow(record),
    sometimes: 'an event for a stalled pair that another must hear',
    witnessNeeds: [['axon']],
    rate: 0.02,
  },
  'EVENT-14': {
    exercised: (record) =>
      isKind(record.step, 'resume') && keptOn(record, record.step.pair).length > 0,
    claims: (difference, record) => isOnStalled(difference, record),
    witness: (record) =>
      isKind(record.step, 'resume') && keptOn(record, record.step.pair).length > 1,
    sometimes: 'two events for a pair that was stalled and resumes',
    witnessNeeds: [['axon']],
    rate: 0.01,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;

const isStalledEvent = ({ step, before }: StepRecord) =>
  step.kind === 'publish' && !before.history.held && before.history.stalled.length > 0;

const isKeptNow = ({ before, after }: StepRecord) => after.kept.length > before.kept.length;

const keptOn = ({ before }: StepRecord, pair: PairId) =>
  before.kept.filter((each) => each.pair === pair);

const topicOf = ({ step }: StepRecord) => (step.kind === 'publish' ? step.topic : '');

/** Whether the step publishes an event that comes once for each subscription. */
const hasCopies = (record: StepRecord) => comesInCopies(record.before.topology, topicOf(record));

/** Whether the event did come there, if less often than it must. */
const hasArrived = (
  difference: Extract<Difference, { readonly kind: 'frame' | 'hearing' }>,
  { observed }: StepRecord,
) => {
  const { node, pair } = difference.kind === 'frame' ? difference : difference.place;
  return observed.some((each) => each.kind === 'frame' && each.node === node && each.pair === pair);
};

function reachesBelow(record: StepRecord): boolean {
  const { step, must } = record;
  return isKind(step, 'publish') && must.some((place) => place.node !== step.node);
}
