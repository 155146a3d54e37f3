/** How the LINE clauses are judged: announcing, counting, withdrawing. */
import type { ClauseId } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import type { Check } from './check.ts';
import {
  about,
  attachmentsOf,
  foreign,
  hops,
  injected,
  is,
  lineOfStep,
  nodeOf,
  repeated,
  routing,
  spans,
} from './check.ts';

const onLine = (record: StepRecord) => lineOfStep(record) !== null;

/** One more subscription on a line that the orc holds at this endpoint. While frames are held back it counts from when it is asked for. */
const again = (record: StepRecord) => {
  const { step, before } = record;
  const lineId = lineOfStep(record);
  if (!is(step, 'subscribe') || lineId === null) return false;
  const own = attachmentsOf(record, step.orc).find((each) => each.pair === step.pair);
  const counts = (own?.subscriptions ?? [])
    .filter((known) => known.lineId === lineId)
    .map(({ count }) => count);
  return counts.reduce((sum, count) => sum + count, 0) > (before.history.held ? 1 : 0);
};

/** About a line that the step does not name. */
const ofAnotherLine = (difference: Difference, record: StepRecord) => {
  const lineId = lineOfStep(record);
  return difference.kind === 'message'
    ? 'lineId' in difference.message && difference.message.lineId !== lineId
    : difference.kind === 'route' &&
        difference.lineId !== undefined &&
        difference.lineId !== lineId;
};

export const line = {
  'LINE-1': {
    exercised: (record) => is(record.step, 'subscribe') && onLine(record),
    claims: (difference, record) =>
      is(record.step, 'subscribe') &&
      about(difference, record.step.orc) &&
      ((difference.kind === 'route' &&
        (difference.what === 'lines' || difference.what === 'missing')) ||
        (difference.kind === 'message' && difference.what === 'missing')),
    witness: (record) => is(record.step, 'subscribe') && onLine(record) && spans(record, 3),
    sometimes: 'a line announced, over three nodes where there are several',
    rate: 0.05,
  },
  'LINE-2': {
    through: 'tables',
    exercised: (record) => (is(record.step, 'unsubscribe') && onLine(record)) || again(record),
    claims: (difference, record) =>
      (is(record.step, 'unsubscribe') &&
        (difference.kind === 'route' || difference.kind === 'message') &&
        !ofAnotherLine(difference, record)) ||
      (again(record) && difference.kind === 'route' && difference.what === 'lines'),
    witness: (record) => {
      const { step } = record;
      return (
        is(step, 'unsubscribe') &&
        attachmentsOf(record, step.orc).some((each) =>
          each.subscriptions.some(
            (known) => known.pattern === step.topic && known.lineId !== null && known.count > 1,
          ),
        )
      );
    },
    sometimes: 'an unsubscribe that leaves a subscription on the line',
    rate: 0.02,
  },
  'LINE-3': {
    exercised: (record) =>
      is(record.step, 'subscribe') && attachmentsOf(record, record.step.orc).length === 0,
    claims: (difference, record) =>
      is(record.step, 'subscribe') &&
      attachmentsOf(record, record.step.orc).length === 0 &&
      about(difference, record.step.orc),
    witness: (record) =>
      is(record.step, 'subscribe') &&
      attachmentsOf(record, record.step.orc).length === 0 &&
      hops(record) > 1,
    sometimes: 'a `:conn-line` that makes routes at two nodes',
    rate: 0.02,
  },
  'LINE-4': {
    exercised: (record) =>
      (is(record.step, 'subscribe') && onLine(record)) ||
      (injected(record) === ':conn-line' && foreign(record)) ||
      repeated(record) === ':conn-line',
    claims: (difference, record) =>
      (is(record.step, 'subscribe') &&
        difference.kind === 'message' &&
        difference.what === 'surplus') ||
      ((injected(record) === ':conn-line' || repeated(record) === ':conn-line') &&
        difference.kind !== 'crash'),
    witness: (record) => {
      const { step } = record;
      const lineId = lineOfStep(record);
      return (
        is(step, 'subscribe') &&
        lineId !== null &&
        record.before.topology.uplinks.some((uplink) => uplink.below === nodeOf(record)) &&
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
      injected(record) === ':disconn-line' || repeated(record) === ':disconn-line',
    claims: (difference, record) =>
      (injected(record) === ':disconn-line' || repeated(record) === ':disconn-line') &&
      difference.kind !== 'crash',
    witness: (record) =>
      injected(record) === ':disconn-line' &&
      record.before.topology.uplinks.some((uplink) => uplink.below === nodeOf(record)),
    sometimes: 'a `:disconn-line` that is not held, at a node with a node above',
    rate: 0.01,
  },
  'LINE-6': {
    exercised: (record) =>
      is(record.step, 'subscribe') && onLine(record) && record.before.nodes.length > 1,
    claims: (difference, { step }) =>
      is(step, 'subscribe') && difference.kind === 'route' && difference.orcName !== step.orc,
    witness: (record) =>
      is(record.step, 'subscribe') &&
      record.before.topology.uplinks.some((uplink) => uplink.above === nodeOf(record)),
    sometimes: 'a subscription at a node that has a node below',
    rate: 0.05,
  },
  'LINE-7': {
    exercised: (record) => is(record.step, 'hall subscribe', 'hall unsubscribe'),
    claims: (difference, record) =>
      is(record.step, 'hall subscribe', 'hall unsubscribe') ||
      (difference.kind === 'route' && difference.orcName === 'greathall') ||
      (difference.kind === 'hearing' &&
        difference.place.orcName === 'greathall' &&
        routing(record)?.kind === 'line'),
    witness: (record) =>
      routing(record)?.kind === 'line' && record.heard.some((each) => each.orcName === 'greathall'),
    sometimes: 'greathall hears an event on its line',
    rate: 0.02,
  },
  'LINE-8': {
    through: 'tables',
    exercised: (record) => is(record.step, 'unsubscribe') && onLine(record),
    claims: (difference, record) =>
      is(record.step, 'unsubscribe') && ofAnotherLine(difference, record),
    witness: (record) => {
      const { step } = record;
      const lineId = lineOfStep(record);
      return (
        is(step, 'unsubscribe') &&
        lineId !== null &&
        attachmentsOf(record, step.orc).some((each) =>
          each.subscriptions.some((known) => known.lineId !== null && known.lineId !== lineId),
        )
      );
    },
    sometimes: 'an unsubscribe by an orc that holds another line',
    rate: 0.05,
  },
} as const satisfies Partial<Record<ClauseId, Check>>;
