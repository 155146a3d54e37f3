/**
 * Expansion: from one possible state of the model, everything that may come next: first what the next lines of the log tell, then
 * deliveries that nobody could see. Separate from the search, which says in which order possible states are visited and when it
 * gives up.
 */
import type { Flight } from '#model';
import { tableOf } from '#model';
import type { NodeToken, Step, Topology, Tracelog } from '#spec';
import { eventIdOf, uplinkPair } from '#spec';
import type { Bindings } from './bindings.ts';
import { bind, bindId, unbind } from './bindings.ts';
import type { UnfinishedConsumption } from './consumption.ts';
import { findConsumptions, lineOrderOf } from './consumption.ts';
import { mayBeUntold, mayOccurOutsideModel } from './freedom.ts';
import type { Vocabulary } from './guesses.ts';
import { guessSteps } from './guesses.ts';
import { isLoggedObservation, matchTable } from './matching.ts';
import type { Move } from './moves.ts';
import {
  applyRequest,
  carriesRename,
  deliverableFlights,
  deliverFlight,
  reorderFlights,
  requestNodeOf,
} from './moves.ts';
import type { Possibility } from './possibility.ts';
import type { Cursors, Head, Streams } from './streams.ts';
import { progressOf } from './streams.ts';
import type { Survey } from './survey.ts';
import { shuffleGuesses } from './tries.ts';

/** At least so many of the latest steps are known, to say to which of them a refused line belongs. */
const KEPT_STEPS = 2000;

export class Expansion {
  /** For each step: the line that requested it. */
  readonly lineOfStep = new Map<Step, number>();
  /** For each line: why the law leaves open what the line requests, if it does so in every state; otherwise null. */
  readonly openReasons = new Map<number, string | null>();
  readonly #topology: Topology;
  readonly #streams: Streams;
  readonly #vocabulary: Vocabulary;
  readonly #complete: ReadonlySet<Tracelog['header']['complete'][number]>;
  readonly #links: ReadonlySet<string>;
  /** For each request, by its number: its line. */
  readonly #lineOfRequest = new Map<number, number>();
  readonly #hasAcknowledgements: boolean;
  readonly #noteStuck: (possibility: Possibility) => void;

