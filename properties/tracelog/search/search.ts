/**
 * The search: all states of the model that a log leaves possible, line by line. A log is accepted when one run of the model
 * accounts for all of it, and refused when no possible state is left. It is undecided when the bound on states is hit, or when
 * the log asks for something that the law leaves open.
 *
 * The search goes through the log in stretches: after each, all states that are possible there are known, and what came before is
 * forgotten, so time and memory for a line do not depend on the length of the log. Where a stretch leaves too many states, a run is
 * looked for onward from there (`onward.ts`), and if that fails the rest of the log is searched as a whole, depth first. Visited states are recognised by their
 * canonical key, so that a refusal means that all states were tried.
 */
import type { LoggedLine, Step } from '#spec';
import { seeded } from '../../scenario/values/chance.ts';
import { bindingsKeyOf, noBindings } from './bindings.ts';
import { stateKeyOf } from './canonicalKey.ts';
import { Expansion } from './expansion.ts';
import { forgetPast } from './forgetting.ts';
import { initialState } from './moves.ts';
import { OnwardSearch } from './onward.ts';
import type { Possibility, SearchProgress, SearchResult } from './possibility.ts';
import type { Head } from './streams.ts';
import { progressOf, Streams } from './streams.ts';
import type { Survey } from './survey.ts';
import { TRY_BUDGETS } from './tries.ts';

export interface SearchOptions {
  /** The most states to look at before one line is settled; default: `DEFAULT_STATES`. */
  readonly states?: number;
  readonly stopped?: () => boolean;
  /** Called after each stretch. */
  readonly onProgress?: (progress: SearchProgress) => void;
}

export const DEFAULT_STATES = 100_000;

/** The lines of a stretch at first; fewer where many states are possible. */
const STRETCH_LINES = 64;
/** The most states at which the search onward looks before it accounts for one more line. */
const ONWARD_STATES = 1500;
const TOO_MANY_TO_GO_BACK =
  'more states were possible than can be looked at for thousands of lines, and the likeliest run ends';
/** The most states of a stretch. */
const STRETCH_STATES = 1500;

export function searchLog(
  survey: Survey,
  lines: Iterator<LoggedLine>,
  options: SearchOptions = {},
): SearchResult {
  return new LogSearch(survey, lines, options).run();
}

class LogSearch {
  readonly #survey: Survey;
  readonly #streams: Streams;
  readonly #expansion: Expansion;
  readonly #mostStates: number;
  readonly #isStopped: () => boolean;
  readonly #onProgress: (progress: SearchProgress) => void;
  #visited = new Set<string>();
  /** The number of states that were visited and are forgotten. */
  #forgottenCount = 0;
  #try = 0;
  /** All states that are possible at a line behind which the search does not go back. */
  #known: readonly Possibility[];
  #furthest: Possibility[];
  /** The furthest ones when the search came to the known ones. */
  #furthestBefore: readonly Possibility[];

  constructor(survey: Survey, lines: Iterator<LoggedLine>, options: SearchOptions) {
    const { states = DEFAULT_STATES, stopped = () => false, onProgress = () => {} } = options;
    this.#survey = survey;
    this.#streams = new Streams(survey, lines);
    this.#expansion = new Expansion(survey, this.#streams, (each) => this.#noteFurthest(each));
    this.#mostStates = states;
    this.#isStopped = stopped;
    this.#onProgress = onProgress;
    this.#known = [this.#initialPossibility()];
    this.#furthest = [...this.#known];
    this.#furthestBefore = this.#known;
  }

