/**
 * The search: all states of the model that a log leaves possible, line by line. A log is accepted when one run of
 * the model accounts for all of it, refused where the last possible state is lost, and undecided where the bound
 * on states is hit or the log asks for something that the law leaves open. Depth first, so that an accepting run
 * is found early; visited states are known by their canonical key, so that a refusal means that all were tried.
 */
import type { Flight } from '#model';
import { tableOf } from '#model';
import type { NodeToken, Step, Tracelog } from '#spec';
import { eventIdOf, uplinkPair } from '#spec';
import { seeded } from '../../scenario/chance.ts';
import type { Bindings } from './bindings.ts';
import { bind, bindingsKeyOf, bindUniquely, noBindings, unbind } from './bindings.ts';
import { stateKeyOf } from './canonicalKey.ts';
import type { Draft } from './consumption.ts';
import { findConsumptions } from './consumption.ts';
import { mayBeUnaccounted, mayBeUntold } from './freedom.ts';
import type { Vocabulary } from './guesses.ts';
import { guessSteps, vocabularyOf } from './guesses.ts';
import { isLoggedObservation, matchTable } from './matching.ts';
import type { Move } from './moves.ts';
import {
  applyRequest,
  carriesRename,
  deliverableFlights,
  deliverFlight,
  initialState,
  reorderFlights,
  requestNodeOf,
} from './moves.ts';
import type { Possibility, SearchResult } from './possibility.ts';
import type { Cursors, Head } from './streams.ts';
import { progressOf, Streams } from './streams.ts';
import { shuffleGuesses, TRY_BUDGETS } from './tries.ts';

export interface SearchOptions {
  /** Most states to visit; default `DEFAULT_STATES`. */
  readonly states?: number;
  readonly stopped?: () => boolean;
}

export const DEFAULT_STATES = 100_000;
export function searchLog(log: Tracelog, options: SearchOptions = {}): SearchResult {
  return new LogSearch(log, options).run();
}

export class LogSearch {
  readonly log: Tracelog;
  readonly streams: Streams;
  readonly #vocabulary: Vocabulary;
  readonly #mostStates: number;
  readonly #isStopped: () => boolean;
  readonly #complete: ReadonlySet<Tracelog['header']['complete'][number]>;
  readonly #links: ReadonlySet<string>;
  readonly #hasAcknowledgements: boolean;
  /** By step: the line that requested it. */
  readonly #lineOfStep = new Map<Step, number>();
  /** By number of the request: its line. */
  readonly #lineOfRequest = new Map<number, number>();
  #visited = new Set<string>();
  #try = 0;
  #furthest: Possibility[] = [];
  /** By line: why the law leaves open what is requested there, if it does so in every state; null otherwise. */
  readonly #openReasons = new Map<number, string | null>();

