/** How the EVENT clauses are judged: who heard, by which frames, how often, in what shape. */
import type { ClauseId } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import type { Check } from './check.ts';
import { is, plain, routing } from './check.ts';

const reach = (difference: Difference) =>
  (difference.kind === 'hearing' && difference.what !== 'double') ||
  (difference.kind === 'frame' && (difference.what === 'missing' || difference.what === 'surplus'));

const nobodyThere = (record: StepRecord) => record.may.length === 0;

/** An event on a line that somebody may hear. */
const lineEvent = (record: StepRecord) => plain(record) && routing(record)?.kind === 'line';

const unknownResult = (record: StepRecord) =>
  plain(record) && routing(record)?.kind === 'result' && nobodyThere(record);

const crossed = (record: StepRecord) =>
  record.expected.filter((each) => each.kind === 'frame').length;

export const event = {
  'EVENT-0': {
    exercised: ({ step }) => is(step, 'publish'),
    claims: (difference, { step }) =>
      is(step, 'publish') && difference.kind === 'refusal' && difference.fault === 'EMPTY_LINE',
    witness: ({ step }) => is(step, 'publish') && step.topic.includes('<>'),
    sometimes: 'a topic with <>',
    rate: 0.02,
  },
  'EVENT-1': {
    exercised: (record) => lineEvent(record) && !nobodyThere(record),
    claims: (difference, record) => lineEvent(record) && !nobodyThere(record) && reach(difference),
    witness: (record) =>
      lineEvent(record) &&
      record.must.length > 1 &&
      // Who declares one node only is not asked for another.
      (hopsDown(record) || !record.features.has('nodes')),
    sometimes: 'two receivers, one of them at another node where there are several',
    rate: 0.03,
  },
  'EVENT-2': {
    exercised: (record) => lineEvent(record) && nobodyThere(record),
    claims: (difference, record) => lineEvent(record) && nobodyThere(record) && reach(difference),
    witness: (record) =>
      lineEvent(record) && nobodyThere(record) && record.before.history.attachments.length > 1,
    sometimes: 'an event on a line of nobody while two orcs are present',
    rate: 0.05,
  },
  'EVENT-3': {
    exercised: (record) => plain(record) && routing(record)?.kind === 'broadcast',
    claims: (difference, record) =>
      plain(record) && routing(record)?.kind === 'broadcast' && reach(difference),
    witness: (record) =>
      plain(record) && routing(record)?.kind === 'broadcast' && record.must.length > 2,
    sometimes: 'a broadcast to three',
    rate: 0.05,
  },
  'EVENT-4': {
    exercised: (record) =>
      plain(record) && routing(record)?.kind === 'result' && !nobodyThere(record),
    claims: (difference, record) =>
      plain(record) &&
      routing(record)?.kind === 'result' &&
      !nobodyThere(record) &&
      reach(difference),
    witness: (record) =>
      plain(record) &&
      routing(record)?.kind === 'result' &&
      record.must.some((place) => place.orcName !== 'greathall') &&
      record.before.history.attachments.length > 1,
    sometimes: 'a result for one of two orcs',
    rate: 0.03,
  },
  'EVENT-5': {
    exercised: (record) => is(record.step, 'publish') && crossed(record) > 0,
    claims: (difference) =>
      (difference.kind === 'frame' || difference.kind === 'hearing') &&
      difference.what === 'double',
    witness: (record) => {
      const pairs = record.heard.map((each) => `${each.node} ${each.pair}`);
      return new Set(pairs).size < pairs.length;
    },
    sometimes: 'two receivers behind one event socket',
    rate: 0.02,
  },
  'EVENT-6': {
    exercised: unknownResult,
    claims: (difference, record) => unknownResult(record) && reach(difference),
    witness: (record) => unknownResult(record) && record.before.history.attachments.length > 0,
    sometimes: 'a result for an unknown orc while another is present',
    rate: 0.02,
  },
  'EVENT-7': {
    exercised: (record) => lineEvent(record) && !nobodyThere(record),
    claims: (difference) => difference.kind === 'frame' && difference.what === 'late',
    witness: (record) => lineEvent(record) && record.index > 0 && record.must.length > 0,
    sometimes: 'a second event on a line',
    rate: 0.03,
  },
  'EVENT-8': {
    exercised: (record) => is(record.step, 'publish') && record.heard.length > 0,
    claims: (difference) =>
      (difference.kind === 'frame' || difference.kind === 'handled') &&
      difference.what === 'altered',
    witness: ({ step, heard }) =>
      is(step, 'publish') && typeof step.payload === 'object' && heard.length > 1,
    sometimes: 'a deep payload heard by two',
    rate: 0.02,
  },
  'EVENT-9': {
    exercised: ({ step }) => is(step, 'publish') && step.forward !== undefined,
    claims: (difference, { step }) =>
      is(step, 'publish') &&
      step.forward !== undefined &&
      (reach(difference) || difference.kind === 'refusal'),
    witness: (record) =>
      is(record.step, 'publish') && record.step.forward !== undefined && crossed(record) > 0,
    sometimes: 'an event forwarded over a hop',
    rate: 0.02,
  },
  'EVENT-10': {
    exercised: (record) =>
      record.features.has('handlers') && is(record.step, 'publish', 'unsubscribe'),
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
      record.features.has('handlers') && is(record.step, 'publish') && record.heard.length > 1,
    claims: (difference, record) =>
      record.features.has('handlers') &&
      difference.kind === 'handled' &&
      difference.what === 'missing',
    witness: (record) =>
      record.features.has('handlers') &&
      is(record.step, 'publish') &&
      record.heard.length > 1 &&
      record.throwing,
    sometimes: 'an event for two while a handler throws',
    rate: 0.01,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;

function hopsDown(record: StepRecord): boolean {
  const { step, must } = record;
  return is(step, 'publish') && must.some((place) => place.node !== step.node);
}