  run(): SearchResult {
    const verdict = this.#searchStretches();
    if (verdict !== null) return this.#conclude(verdict, null);
    if (this.#isStopped()) return this.#conclude('undecided', 'it was interrupted');
    const onward = new OnwardSearch(this.#known, this.#streams, this.#expansion, {
      states: Math.min(ONWARD_STATES, this.#mostStates),
      stopped: this.#isStopped,
      keyOf: (each) => this.#keyOf(each),
      onProgress: this.#onProgress,
    });
    const isAccepted = onward.run();
    this.#forgottenCount += onward.visitedCount;
    if (isAccepted) return this.#conclude('accepted', null);
    if (this.#isStopped()) return this.#conclude('undecided', 'it was interrupted');
    return onward.hasForgotten
      ? this.#conclude('undecided', TOO_MANY_TO_GO_BACK)
      : this.#searchRest();
  }

  /** Goes through the log stretch by stretch. Returns null when a stretch leaves too many states, or at an interrupt. */
  #searchStretches(): 'accepted' | 'refused' | null {
    const budget = Math.min(STRETCH_STATES, this.#mostStates);
    let lineCount = STRETCH_LINES;
    let failedUntil = 0;
    for (;;) {
      const [first] = this.#known;
      if (!first) return 'refused';
      const until = this.#streams.pauseAfter(first.cursors, lineCount);
      // A stretch that ends at a settled moment cannot be made shorter.
      if (until === failedUntil) return null;
      const reached = this.#reach(until, budget);
      if (reached === 'accepted') return reached;
      if (reached !== null) {
        const stateCount = this.#visited.size;
        this.#goOnFrom(reached);
        if (4 * stateCount < budget) lineCount = Math.min(STRETCH_LINES, 2 * lineCount);
      } else if (this.#isStopped() || lineCount === 1 || budget < STRETCH_STATES) return null;
      else {
        lineCount = Math.ceil(lineCount / 4);
        failedUntil = until;
      }
    }
  }

  /** Returns all states that are possible when so many lines are accounted for; null if they are too many. */
  #reach(until: number, budget: number): 'accepted' | Possibility[] | null {
    const { total } = this.#streams;
    const reached: Possibility[] = [];
    const known = new Set(this.#known);
    this.#beginAnew();
    const stack = this.#known.toReversed();
    for (let here = stack.pop(); here; here = stack.pop()) {
      if (!this.#isNew(here, known.has(here))) continue;
      const progress = progressOf(here.cursors);
      if (progress === total) return 'accepted';
      if (progress >= until) reached.push(here);
      else {
        if (this.#visited.size > budget || this.#isStopped()) return null;
        stack.push(...this.#expansion.expand(here, 0).reverse());
      }
    }
    return reached;
  }

  #goOnFrom(reached: readonly Possibility[]): void {
    const known = new Map(forgetPast(reached).map((each) => [this.#keyOf(each), each]));
    this.#known = [...known.values()];
    this.#furthestBefore = this.#furthest;
    const [first] = this.#known;
    if (!first) return;
    this.#streams.forget(this.#known.map(({ cursors }) => cursors));
    const heads = this.#known.flatMap(({ cursors }) => this.#streams.heads(cursors));
    this.#expansion.forget(Math.min(...heads.map(({ line }) => line)), this.#known);
    this.#onProgress({
      lines: Math.min(...this.#known.map(({ cursors }) => progressOf(cursors))),
      total: this.#streams.total,
      kept: { states: this.#known.length, lines: this.#streams.keptCount },
    });
  }

  /**
   * Searches the rest of the log as a whole: in several short tries, each with another order of guesses, then in one with the whole
   * budget, since the search may notice a wrong guess only much later.
   */
  #searchRest(): SearchResult {
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
      state: initialState(this.#survey.header.topology),
      cursors: this.#streams.initialCursors(),
      bindings: noBindings(),
      silentNode: null,
      pendingMove: null,
    };
  }

  /** Searches depth first. Returns null when the budget was used up. */
  #searchDepthFirst(budget: number): 'accepted' | 'refused' | null {
    this.#beginAnew();
    const stack = this.#known.toReversed();
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
    this.#beginAnew();
    const { total } = this.#streams;
    const first = Math.min(...this.#known.map(({ cursors }) => progressOf(cursors)));
    const width = Math.ceil(budget / (total - first + 1));
    const chance = seeded('sweep', this.#try);
    const levels = new Map<number, Possibility[]>();
    const add = (each: Possibility) => {
      const level = levels.get(progressOf(each.cursors));
      if (level) level.push(each);
      else levels.set(progressOf(each.cursors), [each]);
    };
    for (const each of this.#known) add(each);
    for (let at = first; at <= total; at++) {
      const level = levels.get(at) ?? [];
      levels.delete(at);
      for (let left = width; left > 0 && level.length > 0; left--) {
        if (this.#isStopped()) return null;
        const [here] = level.splice(chance.below(level.length), 1);
        for (const each of here ? this.#expansion.expand(here, this.#try) : []) {
          if (progressOf(each.cursors) === total) return 'accepted';
          if (!this.#isNew(each)) continue;
          if (progressOf(each.cursors) === at) level.push(each);
          else add(each);
        }
      }
    }
    return null;
  }

  /** Whether the state was not visited before in this stretch or try. `isNoted`: whether it is among the furthest already. */
  #isNew(here: Possibility, isNoted = false): boolean {
    const key = this.#keyOf(here);
    if (this.#visited.has(key)) return false;
    this.#visited.add(key);
    if (!isNoted) this.#noteFurthest(here);
    return true;
  }

  #keyOf({ cursors, state, bindings, silentNode }: Possibility): string {
    const numberOf = (step: Step) =>
      this.#survey.hasAcknowledgements ? (this.#expansion.lineOfStep.get(step) ?? 0) : 0;
    return `${cursors.join()} ${silentNode}\n${bindingsKeyOf(bindings)}\n${stateKeyOf(state, numberOf)}`;
  }

  /** Prepares another search from the known states. */
  #beginAnew(): void {
    this.#furthest = [...this.#furthestBefore];
    this.#forgottenCount += this.#visited.size;
    this.#visited = new Set();
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
      linesNear: () => this.#streams.linesNear(),
      visited: this.#forgottenCount + this.#visited.size,
      why,
    };
  }
}
