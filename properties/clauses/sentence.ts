/**
 * The sentence of a divergence: what the router does wrong, and at which event, for somebody who knows routers but not the law. It
 * is made from the step and the difference alone, so that it says nothing that the run did not show.
 */
import type {
  Fault,
  History,
  NodeToken,
  Observation,
  OrcName,
  Place,
  Route,
  Step,
  Table,
} from '#spec';
import { attachmentOf, demandedFaults, faults, GREATHALL, routingOf } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import { describeGrowth } from '../network/growth.ts';
import { shortenText } from '../wording/shorten.ts';
import { phraseOfStep } from '../wording/steps.ts';
import { messageNews } from './messageNews.ts';
import type { NearMiss, OtherFault, OtherForward } from './nearMiss.ts';
import { nearMessage, otherCarrier, otherFault, otherForward } from './nearMiss.ts';

/** A sentence names at most this many of the steps that are under way: the latest. */
const MOST_CAUSES = 3;

/**
 * Says what happens and what the router does wrong at it: `When p1@n1 leaves, n1 keeps the entry of p1@n1.` `cause`: the step that
 * caused the difference, which is an earlier one where frames are held back.
 */
export function sentenceOf(record: StepRecord, cause: Step, difference: Difference): string {
  return `When ${happeningOf(record, cause)}, ${wrongdoingOf(record, cause, difference)}.`;
}

/** Says the step that caused the difference and the delivery at which it showed; for a settle, all steps that were under way. */
function happeningOf({ step, before }: StepRecord, cause: Step): string {
  const causes = step.kind === 'settle' ? before.flights.map((flight) => flight.cause) : [cause];
  const phrases = [...new Set(causes.map(phraseOfStep))].slice(-MOST_CAUSES);
  if (cause !== step || step.kind === 'settle') phrases.push(phraseOfStep(step));
  return phrases.map((each) => shortenText(each)).join(', and ');
}

function wrongdoingOf(record: StepRecord, cause: Step, difference: Difference): string {
  switch (difference.kind) {
    case 'route':
      return routeWrongdoing(record, difference);
    case 'frame':
      return frameWrongdoing(record, difference);
    case 'hearing':
      return hearingWrongdoing(record, cause, difference);
    case 'message': {
      const { below, message, what } = difference;
      const near = nearMessage(record.differences, difference);
      if (near) return nearText(below, near);
      if (message.kind === 'command' && !message.join) {
        const command = `the command ${shortenText(JSON.stringify(message.name))} of ${message.orcName}`;
        return what === 'missing'
          ? `${below} does not pass ${command} on to the node above`
          : `${below} passes ${command} on to the node above, which it must not`;
      }
      return what === 'missing'
        ? `${below} does not tell the node above that ${messageNews(message)}`
        : `${below} tells the node above that ${messageNews(message)}, which it must not`;
    }
    case 'refusal': {
      const { node, fault, what } = difference;
      const other = otherFault(record, difference);
      if (other) return otherFaultText(record, node, other);
      return what === 'missing'
        ? `${node} accepts it, but must refuse it with ${fault}: ${refusalReason(record.expected, difference)}`
        : `${node} refuses it with ${fault}, but must accept it; its reason: ${refusalReason(record.observed, difference)}`;
    }
    case 'closed':
      return difference.what === 'missing'
        ? `the router leaves ${difference.pair} open, but must close it`
        : `the router closes ${difference.pair}, which must stay open`;
    case 'dispatch':
      return difference.what === 'missing'
        ? `${difference.node} does not hand the command ${difference.name} to its handlers`
        : `${difference.node} hands the command ${difference.name} to its handlers, which it must not`;
    case 'handled': {
      const { orcName, pattern, what } = difference;
      const handler = `the handler of ${orcName} for ${shortenText(JSON.stringify(pattern))}`;
      if (what === 'altered') return `${handler} gets another event than was published`;
      return what === 'missing' ? `${handler} does not run` : `${handler} runs too often`;
    }
    case 'misdirected':
      return difference.what === 'send'
        ? `${difference.node} sends on the uplink ${difference.to}, which it knows to be down or was never told of`
        : `${difference.node} writes on the pair ${difference.to}, which it knows to be over or was never told of`;
    case 'growth':
      return describeGrowth(difference);
    case 'crash':
      if (difference.endless) return difference.error;
      return difference.timedOut
        ? `the network did not come to rest in time: ${shortenText(difference.error)}`
        : `the router throws: ${shortenText(difference.error)}`;
    default:
      return difference satisfies never;
  }
}