  constructor(log: Tracelog, { states = DEFAULT_STATES, stopped = () => false }: SearchOptions) {
    this.log = log;
    this.streams = new Streams(log);
    this.#vocabulary = vocabularyOf(log);
    this.#mostStates = states;
    this.#isStopped = stopped;
    this.#complete = new Set(log.header.complete);
    this.#links = new Set(
      log.header.topology.uplinks.map((each) => uplinkPair(each.below, each.above)),
    );
    this.#hasAcknowledgements = log.lines.some(({ record }) => record.kind === 'acknowledged');
    for (const { line, record } of log.lines)
      if (record.kind === 'requested' && record.request !== undefined)
        this.#lineOfRequest.set(record.request, line);
  }

  /**
   * Several short tries, each with another order of guesses, then one with the whole budget: a wrong
   * guess is found late.
   */
  run(): SearchResult {
    const budgets = [...TRY_BUDGETS.filter((each) => each < this.#mostStates), this.#mostStates];
    for (const [at, budget] of budgets.entries()) {
      const isBroad = at % 3 === 2 && at < budgets.length - 1;
      const verdict = isBroad ? this.#searchBreadthFirst(budget) : this.#searchDepthFirst(budget);
      if (verdict !== null) return this.#conclude(verdict, null);
      if (this.#isStopped()) return this.#conclude('undecided', 'it was interrupted');
      this.#try++;
    }
    return this.#conclude('undecided', `more than ${this.#mostStates} states were possible`);
  }

  #initialPossibility(): Possibility {
    return {
      state: initialState(this.log.header.topology),
      cursors: this.streams.initialCursors(),
      bindings: noBindings,
      busy: null,
      underWay: null,
    };
  }

  /** Null where the budget was used up. */
  #searchDepthFirst(budget: number): 'accepted' | 'refused' | null {
    this.#visited = new Set();
    this.#furthest = [];
    const stack = [this.#initialPossibility()];
    for (let here = stack.pop(); here; here = stack.pop()) {
      if (!this.#isNew(here)) continue;
      if (progressOf(here.cursors) === this.streams.total) return 'accepted';
      if (this.#visited.size > budget || this.#isStopped()) return null;
      stack.push(...this.expand(here).reverse());
    }
    return 'refused';
  }

  /** Keeps a random sample of states per line, as wide as the budget allows: one wrong early guess costs less. */
  #searchBreadthFirst(budget: number): 'accepted' | null {
    this.#visited = new Set();
    this.#furthest = [];
    const { total } = this.streams;
    const width = Math.ceil(budget / (total + 1));
    const chance = seeded('sweep', this.#try);
    const levels: Possibility[][] = Array.from({ length: total + 1 }, () => []);
    levels[0] = [this.#initialPossibility()];
    for (const level of levels) {
      for (let left = width; left > 0 && level.length > 0; left--) {
        if (this.#isStopped()) return null;
        const [here] = level.splice(chance.below(level.length), 1);
        for (const each of here ? this.expand(here) : []) {
          if (progressOf(each.cursors) === total) return 'accepted';
          if (this.#isNew(each)) levels[progressOf(each.cursors)]?.push(each);
        }
      }
    }
    return null;
  }

  #isNew(here: Possibility): boolean {
    const { cursors, state, bindings, busy } = here;
    const numberOf = (step: Step) =>
      this.#hasAcknowledgements ? (this.#lineOfStep.get(step) ?? 0) : 0;
    const key = `${cursors.join()} ${busy}\n${bindingsKeyOf(bindings)}\n${stateKeyOf(state, numberOf)}`;
    if (this.#visited.has(key)) return false;
    this.#visited.add(key);
    this.#noteFurthest(here);
    return true;
  }

  #noteFurthest(here: Possibility): void {
    const [best] = this.#furthest;
    const ahead = best ? progressOf(here.cursors) - progressOf(best.cursors) : 1;
    if (ahead > 0) this.#furthest = [here];
    else if (ahead === 0) this.#furthest.push(here);
  }

  #heads(): Head[] {
    const heads = this.#furthest.flatMap(({ cursors }) => this.streams.heads(cursors));
    const byLine = new Map(heads.map((head) => [head.line, head]));
    return [...byLine.values()].sort((a, b) => a.line - b.line);
  }

  #conclude(verdict: SearchResult['verdict'], why: string | null): SearchResult {
    for (const { line } of verdict === 'refused' ? this.#heads() : []) {
      const open = this.#openReasons.get(line);
      if (typeof open === 'string')
        return this.#conclude(
          'undecided',
          `line ${line} asks for what the law leaves open: ${open}`,
        );
    }
    return {
      verdict,
      furthest: this.#furthest,
      heads: this.#heads(),
      asked: new Map([...this.#lineOfStep].map(([step, line]) => [line, step])),
      visited: this.#visited.size,
      why,
    };
  }

  /** The possible next states, the likeliest first: those that a line tells, then deliveries that leave no trace. */
  expand(here: Possibility): Possibility[] {
    const heads = this.streams.heads(here.cursors);
    const told = heads.flatMap((head) => this.#acceptLine(here, head));
    const waits = heads.some(({ record }) => this.#nodeOf(record) === null);
    const moved = deliverableFlights(here.state)
      .filter(({ to }) => this.#isInTurn(here, to, waits))
      .flatMap((flight) => this.#deliver(here, flight));
    return [
      ...told,
      ...moved.filter(({ cursors }) => progressOf(cursors) > progressOf(here.cursors)),
      ...moved.filter(({ cursors }) => progressOf(cursors) === progressOf(here.cursors)),
    ];
  }

  /** Partial-order reduction: after a delivery that left no trace, only its node may move; else nodes move in order. */
  #isInTurn({ busy, state }: Possibility, to: NodeToken, waits: boolean): boolean {
    if (busy === null || busy === to) return true;
    const at = (token: NodeToken) => state.nodes.findIndex((each) => each.token === token);
    return waits && at(to) > at(busy);
  }

  /** The node that a request or a table is about; null if about several, undefined for an observation. */
  #nodeOf(record: Head['record']): NodeToken | null | undefined {
    if (isLoggedObservation(record)) return undefined;
    if (record.kind === 'table') return record.node;
    return record.kind === 'requested'
      ? requestNodeOf(this.log.header.topology, record.step)
      : null;
  }

  /** The next states if the line is a request, a table, a settled moment, or an observation that is free. */
  #acceptLine(here: Possibility, head: Head): Possibility[] {
    const { state, bindings, busy } = here;
    const { record, stream } = head;
    const cursors = this.streams.advanceCursor(here.cursors, stream);
    const place = this.#nodeOf(record);
    if (busy !== null && place !== null && place !== undefined && place !== busy) return [];
    const passed = [{ state, cursors, bindings, busy: null, underWay: null }];
    switch (record.kind) {
      case 'settled':
        return state.flights.length === 0 ? passed : [];
      case 'acknowledged': {
        const line = this.#lineOfRequest.get(record.request);
        return state.flights.some(({ cause }) => this.#lineOfStep.get(cause) === line)
          ? []
          : passed;
      }
      case 'table': {
        const known = here.state.nodes.find((each) => each.token === record.node);
        const after =
          known && matchTable(tableOf(state, record.node), record, this.#links, bindings);
        return after ? [{ state, cursors, bindings: after, busy: null, underWay: null }] : [];
      }
      case 'requested':
        return this.#acceptRequest(here, head, cursors);
      default:
        return mayBeUnaccounted(record, state.history) ? [{ ...here, cursors }] : [];
    }
  }

  #acceptRequest(here: Possibility, { record, line }: Head, cursors: Cursors): Possibility[] {
    if (record.kind !== 'requested') return [];
    const { step: told } = record;
    const { steps: likely, why } = guessSteps(here.state, told, this.#vocabulary, line);
    const steps = this.#try === 0 ? likely : shuffleGuesses(likely, this.#try);
    // Clients are assumed to be lawful: a state in which this request is illegal is not one that the log means.
    if (why === null) this.#openReasons.set(line, null);
    else if (this.#openReasons.get(line) === undefined) this.#openReasons.set(line, why);
    return steps.flatMap((step) => {
      this.#lineOfStep.set(step, line);
      let bindings: Bindings | null = here.bindings;
      if (told.kind === 'publish') {
        const name = eventIdOf(line);
        if (told.id !== undefined) bindings = bindUniquely(bindings, 'id', name, told.id);
        for (const what of ['topic', 'payload'] as const)
          if (bindings && told[what] !== undefined)
            bindings = bind(bindings, what, name, told[what]);
      }
      if (step.kind === 'uplink up' || step.kind === 'restart')
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
    busy: NodeToken | null,
    from = progressOf(here.cursors),
  ): Possibility[] {
    const isOptional = (did: Move['observations'][number]) =>
      mayBeUntold(did, here.state.history, this.#complete);
    const noteStuck = ({ cursors, bindings, left }: Draft) =>
      progressOf(cursors) > from &&
      this.#noteFurthest({
        state: move.state,
        cursors,
        bindings,
        busy,
        underWay: { cause, before: here.state, owed: left },
      });
    return findConsumptions(move.observations, isOptional, this.streams, here, noteStuck).map(
      ({ cursors, bindings, order }) => ({
        state: reorderFlights(move.state, order),
        cursors,
        bindings,
        busy,
        underWay: null,
      }),
    );
  }
}

/** Whether the key is that of a port that may change: an uplink that comes back may have another one. */
function isPortRenewed(
  step: Extract<Step, { readonly kind: 'uplink up' | 'restart' }>,
  key: string,
) {
  if (!key.startsWith('port ')) return false;
  return step.kind === 'restart' || key === `port ${uplinkPair(step.below, step.above)}`;
}
