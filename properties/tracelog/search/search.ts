/**
 * The search: all states of the model that a log leaves possible, line by line. A log is accepted when one run of the model
 * accounts for all of it, and refused when no possible state is left. It is undecided when the bound on states is hit, or when
 * the log asks for something that the law leaves open. The search goes depth first, so that an accepting run is found early. It
 * recognises visited states by their canonical key, so that a refusal means that all states were tried.
 */
import type { Step, Tracelog } from '#spec';
import { seeded } from '../../scenario/values/chance.ts';
import { bindingsKeyOf, noBindings } from './bindings.ts';
import { stateKeyOf } from './canonicalKey.ts';
import { Expansion } from './expansion.ts';
import { initialState } from './moves.ts';
import type { Possibility, SearchResult } from './possibility.ts';
import type { Head } from './streams.ts';
import { progressOf, Streams } from './streams.ts';
import { TRY_BUDGETS } from './tries.ts';

export interface SearchOptions {
  /** The most states to visit; default: `DEFAULT_STATES`. */
  readonly states?: number;
  readonly stopped?: () => boolean;
}

export const DEFAULT_STATES = 100_000;
export function searchLog(log: Tracelog, options: SearchOptions = {}): SearchResult {
  return new LogSearch(log, options).run();
}

class LogSearch {
  readonly #log: Tracelog;
  readonly #streams: Streams;
  readonly #expansion: Expansion;
  readonly #mostStates: number;
  readonly #isStopped: () => boolean;
  readonly #hasAcknowledgements: boolean;
  #visited = new Set<string>();
  #try = 0;
  #furthest: Possibility[] = [];

  constructor(log: Tracelog, { states = DEFAULT_STATES, stopped = () => false }: SearchOptions) {
    this.#log = log;
    this.#streams = new Streams(log);
    this.#expansion = new Expansion(log, this.#streams, (each) => this.#noteFurthest(each));
    this.#mostStates = states;
    this.#isStopped = stopped;
    this.#hasAcknowledgements = log.lines.some(({ record }) => record.kind === 'acknowledged');
  }

  /**
   * Makes several short tries, each with another order of guesses, then one with the whole budget: the search may notice a wrong
   * guess only much later.
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
      state: initialState(this.#log.header.topology),
      cursors: this.#streams.initialCursors(),
      bindings: noBindings,
      silentNode: null,
      pendingMove: null,
    };
  }

  /** Searches depth first. Returns null when the budget was used up. */
  #searchDepthFirst(budget: number): 'accepted' | 'refused' | null {
    this.#visited = new Set();
    this.#furthest = [];
    const stack = [this.#initialPossibility()];
    for (let here = stack.pop(); here; here = stack.pop()) {
      if (!this.#isNew(here)) continue;
      if (progressOf(here.cursors) === this.#streams.total) return 'accepted';
      if (this.#visited.size > budget || this.#isStopped()) return null;
      stack.push(...this.#expansion.expand(here, this.#try).reverse());
    }
    return 'refused';
  }

  /**
   * Searches breadth first, with a random sample of states per line, as wide as the budget allows. Here a wrong early guess costs
   * less.
   */
  #searchBreadthFirst(budget: number): 'accepted' | null {
    this.#visited = new Set();
    this.#furthest = [];
    const { total } = this.#streams;
    const width = Math.ceil(budget / (total + 1));
    const chance = seeded('sweep', this.#try);
    const levels: Possibility[][] = Array.from({ length: total + 1 }, () => []);
    levels[0] = [this.#initialPossibility()];
    for (const level of levels) {
      for (let left = width; left > 0 && level.length > 0; left--) {
        if (this.#isStopped()) return null;
        const [here] = level.splice(chance.below(level.length), 1);
        for (const each of here ? this.#expansion.expand(here, this.#try) : []) {
          if (progressOf(each.cursors) === total) return 'accepted';
          if (this.#isNew(each)) levels[progressOf(each.cursors)]?.push(each);
        }
      }
    }
    return null;
  }

  #isNew(here: Possibility): boolean {
    const { cursors, state, bindings, silentNode } = here;
    const numberOf = (step: Step) =>
      this.#hasAcknowledgements ? (this.#expansion.lineOfStep.get(step) ?? 0) : 0;
    const key = `${cursors.join()} ${silentNode}\n${bindingsKeyOf(bindings)}\n${stateKeyOf(state, numberOf)}`;
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
    const heads = this.#furthest.flatMap(({ cursors }) => this.#streams.heads(cursors));
    const byLine = new Map(heads.map((head) => [head.line, head]));
    return [...byLine.values()].sort((a, b) => a.line - b.line);
  }

  #conclude(verdict: SearchResult['verdict'], why: string | null): SearchResult {
    for (const { line } of verdict === 'refused' ? this.#heads() : []) {
      const open = this.#expansion.openReasons.get(line);
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
      requests: new Map([...this.#expansion.lineOfStep].map(([step, line]) => [line, step])),
      visited: this.#visited.size,
      why,
    };
  }
}