type RouteDifference = Extract<Difference, { readonly kind: 'route' }>;

function routeWrongdoing(
  record: StepRecord,
  { node, orcName, what, lineId }: RouteDifference,
): string {
  const tables = record.tables.find((each) => each.node === node);
  const [right, wrong] = [routeIn(tables?.expected, orcName), routeIn(tables?.observed, orcName)];
  const entry = `the table entry of ${orcName}`;
  const isMoved = (is: string) =>
    record.differences.some(
      (each) =>
        each.kind === 'route' && each.node === node && each.orcName === orcName && each.what === is,
    );
  if (right && wrong && isMoved('missing') && isMoved('surplus'))
    return `${node} has ${entry} ${behindWords(wrong)}; right is ${behindWords(right)}`;
  if (what === 'missing') {
    const behind = right ? `, which is ${behindWords(right)}` : '';
    return knewOrc(record, orcName)
      ? `${node} loses ${entry}${behind}`
      : `${node} makes no table entry for ${orcName}${behind}`;
  }
  if (what === 'surplus')
    return knewOrc(record, orcName)
      ? `${node} keeps ${entry}, which must go`
      : `${node} makes a table entry for ${orcName}, which it must not`;
  if (what === 'lines') {
    const countOf = (route: Route | null) =>
      route?.lines.find((each) => each.lineId === lineId)?.count ?? 0;
    return `${node} counts ${timesText(countOf(wrong))} for ${orcName} on line ${lineId}; right is ${timesText(countOf(right))}`;
  }
  const told = toldWrongly(record, node, orcName);
  if (told) return told;
  const valueIn = (route: Route | null) => shortenText(JSON.stringify(route?.[what] ?? null));
  return `${node} has ${what} ${valueIn(wrong)} in ${entry}; right is ${valueIn(right)}`;
}

const nearText = (below: NodeToken, { subject, wrong, right }: NearMiss) =>
  `${below} sends the node above ${subject} with ${wrong}; right is ${right}`;

/** Says what a lower node told this one wrongly of the orc, so that its entry is wrong through no fault of this node; null if nothing. */
function toldWrongly(
  { differences, before }: StepRecord,
  node: NodeToken,
  orcName: OrcName,
): string | null {
  for (const each of differences) {
    if (each.kind !== 'message' || each.message.orcName !== orcName) continue;
    const { below } = each;
    if (!before.topology.uplinks.some((link) => link.below === below && link.above === node))
      continue;
    const near = nearMessage(differences, each);
    if (near) return nearText(below, near);
  }
  return null;
}

const timesText = (count: number) => (count === 1 ? '1 subscription' : `${count} subscriptions`);

const behindWords = ({ backend, socket }: Route) =>
  backend === 'ee' ? `on the node's own emitter` : `behind ${socket}`;

const routeIn = (table: Table | null | undefined, orcName: OrcName): Route | null =>
  table?.routes.find((route) => route.orcName === orcName) ?? null;

/** Whether the orc had joined somewhere before this step. */
function knewOrc({ before }: StepRecord, orcName: OrcName): boolean {
  return (
    orcName === GREATHALL || before.history.attachments.some((each) => each.orcName === orcName)
  );
}

