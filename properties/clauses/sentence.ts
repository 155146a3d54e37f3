/**
 * The sentence of a divergence: what the router does wrong, and at which event, for somebody who knows routers but not the law. It
 * is made from the step and the difference alone, so that it says nothing that the run did not show.
 */
import type { Message, Observation, OrcName, Route, Step, Table } from '#spec';
import { attachmentOf, faults, GREATHALL } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import { describeGrowth } from '../network/growth.ts';
import { shortenText } from '../wording/shorten.ts';
import { phraseOfStep } from '../wording/steps.ts';

/**
 * Says what happens and what the router does wrong at it: `When p1@n1 leaves, n1 keeps the entry of p1@n1.` `step`: the step that
 * caused the difference, which is an earlier one where frames are held back.
 */
export function sentenceOf(record: StepRecord, step: Step, difference: Difference): string {
  const happens = shortenText(phraseOfStep(step));
  const arrival = step === record.step ? '' : `, and ${phraseOfStep(record.step)}`;
  return `When ${happens}${arrival}, ${wrongdoingOf(record, difference)}.`;
}

function wrongdoingOf(record: StepRecord, difference: Difference): string {
  switch (difference.kind) {
    case 'route':
      return routeWrongdoing(record, difference);
    case 'frame':
      return frameWrongdoing(difference);
    case 'hearing':
      return hearingWrongdoing(record, difference);
    case 'message': {
      const { below, message, what } = difference;
      return what === 'missing'
        ? `${below} does not tell the node above that ${messageNews(message)}`
        : `${below} tells the node above that ${messageNews(message)}, which it must not`;
    }
    case 'refusal': {
      const { node, fault, what } = difference;
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
      return `the router throws: ${shortenText(difference.error)}`;
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
  const valueIn = (route: Route | null) => shortenText(JSON.stringify(route?.[what] ?? null));
  return `${node} has ${what} ${valueIn(wrong)} in ${entry}; right is ${valueIn(right)}`;
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

function frameWrongdoing({
  node,
  pair,
  what,
}: Extract<Difference, { readonly kind: 'frame' }>): string {
  const way = pair === null ? `on its own emitter` : `to ${pair}`;
  switch (what) {
    case 'missing':
      return `${node} does not send the event ${way}, where somebody is to hear it`;
    case 'surplus':
      return `${node} sends the event ${way}, where nobody is to hear it`;
    case 'double':
      return `${node} sends the event ${way} twice`;
    case 'altered':
      return `${node} changes the event that it sends ${way}`;
    case 'late':
      return `${node} sends an event of an earlier step ${way}`;
    default:
      return what satisfies never;
  }
}

function hearingWrongdoing(
  { before: { history } }: StepRecord,
  { place, what }: Extract<Difference, { readonly kind: 'hearing' }>,
): string {
  const { orcName, node, pair } = place;
  const who = orcName === GREATHALL ? `greathall of ${node}` : `${orcName} at ${node}`;
  if (what === 'double') return `${who} hears the event twice`;
  if (what === 'surplus') return `${who} hears the event, which is not for it`;
  const patterns =
    orcName === GREATHALL
      ? history.halls.find((hall) => hall.node === node)?.subscriptions
      : attachmentOf(history, orcName, pair)?.subscriptions;
  const listed = (patterns ?? []).map(({ pattern }) => JSON.stringify(pattern)).join(', ');
  return `${who} does not hear the event${listed ? `, though it is subscribed to ${shortenText(listed)}` : ', though it is there'}`;
}

function messageNews(message: Message): string {
  const { orcName } = message;
  switch (message.kind) {
    case 'command':
      return message.join
        ? `${orcName} has joined`
        : `${orcName} sent ${shortenText(JSON.stringify(message.name))}`;
    case ':conn-line':
      return `${orcName} holds line ${message.lineId}`;
    case ':disconn-line':
      return `${orcName} has given up line ${message.lineId}`;
    case ':delete-route':
      return `${orcName} has left`;
    case ':announce':
      return `${orcName} is behind it`;
    case ':rename':
      return `${orcName} is now called ${message.to}`;
    default:
      return message satisfies never;
  }
}

/** Returns what the refusal itself says is wrong, else what its fault means. */
function refusalReason(
  seen: readonly Observation[],
  { node, fault }: Extract<Difference, { readonly kind: 'refusal' }>,
): string {
  const refusal = seen.find(
    (each) => each.kind === 'refusal' && each.node === node && each.fault === fault,
  );
  const detail = refusal?.kind === 'refusal' ? refusal.detail : '';
  return shortenText(detail || faults[fault].replace(/ \(.*\)$/, ''));
}
