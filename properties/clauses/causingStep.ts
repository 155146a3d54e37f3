/**
 * Causing step: which earlier step a difference comes from, where frames are held back. A delivery carries out what an earlier step
 * began, so the clauses are asked about that earlier step. It knows no clause.
 */
import type { Flight, State } from '#model';
import type { Message, PairId, Step, StepKind } from '#spec';
import { readMessage, uplinkPair } from '#spec';
import type { Difference } from '../compare/differences.ts';
import type { StepRecord } from '../compare/record.ts';

/**
 * Returns the steps that may have caused the difference, the likeliest first: the step itself, unless it only delivers what earlier
 * steps put in flight. A `settle` delivers what several steps put there; of these, those about the same orc, pair or event come
 * first, and malformed frames last.
 */
export function causingSteps(record: StepRecord, difference: Difference): readonly Step[] {
  const { step, before } = record;
  switch (step.kind) {
    case 'settle':
      return causesAtSettle(record, difference);
    case 'arrive':
      return [causeOn(before, step.pair, 'command') ?? step];
    case 'climb':
      return [causeOn(before, uplinkPair(step.below, step.above), 'command') ?? step];
    case 'descend':
      return [causeOn(before, uplinkPair(step.below, step.above), 'event') ?? step];
    case 'join':
    case 'command':
    case 'subscribe':
    case 'unsubscribe':
    case 'leave':
    case 'end':
    case 'cut':
    case 'rename':
    case 'publish':
    case 'hall subscribe':
    case 'hall unsubscribe':
    case 'inject':
    case 'garble':
    case 'stray':
    case 'uplink down':
    case 'uplink up':
    case 'restart':
    case 'crash':
    case 'hold':
    case 'repeat':
    case 'reattach':
    case 'stall':
    case 'resume':
      return [step];
    default:
      return step satisfies never;
  }
}

function causeOn({ flights }: State, pair: PairId, bus: Flight['bus']): Step | undefined {
  return flights.find((each) => each.pair === pair && each.bus === bus)?.cause;
}

function causesAtSettle(record: StepRecord, difference: Difference): readonly Step[] {
  const { step, before, differences } = record;
  if (difference.kind === 'growth' || difference.kind === 'crash') return [step];
  if (difference.kind === 'frame' || difference.kind === 'hearing' || difference.kind === 'handled')
    // Only a `publish` puts frames for clients in flight.
    return [publishOf(before, differences) ?? step];
  const inFlight = [...new Set(before.flights.map(({ cause }) => cause))];
  // If there are only surplus messages, they come from a duplicated message, provided that one is in flight.
  const repeated = inFlight.find(({ kind }) => kind === 'repeat');
  if (repeated && differences.every((each) => each.kind === 'message' && each.what === 'surplus'))
    return [repeated];
  const ranked = inFlight
    .filter(({ kind }) => kind !== 'publish')
    .toSorted((one, other) => distance(one, difference) - distance(other, difference));
  return ranked.length > 0 ? ranked : [step];
}

/** Returns the `publish` step of the event that differs, if the event is in flight; otherwise that of any one event in flight. */
function publishOf({ flights }: State, differences: readonly Difference[]): Step | undefined {
  const ids = differences.flatMap((each) => (each.kind === 'frame' ? [each.eventId] : []));
  const published = flights.filter(({ cause }) => cause.kind === 'publish');
  const named = published.find(
    ({ input }) =>
      input.kind === 'event' && ids.includes(String((input.frame as { id?: unknown } | null)?.id)),
  );
  return (named ?? published[0])?.cause;
}

/**
 * How far a step is from a difference: 0 if it is about the same orc, pair or command and sends such a message. A malformed frame is
 * the farthest, unless its own refusal differs.
 */
function distance(step: Step, difference: Difference): number {
  if (isMalformed(step))
    return difference.kind === 'refusal' && difference.fault === 'MALFORMED' ? 0 : 4;
  return (
    (isAboutSame(step, difference) ? 0 : 1) +
    (difference.kind !== 'message' || sends(step, difference.message) ? 0 : 2)
  );
}

/** The kinds of step that make a node send a message of this kind by themselves. */
const SENDERS: Readonly<Record<Message['kind'], readonly StepKind[]>> = {
  command: ['command', 'join'],
  ':conn-line': ['subscribe'],
  ':disconn-line': ['unsubscribe'],
  ':delete-route': ['leave', 'end', 'cut', 'uplink down', 'crash'],
  ':announce': ['uplink up', 'reattach', 'restart', 'crash'],
  ':rename': ['rename'],
  ':way': ['uplink down', 'uplink up', 'join', 'command', 'leave', 'cut'],
};

const sends = (step: Step, { kind }: Message): boolean =>
  SENDERS[kind].includes(step.kind) ||
  (step.kind === 'inject' && (step.frame as { readonly kind?: unknown } | null)?.kind === kind);

function isMalformed(step: Step): boolean {
  if (step.kind === 'garble' || step.kind === 'stray') return true;
  return step.kind === 'inject' && typeof readMessage(step.frame) === 'string';
}

function isAboutSame(step: Step, difference: Difference): boolean {
  switch (difference.kind) {
    case 'route':
      return orcOf(step) === difference.orcName;
    case 'message':
      return orcOf(step) === difference.message.orcName;
    case 'closed':
      return 'pair' in step && step.pair === difference.pair;
    case 'dispatch':
      return 'name' in step && step.name === difference.name;
    default:
      return false;
  }
}

function orcOf(step: Step): string | null {
  if (step.kind === 'inject') {
    const message = readMessage(step.frame);
    return typeof message === 'string' ? null : message.orcName;
  }
  return 'orc' in step ? step.orc : null;
}
