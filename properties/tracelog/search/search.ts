/**
 * The search: all states of the model that a log leaves possible, line by line. A log is accepted when one run of the model
 * accounts for all of it; it is refused where the last possible state is lost; it is undecided where the bound is hit, or
 * where the log asks for what the law leaves open. Depth first, so that an accepting run is found early; what was
 * visited is known by its canonical form, so that a refusal has seen every state there is.
 */
import type { Flight } from '#model';
import { tableOf } from '#model';
import type { NodeToken, Step, Tracelog } from '#spec';
import { uplinkPair } from '#spec';
import { seeded } from '../../scenario/chance.ts';
import type { Bindings } from './bindings.ts';
import { bindingsKey, bound, boundAlone, nothingBound, unbound } from './bindings.ts';
import { stateKey } from './canonical.ts';
import type { Draft } from './consumed.ts';
import { consumptions } from './consumed.ts';
import { unaccounted, untold } from './freedom.ts';
import type { Vocabulary } from './guesses.ts';
import { guesses, vocabularyOf } from './guesses.ts';
import { isSeen, tableMatched } from './matching.ts';
import type { Move } from './moves.ts';
import { asked, beginning, deliverable, delivered, placeOf, renames, reordered } from './moves.ts';
import type { Possibility, Search } from './possibility.ts';
import type { Cursors, Head } from './streams.ts';
import { progress, Streams } from './streams.ts';
import { shuffled, TRIES } from './tries.ts';

export interface SearchOptions {
  /** Most states to visit. */
  readonly states?: number;
  readonly stopped?: () => boolean;
}

export const DEFAULT_STATES = 100_000;
export function searched(log: Tracelog, options: SearchOptions = {}): Search {
  return new Searching(log, options).through();
}

export class Searching {
  readonly log: Tracelog;
  readonly streams: Streams;
  readonly #words: Vocabulary;
  readonly #states: number;
  readonly #stopped: () => boolean;
  readonly #complete: ReadonlySet<Tracelog['header']['complete'][number]>;
  readonly #links: ReadonlySet<string>;
  readonly #acknowledged: boolean;
  /** The line that asked for a step. */
  readonly #lines = new Map<Step, number>();
  /** The line of a request, by its number. */
  readonly #requests = new Map<number, number>();
  #visited = new Set<string>();
  #try = 0;
  #furthest: Possibility[] = [];
  /** Why the law leaves open what a line asks for, where it does so in every state; null where it does not. */
  readonly #open = new Map<number, string | null>();

