/**
 * Consumption: the lines of the log for which one move of the model accounts. The observations of the move must match the next
 * lines of one of the streams, except for observations that the log may leave out. Within one move the order is free between two
 * carriers, and between the messages about two orcs.
 */
import type { Observation } from '#spec';
import { lineOf } from '#spec';
import type { Bindings } from './bindings.ts';
import { bindingsKeyOf } from './bindings.ts';
import { isLoggedObservation, isWhole, matchObservation } from './matching.ts';
import type { Cursors, Streams } from './streams.ts';

export interface Consumption {
  readonly cursors: Cursors;
  readonly bindings: Bindings;
  /** The observations in the order of their lines; those that the log leaves out come last. */
  readonly order: readonly Observation[];
}

/** A move of which some observations have not been matched yet. */
export interface UnfinishedConsumption extends Consumption {
  readonly unmatched: readonly Observation[];
}

/**
 * Finds all ways in which the next lines account for the observations; none where the log contradicts them. `isOptional`: whether
 * the log may leave an observation out. `strandOf`: in which strand of observations the order is kept. `onStuck` is called with each draft that cannot be continued.
 */
export function findConsumptions(
  observations: readonly Observation[],
  isOptional: (each: Observation) => boolean,
  streams: Streams,
  from: Pick<Consumption, 'cursors' | 'bindings'>,
  onStuck: (draft: UnfinishedConsumption) => void,
  strandOf: StrandOf = carrierOrderOf,
): Consumption[] {
  if (observations.length === 0) return [{ ...from, order: [] }];
  const found: Consumption[] = [];
  const known = new Set<string>();
  const open: UnfinishedConsumption[] = [{ ...from, order: [], unmatched: observations }];
  for (let draft = open.pop(); draft; draft = open.pop()) {
    const { cursors, bindings, order, unmatched } = draft;
    const key = `${cursors.join()} ${unmatched.map((each) => observations.indexOf(each)).join()} ${order.map((each) => (each.kind === 'message' ? observations.indexOf(each) : '')).join('')} ${bindingsKeyOf(bindings)}`;
    if (known.has(key)) continue;
    known.add(key);
    const isComplete = unmatched.every(isOptional) || streams.isEnded(cursors);
    if (isComplete) found.push({ cursors, bindings, order: [...order, ...unmatched] });
    const further = extendDraft(draft, isOptional, streams, strandOf);
    if (!isComplete && further.length === 0) onStuck(draft);
    open.push(...further.reverse());
  }
  return found;
}

function extendDraft(
  { cursors, bindings, order, unmatched }: UnfinishedConsumption,
  isOptional: (each: Observation) => boolean,
  streams: Streams,
  strandOf: StrandOf,
): UnfinishedConsumption[] {
  const ready = unmatched.filter((each, at) =>
    unmatched.every((other, before) => before >= at || strandOf(other) !== strandOf(each)),
  );
  const heads = streams.heads(cursors);
  const found: UnfinishedConsumption[] = [];
  for (const { stream, record } of heads) {
    if (!isLoggedObservation(record)) continue;
    for (const each of ready) {
      const after = matchObservation(each, record, bindings);
      if (!after) continue;
      const draft = {
        cursors: streams.advanceCursor(cursors, stream),
        bindings: after,
        order: [...order, each],
        unmatched: unmatched.filter((other) => other !== each),
      };
      // The line has all fields and the observation must be logged: no other pair needs to be tried.
      if (streams.count === 1 && isWhole(record) && !isOptional(each)) return [draft];
      found.push(draft);
    }
  }
  for (const each of ready)
    if (isOptional(each))
      found.push({
        cursors,
        bindings,
        order,
        unmatched: unmatched.filter((other) => other !== each),
      });
  return found;
}

/** Returns the strand of an observation: within a strand the order is kept. */
export type StrandOf = (did: Observation) => string;

/** The strands of what was kept for a client that did not read: there the order is kept on each line. @clause EVENT-14 */
export const lineOrderOf: StrandOf = (did) =>
  did.kind === 'frame'
    ? `${carrierOrderOf(did)} ${lineOf(did.event.topic) ?? did.event.id}`
    : carrierOrderOf(did);

/**
 * Returns the strand of an observation. Within a strand the order is kept: on one carrier, or among the messages on
 * one link about one orc.
 */
function carrierOrderOf(did: Observation): string {
  switch (did.kind) {
    case 'frame':
      return `frame ${did.node} ${did.pair}`;
    case 'emission':
    case 'refusal':
      return `${did.kind} ${did.node}`;
    case 'message':
      return `message ${did.below} ${did.above} ${did.message.orcName}`;
    case 'dispatch':
      return `dispatch ${did.node} ${did.orcName}`;
    case 'closed':
      return `closed ${did.pair}`;
    case 'handled':
      return 'handled';
    default:
      return did satisfies never;
  }
}