  /** `noteStuck` is called with each state in which the log has only a part of a move's observations. */
  constructor(
    { header, vocabulary, hasAcknowledgements }: Survey,
    streams: Streams,
    noteStuck: (possibility: Possibility) => void,
  ) {
    [this.#topology, this.#streams, this.#noteStuck] = [header.topology, streams, noteStuck];
    this.#vocabulary = vocabulary;
    this.#hasAcknowledgements = hasAcknowledgements;
    this.#complete = new Set(header.complete);
    this.#links = new Set(this.#topology.uplinks.map((each) => uplinkPair(each.below, each.above)));
  }

  /**
   * Forgets the requests that are over, when the search has gone past this line for good and these are all possible states: those of which nothing
   * is under way, but for the latest.
   */
  forget(line: number, possibilities: readonly Possibility[]): void {
    for (const [each] of this.openReasons) if (each < line) this.openReasons.delete(each);
    if (this.lineOfStep.size < 2 * KEPT_STEPS) return;
    const causes = new Set<Step>();
    for (const { state } of possibilities) for (const { cause } of state.flights) causes.add(cause);
    const all = [...this.lineOfStep];
    this.lineOfStep.clear();
    for (const [at, [step, its]] of all.entries())
      if (causes.has(step) || at >= all.length - KEPT_STEPS) this.lineOfStep.set(step, its);
    const live = new Set(this.lineOfStep.values());
    for (const [request, its] of this.#lineOfRequest)
      if (!live.has(its)) this.#lineOfRequest.delete(request);
  }

  /**
   * Returns the possible next states, the likeliest first: those that a line tells, then those after deliveries that leave no
   * trace.
   */
  expand(here: Possibility, attempt: number): Possibility[] {
    const heads = this.#streams.heads(here.cursors);
    const byLines = heads.flatMap((head) => this.#acceptLine(here, head, attempt));
    const concernsAllNodes = heads.some(({ record }) => this.#nodeOf(record) === null);
    const byDeliveries = deliverableFlights(here.state)
      .filter(({ to }) => this.#isInTurn(here, to, concernsAllNodes))
      .flatMap((flight) => this.#deliver(here, flight));
    return [
      ...byLines,
      ...byDeliveries.filter(({ cursors }) => progressOf(cursors) > progressOf(here.cursors)),
      ...byDeliveries.filter(({ cursors }) => progressOf(cursors) === progressOf(here.cursors)),
    ];
  }

  /**
   * Whether the node may do the next move (partial-order reduction). After a delivery that left no trace, only that delivery's
   * node may; otherwise the nodes take their turns in order.
   */
  #isInTurn({ silentNode, state }: Possibility, to: NodeToken, concernsAllNodes: boolean): boolean {
    if (silentNode === null || silentNode === to) return true;
    const at = (token: NodeToken) => state.nodes.findIndex((each) => each.token === token);
    return concernsAllNodes && at(to) > at(silentNode);
  }

  /** Returns the node that a request or a table is about; null if it is about several, undefined for an observation. */
  #nodeOf(record: Head['record']): NodeToken | null | undefined {
    if (isLoggedObservation(record)) return undefined;
    if (record.kind === 'table') return record.node;
    return record.kind === 'requested' ? requestNodeOf(this.#topology, record.step) : null;
  }

  /** Returns the next states if the line is a request, a table, a settled moment, or an observation that is free. */
  #acceptLine(here: Possibility, head: Head, attempt: number): Possibility[] {
    const { state, bindings, silentNode } = here;
    const { record, stream } = head;
    const cursors = this.#streams.advanceCursor(here.cursors, stream);
    const place = this.#nodeOf(record);
    if (silentNode !== null && place !== null && place !== undefined && place !== silentNode)
      return [];
    const next = [{ state, cursors, bindings, silentNode: null, pendingMove: null }];
    switch (record.kind) {
      case 'settled':
        return state.flights.length === 0 ? next : [];
      case 'acknowledged': {
        const line = this.#lineOfRequest.get(record.request);
        return state.flights.some(({ cause }) => this.lineOfStep.get(cause) === line) ? [] : next;
      }
      case 'table': {
        const known = here.state.nodes.find((each) => each.token === record.node);
        const after =
          known && matchTable(tableOf(state, record.node), record, this.#links, bindings);
        return after
          ? [{ state, cursors, bindings: after, silentNode: null, pendingMove: null }]
          : [];
      }
      case 'requested':
        return this.#acceptRequest(here, head, cursors, attempt);
      case 'refusal':
        if (record.fault === 'LIMIT') {
          this.openReasons.set(head.line, 'what a router that keeps no more does (LIMIT)');
          return [];
        }
        return mayOccurOutsideModel(record, state.history) ? [{ ...here, cursors }] : [];
      default:
        return mayOccurOutsideModel(record, state.history) ? [{ ...here, cursors }] : [];
    }
  }

  #acceptRequest(
    here: Possibility,
    { record, line }: Head,
    cursors: Cursors,
    attempt: number,
  ): Possibility[] {
    if (record.kind !== 'requested') return [];
    const { step: told, request } = record;
    if (this.#hasAcknowledgements && request !== undefined) this.#lineOfRequest.set(request, line);
    const { steps: likely, why } = guessSteps(here.state, told, this.#vocabulary, line);
    const steps = attempt === 0 ? likely : shuffleGuesses(likely, attempt);
    // Clients are assumed to obey the law. So the log cannot mean a state in which this request is illegal.
    if (why === null) this.openReasons.set(line, null);
    else if (this.openReasons.get(line) === undefined) this.openReasons.set(line, why);
    return steps.flatMap((step) => {
      this.lineOfStep.set(step, line);
      let bindings: Bindings | null = here.bindings;
      if (told.kind === 'publish') {
        const name = eventIdOf(line);
        if (told.id !== undefined) bindings = bindId(bindings, name, told.id);
        for (const what of ['topic', 'payload'] as const)
          if (bindings && told[what] !== undefined)
            bindings = bind(bindings, what, name, told[what]);
      }
      if (step.kind === 'uplink up' || step.kind === 'reattach' || step.kind === 'restart')
        bindings = bindings && unbind(bindings, (key) => isPortRenewed(step, key));
      if (!bindings) return [];
      const move = applyRequest(here.state, step, line);
      return this.#consumeMove(
        { ...here, cursors, bindings },
        move,
        step,
        null,
        progressOf(here.cursors),
      );
    });
  }

  #deliver(here: Possibility, flight: Flight): Possibility[] {
    const move = deliverFlight(here.state, flight);
    const isSilent =
      move.observations.length === 0 &&
      move.state.flights.length < here.state.flights.length &&
      !carriesRename(flight);
    return this.#consumeMove(here, move, flight.cause, isSilent ? flight.to : null);
  }

  #consumeMove(
    here: Possibility,
    move: Move,
    cause: Step,
    silentNode: NodeToken | null,
    from = progressOf(here.cursors),
  ): Possibility[] {
    const isOptional = (did: Move['observations'][number]) =>
      // What was kept for a client that did not read may have been dropped (EVENT-14).
      (cause.kind === 'resume' && did.kind === 'frame') ||
      mayBeUntold(did, here.state.history, this.#complete);
    const noteStuck = ({ cursors, bindings, unmatched }: UnfinishedConsumption) =>
      progressOf(cursors) > from &&
      this.#noteStuck({
        state: move.state,
        cursors,
        bindings,
        silentNode,
        pendingMove: { cause, stateBefore: here.state, owed: unmatched },
      });
    const strandOf = cause.kind === 'resume' ? lineOrderOf : undefined;
    return findConsumptions(
      move.observations,
      isOptional,
      this.#streams,
      here,
      noteStuck,
      strandOf,
    ).map(({ cursors, bindings, order }) => ({
      state: reorderFlights(move.state, order),
      cursors,
      bindings,
      silentNode,
      pendingMove: null,
    }));
  }
}

/** Whether the key is that of a port that may change: an uplink that comes back may have a new port. */
function isPortRenewed(
  step: Extract<Step, { readonly kind: 'uplink up' | 'reattach' | 'restart' }>,
  key: string,
) {
  if (!key.startsWith('port ')) return false;
  return step.kind === 'restart' || key === `port ${uplinkPair(step.below, step.above)}`;
}