  constructor(log: Tracelog, { states = DEFAULT_STATES, stopped = () => false }: SearchOptions) {
    this.log = log;
    this.streams = new Streams(log);
    this.#words = vocabularyOf(log);
    this.#states = states;
    this.#stopped = stopped;
    this.#complete = new Set(log.header.complete);
    this.#links = new Set(
      log.header.topology.uplinks.map((each) => uplinkPair(each.below, each.above)),
    );
    this.#acknowledged = log.lines.some(({ record }) => record.kind === 'acknowledged');
    for (const { line, record } of log.lines)
      if (record.kind === 'requested' && record.request !== undefined)
        this.#requests.set(record.request, line);
  }

  /** Several short tries, each with another order of guesses, then one that sees all: a wrong guess costs most where it is found late. */
  through(): Search {
    const budgets = [...TRIES.filter((each) => each < this.#states), this.#states];
    for (const [at, budget] of budgets.entries()) {
      const broad = at % 3 === 2 && at < budgets.length - 1;
      const verdict = broad ? this.#swept(budget) : this.#tried(budget);
      if (verdict !== null) return this.#ended(verdict, null);
      if (this.#stopped()) return this.#ended('undecided', 'it was interrupted');
      this.#try++;
    }
    return this.#ended('undecided', `more than ${this.#states} states were possible`);
  }

  #beginning(): Possibility {
    return {
      state: beginning(this.log.header.topology),
      cursors: this.streams.start(),
      bindings: nothingBound,
      busy: null,
      underWay: null,
    };
  }

  /** Null where the budget did not do. */
  #tried(budget: number): 'accepted' | 'refused' | null {
    this.#visited = new Set();
    this.#furthest = [];
    const stack = [this.#beginning()];
    for (let here = stack.pop(); here; here = stack.pop()) {
      if (!this.#isNew(here)) continue;
      if (progress(here.cursors) === this.streams.total) return 'accepted';
      if (this.#visited.size > budget || this.#stopped()) return null;
      stack.push(...this.next(here).reverse());
    }
    return 'refused';
  }

  /** By breadth, with so many states of each line as the budget has for it, by chance: what an early guess costs late does not matter here. */
  #swept(budget: number): 'accepted' | null {
    this.#visited = new Set();
    this.#furthest = [];
    const { total } = this.streams;
    const width = Math.ceil(budget / (total + 1));
    const chance = seeded('sweep', this.#try);
    const levels: Possibility[][] = Array.from({ length: total + 1 }, () => []);
    levels[0] = [this.#beginning()];
    for (const level of levels) {
      for (let left = width; left > 0 && level.length > 0; left--) {
        if (this.#stopped()) return null;
        const [here] = level.splice(chance.below(level.length), 1);
        for (const each of here ? this.next(here) : []) {
          if (progress(each.cursors) === total) return 'accepted';
          if (this.#isNew(each)) levels[progress(each.cursors)]?.push(each);
        }
      }
    }
    return null;
  }

  #isNew(here: Possibility): boolean {
    const { cursors, state, bindings, busy } = here;
    const numbered = (step: Step) => (this.#acknowledged ? (this.#lines.get(step) ?? 0) : 0);
    const key = `${cursors.join()} ${busy}\n${bindingsKey(bindings)}\n${stateKey(state, numbered)}`;
    if (this.#visited.has(key)) return false;
    this.#visited.add(key);
    this.#reached(here);
    return true;
  }

  #reached(here: Possibility): void {
    const [best] = this.#furthest;
    const ahead = best ? progress(here.cursors) - progress(best.cursors) : 1;
    if (ahead > 0) this.#furthest = [here];
    else if (ahead === 0) this.#furthest.push(here);
  }

  #heads(): Head[] {
    const heads = this.#furthest.flatMap(({ cursors }) => this.streams.heads(cursors));
    const byLine = new Map(heads.map((head) => [head.line, head]));
    return [...byLine.values()].sort((a, b) => a.line - b.line);
  }

  #ended(verdict: Search['verdict'], why: string | null): Search {
    for (const { line } of verdict === 'refused' ? this.#heads() : []) {
      const open = this.#open.get(line);
      if (typeof open === 'string')
        return this.#ended('undecided', `line ${line} asks for what the law leaves open: ${open}`);
    }
    return {
      verdict,
      furthest: this.#furthest,
      heads: this.#heads(),
      asked: new Map([...this.#lines].map(([step, line]) => [line, step])),
      visited: this.#visited.size,
      why,
    };
  }

  /** What may be next, the likeliest first: what a line tells, then what nobody could see. */
  next(here: Possibility): Possibility[] {
    const heads = this.streams.heads(here.cursors);
    const told = heads.flatMap((head) => this.#told(here, head));
    const waits = heads.some(({ record }) => this.#place(record) === null);
    const moved = deliverable(here.state)
      .filter(({ to }) => this.#inTurn(here, to, waits))
      .flatMap((flight) => this.#delivered(here, flight));
    return [
      ...told,
      ...moved.filter(({ cursors }) => progress(cursors) > progress(here.cursors)),
      ...moved.filter(({ cursors }) => progress(cursors) === progress(here.cursors)),
    ];
  }

  /** What nobody could see is put off until its node does something: then in the order of the nodes where all wait for it. */
  #inTurn({ busy, state }: Possibility, to: NodeToken, waits: boolean): boolean {
    if (busy === null || busy === to) return true;
    const at = (token: NodeToken) => state.nodes.findIndex((each) => each.token === token);
    return waits && at(to) > at(busy);
  }

  /** The node a line is about where it stands for a happening of its own; null for several, undefined for what a move does. */
  #place(record: Head['record']): NodeToken | null | undefined {
    if (isSeen(record)) return undefined;
    if (record.kind === 'table') return record.node;
    return record.kind === 'requested' ? placeOf(this.log.header.topology, record.step) : null;
  }

  /** What the line is of itself, not by a delivery. */
  #told(here: Possibility, head: Head): Possibility[] {
    const { state, bindings, busy } = here;
    const { record, stream } = head;
    const cursors = this.streams.past(here.cursors, stream);
    const place = this.#place(record);
    if (busy !== null && place !== null && place !== undefined && place !== busy) return [];
    const passed = [{ state, cursors, bindings, busy: null, underWay: null }];
    switch (record.kind) {
      case 'settled':
        return state.flights.length === 0 ? passed : [];
      case 'acknowledged': {
        const line = this.#requests.get(record.request);
        return state.flights.some(({ cause }) => this.#lines.get(cause) === line) ? [] : passed;
      }
      case 'table': {
        const known = here.state.nodes.find((each) => each.token === record.node);
        const after =
          known && tableMatched(tableOf(state, record.node), record, this.#links, bindings);
        return after ? [{ state, cursors, bindings: after, busy: null, underWay: null }] : [];
      }
      case 'requested':
        return this.#requested(here, head, cursors);
      default:
        return unaccounted(record, state.history) ? [{ ...here, cursors }] : [];
    }
  }

  #requested(here: Possibility, { record, line }: Head, cursors: Cursors): Possibility[] {
    if (record.kind !== 'requested') return [];
    const { step: told } = record;
    const { steps: likely, why } = guesses(here.state, told, this.#words, line);
    const steps = this.#try === 0 ? likely : shuffled(likely, this.#try);
    // Clients are taken to be lawful: a state in which they are not is none that the log means.
    if (why === null) this.#open.set(line, null);
    else if (this.#open.get(line) === undefined) this.#open.set(line, why);
    return steps.flatMap((step) => {
      this.#lines.set(step, line);
      let bindings: Bindings | null = here.bindings;
      if (told.kind === 'publish') {
        const name = `e${line}`;
        if (told.id !== undefined) bindings = boundAlone(bindings, 'id', name, told.id);
        for (const what of ['topic', 'payload'] as const)
          if (bindings && told[what] !== undefined)
            bindings = bound(bindings, what, name, told[what]);
      }
      if (step.kind === 'uplink up' || step.kind === 'restart')
        bindings = bindings && unbound(bindings, (key) => anewOn(step, key));
      if (!bindings) return [];
      const move = asked(here.state, step, line);
      return this.#moved({ ...here, cursors, bindings }, move, step, null, progress(here.cursors));
    });
  }

  #delivered(here: Possibility, flight: Flight): Possibility[] {
    const move = delivered(here.state, flight);
    const silent =
      move.observations.length === 0 &&
      move.state.flights.length < here.state.flights.length &&
      !renames(flight);
    return this.#moved(here, move, flight.cause, silent ? flight.to : null);
  }

  #moved(
    here: Possibility,
    move: Move,
    cause: Step,
    busy: NodeToken | null,
    from = progress(here.cursors),
  ): Possibility[] {
    const optional = (did: Move['observations'][number]) =>
      untold(did, here.state.history, this.#complete);
    const stuck = ({ cursors, bindings, left }: Draft) =>
      progress(cursors) > from &&
      this.#reached({
        state: move.state,
        cursors,
        bindings,
        busy,
        underWay: { cause, before: here.state, owed: left },
      });
    return consumptions(move.observations, optional, this.streams, here, stuck).map(
      ({ cursors, bindings, order }) => ({
        state: reordered(move.state, order),
        cursors,
        bindings,
        busy,
        underWay: null,
      }),
    );
  }
}

/** A link that comes back may have another port. */
function anewOn(step: Extract<Step, { readonly kind: 'uplink up' | 'restart' }>, key: string) {
  if (!key.startsWith('port ')) return false;
  return step.kind === 'restart' || key === `port ${uplinkPair(step.below, step.above)}`;
}
