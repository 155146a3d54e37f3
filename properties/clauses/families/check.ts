/**
 * A check: how one clause is judged on a step. `claims` says which differences break the clause. `exercised` says whether the
 * clause speaks about such a step. `witness` says whether the step tests the clause in earnest, so that no clause holds only
 * because nothing tested it.
 */
import type {
  Attachment,
  Feature,
  LineId,
  NodeToken,
  OrcName,
  Routing,
  Step,
  StepKind,
} from '#spec';
import { hasEmptyLine, lineOf, readMessage, routingOf, uplinkPair } from '#spec';
import type { Difference } from '../../compare/differences.ts';
import type { StepRecord } from '../../compare/record.ts';
import type { Standing } from '../halves/standing.ts';

export interface Check {
  readonly exercised: (record: StepRecord) => boolean;
  readonly claims: (difference: Difference, record: StepRecord) => boolean;
  readonly witness: (record: StepRecord) => boolean;
  /** The witness in words, as reports print it. */
  readonly sometimes: string;
  /** The smallest share of all scenarios (0 to 1) that must show the witness. */
  readonly rate: number;
  /** Features without which no scenario can show the witness, so that the clause is `declined`: of each list one is needed. */
  readonly witnessNeeds?: readonly (readonly Feature[])[];
  /** The feature through which the clause is observed: without it, the clause is `declined` and never `holds`. */
  readonly through?: Feature;
  /** The witness of the half that is judged by hearing, where the clause has one (`clauses/halves/standing.ts`). */
  readonly byHearing?: { readonly sometimes: string; readonly rate: number };
}

/** Returns the witness that reports name: that of the clause, or of its half. */
export const witnessOf = (
  check: Check,
  standing: Standing | null,
): { readonly sometimes: string; readonly rate: number } =>
  (standing === 'by hearing' ? check.byHearing : undefined) ?? check;

export const isKind = <Kind extends StepKind>(
  step: Step,
  ...kinds: Kind[]
): step is Extract<Step, { readonly kind: Kind }> => (kinds as string[]).includes(step.kind);

/** Returns the attachments of the orc before the step. */
export const attachmentsOf = (record: StepRecord, orc: OrcName): Attachment[] =>
  record.before.history.attachments.filter((each) => each.orcName === orc);

/** Returns how the event of a `publish` step is routed; null when the event is refused, or for other steps. */
export function routingOfStep(record: StepRecord): Routing | null {
  const { step } = record;
  return step.kind === 'publish' && !hasEmptyLine(step.topic) ? routingOf(step.topic) : null;
}

/** Whether the step publishes an event after everyone has left: nobody may be sent it (SAFE-3). */
export const isAfterEveryone = ({ last, step }: StepRecord): boolean =>
  last && step.kind === 'publish';

/** Whether the difference is about who is reached by an event, not about how often or in which shape. */
export const concernsReach = (difference: Difference): boolean =>
  (difference.kind === 'hearing' && difference.what !== 'double') ||
  (difference.kind === 'frame' && (difference.what === 'missing' || difference.what === 'surplus'));

/** Whether the difference is a frame on a link that should not be there: it was sent towards nobody (PRUNE). */
export const isUnpruned = (difference: Difference, { before }: StepRecord): boolean =>
  difference.kind === 'frame' &&
  difference.what === 'surplus' &&
  before.topology.uplinks.some(({ below, above }) => uplinkPair(below, above) === difference.pair);

/** Whether the difference is about who is given an event: like `concernsReach`, but without what merely crosses a link. */
export const concernsHearing = (difference: Difference, record: StepRecord): boolean =>
  concernsReach(difference) && !isUnpruned(difference, record);

export const isPlainPublish = (record: StepRecord): boolean =>
  record.step.kind === 'publish' && record.step.forward === undefined;

export const hasNoAudience = (record: StepRecord): boolean => record.may.length === 0;

/** Whether the step publishes an event on a line, not forwarded. */
export const isLineEvent = (record: StepRecord): boolean =>
  isPlainPublish(record) && routingOfStep(record)?.kind === 'line';

/** Whether the step publishes a result, not forwarded. */
export const isResult = (record: StepRecord): boolean =>
  isPlainPublish(record) && routingOfStep(record)?.kind === 'result';

/** Returns the kind of an injected message, or `malformed`, also for what comes on a pair that is not open; null for other steps. */
export function injectedKindOf(record: StepRecord): string | null {
  if (isKind(record.step, 'garble', 'stray')) return 'malformed';
  if (record.step.kind !== 'inject') return null;
  const message = readMessage(record.step.frame);
  return typeof message === 'string' ? 'malformed' : message.kind;
}

/** Returns the kind of the message that a `repeat` step duplicates; null for other steps. */
export function repeatedKindOf({ step, before }: StepRecord): string | null {
  if (step.kind !== 'repeat') return null;
  const pair = uplinkPair(step.below, step.above);
  const next =
    before.flights.find((each) => each.cause === step) ??
    before.flights.find((each) => each.pair === pair && each.bus === 'command');
  const message = next?.input.kind === 'frame' ? readMessage(next.input.frame) : '';
  return typeof message === 'string' ? null : message.kind;
}

/** Whether an injected message is about an orc that its node knows through another pair. */
export function isForeignMessage(record: StepRecord): boolean {
  const { step } = record;
  if (step.kind !== 'inject') return false;
  const message = readMessage(step.frame);
  if (typeof message === 'string') return false;
  const { orcName } = message;
  const attachments = record.before.history.attachments.filter((each) => each.orcName === orcName);
  return attachments.length > 0 && attachments.every((each) => each.pair !== step.pair);
}

/** Counts the nodes whose tables the step can have changed. */
export const hopCountOf = (record: StepRecord): number => record.tables.length;

/** Whether at least this many nodes took part. Always true for a router that declares only single nodes. */
export const spans = (record: StepRecord, nodes: number): boolean =>
  hopCountOf(record) >= nodes || !record.features.has('nodes');

export const lineOfStep = ({ step }: StepRecord): LineId | null =>
  'topic' in step ? lineOf(step.topic) : null;

/** Returns the attachments that the step ended. */
export const attachmentsEndedBy = (record: StepRecord): Attachment[] =>
  record.before.history.attachments.filter(
    (each) =>
      !record.after.history.attachments.some(
        (left) => left.orcName === each.orcName && left.pair === each.pair,
      ),
  );

export const isAbout = (difference: Difference, orc: OrcName): boolean =>
  (difference.kind === 'route' && difference.orcName === orc) ||
  (difference.kind === 'message' && difference.message.orcName === orc);

/** Returns the node at which the step is done; undefined for a departure, which may happen at several nodes. */
export function nodeOfStep({ step, before }: StepRecord): NodeToken | undefined {
  if ('node' in step) return step.node;
  return 'pair' in step
    ? before.topology.pairs.find((pair) => pair.id === step.pair)?.node
    : undefined;
}