function frameWrongdoing(record: StepRecord, difference: FrameDifference): string {
  const { history } = record.before;
  const { node, pair, what } = difference;
  const orcs = history.attachments.filter((each) => each.pair === pair);
  const behind =
    orcs.length > 0 ? `, behind which is ${orcs.map((each) => each.orcName).join(' and ')}` : '';
  const way = wayText(pair);
  const { step } = record;
  const isKept = step.kind === 'resume' && step.pair === pair;
  if (what === 'missing' || what === 'surplus') {
    const forward = otherForward(record);
    if (forward) return forwardText(forward);
    const other = otherCarrier(record.differences, difference);
    if (other && what === 'missing')
      return `${node} sends the event ${wayText(other.pair)} instead of ${way}${shortenText(behind)}`;
    if (other) return frameWrongdoing(record, other);
  }
  switch (what) {
    case 'missing':
      return `${node} does not send the event ${way}${shortenText(behind) || ', where somebody is to hear it'}`;
    case 'surplus':
      return pair !== null && history.stalled.includes(pair) && !isKept
        ? `the event comes on ${pair}, though its client does not read`
        : `${node} sends the event ${way}, where nobody is to hear it`;
    case 'double':
      return `${node} sends ${isKept ? 'an event that it kept' : 'the event'} ${way} twice`;
    case 'altered':
      return `${node} changes the event that it sends ${way}`;
    case 'misaddressed':
      return `${node} sends the event ${way} for other homes, by another trail or of another origin than the law says`;
    case 'late':
      return isKept
        ? `${node} sends an event that it kept ${way} after a later one of its line`
        : `${node} sends an event of an earlier step ${way}`;
    default:
      return what satisfies never;
  }
}

type FrameDifference = Extract<Difference, { readonly kind: 'frame' }>;

const wayText = (pair: string | null) => (pair === null ? `on its own emitter` : `to ${pair}`);

function forwardText({ node, pair, wrong, right }: OtherForward): string {
  const text = (forward: string | null) => (forward === null ? 'no forward' : `forward ${forward}`);
  return `${node} sends the event ${wayText(pair)} with ${text(wrong)}; right is ${text(right)}`;
}

function hearingWrongdoing(
  record: StepRecord,
  cause: Step,
  { place, what }: Extract<Difference, { readonly kind: 'hearing' }>,
): string {
  const { history } = record.before;
  const forward = what === 'double' ? null : otherForward(record);
  const who =
    place.orcName === GREATHALL
      ? `greathall of ${place.node}`
      : `${place.orcName} at ${place.node}`;
  if (forward)
    return `${forwardText(forward)}, so that ${who} ${what === 'missing' ? 'does not hear it' : 'hears it, which it must not'}`;
  if (what === 'double') return `${who} hears the event twice`;
  if (what === 'surplus') return `${who} hears the event, which is not for it`;
  return `${who} does not hear the event, though ${addresseeReason(history, cause, place)}`;
}

/** Says why the event of the step is for somebody at this place. */
function addresseeReason(history: History, cause: Step, { orcName, node, pair }: Place): string {
  const routing = cause.kind === 'publish' ? routingOf(cause.topic) : null;
  if (routing?.kind === 'broadcast') return 'it is there and the event is for everybody';
  if (routing?.kind === 'result') return 'the event is a result for it';
  const subscriptions =
    orcName === GREATHALL
      ? history.halls.find((hall) => hall.node === node)?.subscriptions
      : attachmentOf(history, orcName, pair)?.subscriptions;
  const patterns = (subscriptions ?? [])
    .filter(({ lineId }) => lineId === routing?.lineId)
    .map(({ pattern }) => JSON.stringify(pattern));
  return patterns.length > 0
    ? `it is subscribed to ${shortenText(patterns.join(', '))}`
    : 'it is for it';
}

/** Says a refusal with another fault than the law's. A fault that the law does not demand may be answered with silence. */
function otherFaultText(
  { expected, observed }: StepRecord,
  node: string,
  { wrong, right }: OtherFault,
): string {
  const told = `${node} refuses it with ${wrong}: ${refusalReason(observed, { node, fault: wrong })}`;
  const reason = refusalReason(expected, { node, fault: right });
  return `${told}; right is ${right}${demandedFaults.has(right) ? '' : ' or silence'}: ${reason}`;
}

/** Returns what the refusal itself says is wrong, else what its fault means. */
function refusalReason(
  seen: readonly Observation[],
  { node, fault }: { readonly node: string; readonly fault: Fault },
): string {
  const refusal = seen.find(
    (each) => each.kind === 'refusal' && each.node === node && each.fault === fault,
  );
  const detail = refusal?.kind === 'refusal' ? refusal.detail : '';
  return shortenText(detail || faults[fault].replace(/ \(.*\)$/, ''));
}
