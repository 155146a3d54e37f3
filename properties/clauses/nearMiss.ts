/**
 * Near misses: what the router did in the place of what the law asks, where the two differ in a few fields. A finding then says which
 * field is wrong, instead of that the right thing is missing. It decides no verdict.
 */
import type { Fault, Message, Observation } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';
import { shortenText } from '../wording/shorten.ts';

type DifferenceOf<Kind extends Difference['kind']> = Extract<Difference, { readonly kind: Kind }>;

/** Something done with wrong fields: what was done, the fields that it has, and the fields that are right. */
export interface NearMiss {
  readonly subject: string;
  readonly wrong: string;
  readonly right: string;
}

/** With more wrong fields than these it is another message. */
const MOST_WRONG_FIELDS = 2;

/** Returns the message that was sent up in the place of another, whichever of the two the difference is about; null if none was. */
export function nearMessage(
  differences: readonly Difference[],
  difference: DifferenceOf<'message'>,
): NearMiss | null {
  const { what, below, message } = difference;
  let nearest: readonly { message: Message; fields: readonly string[] }[] = [];
  for (const each of differences) {
    if (each.kind !== 'message' || each.what === what || each.below !== below) continue;
    if (each.message.kind !== message.kind) continue;
    const fields = differingFields(message, each.message);
    if (fields.length === 0 || fields.length > MOST_WRONG_FIELDS) continue;
    const [best] = nearest;
    if (!best || fields.length < best.fields.length) nearest = [{ message: each.message, fields }];
  }
  const [other] = nearest;
  if (!other) return null;
  const [right, wrong] = what === 'missing' ? [message, other.message] : [other.message, message];
  const named = right.kind === 'command' ? `command ${JSON.stringify(right.name)}` : right.kind;
  return {
    subject: `the ${shortenText(named)}${other.fields.includes('orcName') ? '' : ` of ${right.orcName}`}`,
    wrong: fieldsText(wrong, other.fields),
    right: fieldsText(right, other.fields),
  };
}

const fieldsText = (message: Message, fields: readonly string[]) =>
  fields
    .map((field) => `${field} ${shortenText(fieldsOf(message)[field] ?? 'none')}`)
    .join(' and ');

function differingFields(left: Message, right: Message): string[] {
  const [ones, others] = [fieldsOf(left), fieldsOf(right)];
  return Object.keys({ ...ones, ...others }).filter((field) => ones[field] !== others[field]);
}

/** All fields of a message but its kind, those of its `arp` among them, as text. The order of hordes is free. */
function fieldsOf(message: Message): Readonly<Record<string, string | undefined>> {
  const { kind: _, ...rest } = message;
  const { arp = null, ...own } = { arp: undefined, ...rest };
  const flat = { ...own, ...(arp === null ? {} : { ...arp, hordes: arp.hordes.toSorted() }) };
  return Object.fromEntries(
    Object.entries(flat).map(([field, value]) => [field, JSON.stringify(value)]),
  );
}

/** A refusal with one fault, where another is right. */
export interface OtherFault {
  readonly wrong: Fault;
  readonly right: Fault;
}

/**
 * Returns the two faults, where the router refuses an input, but not with the fault of the law; null if it takes an input that is to be
 * refused, or refuses one that is not.
 */
export function otherFault(
  { step, expected, observed }: StepRecord,
  { node, fault, what }: DifferenceOf<'refusal'>,
): OtherFault | null {
  // Several inputs may be refused then, each with its own fault.
  if (step.kind === 'settle') return null;
  const faultsIn = (seen: readonly Observation[]) =>
    seen.flatMap((each) => (each.kind === 'refusal' && each.node === node ? [each.fault] : []));
  const [rights, wrongs] = [faultsIn(expected), faultsIn(observed)];
  const [other] = what === 'missing' ? wrongs : rights;
  if (other === undefined || rights.length !== wrongs.length || other === fault) return null;
  return what === 'missing' ? { wrong: other, right: fault } : { wrong: fault, right: other };
}

/** A frame whose `forward` is not the law's; null stands for none. */
export interface OtherForward {
  readonly node: string;
  readonly pair: string | null;
  readonly wrong: string | null;
  readonly right: string | null;
}

/** Returns the first event that went where it must, but with another `forward`: it is then for others than it should be. */
export function otherForward({ expected, observed }: StepRecord): OtherForward | null {
  for (const wrong of observed) {
    if (wrong.kind !== 'frame' && wrong.kind !== 'emission') continue;
    const pair = pairOf(wrong);
    const rights = expected.filter(
      (each): each is Carried =>
        (each.kind === 'frame' || each.kind === 'emission') &&
        each.node === wrong.node &&
        pairOf(each) === pair &&
        each.event.id === wrong.event.id,
    );
    const [right] = rights;
    if (!right || rights.some(({ event }) => event.forward === wrong.event.forward)) continue;
    return {
      node: wrong.node,
      pair,
      wrong: wrong.event.forward ?? null,
      right: right.event.forward ?? null,
    };
  }
  return null;
}

type Carried = Extract<Observation, { readonly kind: 'frame' | 'emission' }>;
const pairOf = (each: Carried) => (each.kind === 'frame' ? each.pair : null);

/** Returns the pair over which the event went in the place of the one that is right, or the other way round; null if there is none. */
export function otherCarrier(
  differences: readonly Difference[],
  { node, eventId, what }: DifferenceOf<'frame'>,
): DifferenceOf<'frame'> | null {
  const opposite = what === 'missing' ? 'surplus' : 'missing';
  const framesThat = (which: typeof what) =>
    differences.filter(
      (each): each is DifferenceOf<'frame'> =>
        each.kind === 'frame' &&
        each.what === which &&
        each.node === node &&
        each.eventId === eventId,
    );
  const [own, others] = [framesThat(what), framesThat(opposite)];
  return own.length === 1 && others.length === 1 ? (others[0] ?? null) : null;
}
