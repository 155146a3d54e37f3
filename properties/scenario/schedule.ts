/**
 * Schedule: decides which frame in flight is delivered next while a scenario holds frames back. Each case uses one of two
 * strategies. Either it chooses among the buses at random; or each bus has a priority, which changes at certain points (PCT).
 * Priorities keep one bus waiting for long, and so find failures that need a certain order of few deliveries.
 */
import type { State } from '#model';
import { legal } from '#model';
import type { Feature, NodeToken, PairId, Step } from '#spec';
import { uplinkPair } from '#spec';
import { isOffered } from './needs.ts';
import { planDepartureFirst, planEvent, planFault } from './races.ts';
import type { Chance } from './values/chance.ts';
import { oneOf, percent } from './values/chance.ts';

/** Percent of the deliveries after which the bus just served gets the lowest priority. */
const CHANGE_PERCENT = 12;
/**
 * Percent of the deliveries that are replaced by the start of a race (`races.ts`), while an event is in flight or none
 * is.
 */
const RACE_PERCENT = 50;
const EVENT_PERCENT = 30;
/** Percent of the messages between nodes that are duplicated, if the scenario allows it. */
const REPEAT_PERCENT = 10;
/** Percent of the races that inject a fault. */
const FAULT_PERCENT = 35;

export class Schedule {
  readonly #chance: Chance;
  readonly #features: ReadonlySet<Feature>;
  readonly #usesPriorities: boolean;
  /** Priority by bus; the highest is served first. */
  readonly #priorities = new Map<string, number>();
  #lowest = 0;
  /** The steps of the current race that remain. */
  #plan: Step[] = [];

  constructor(chance: Chance, features: ReadonlySet<Feature>) {
    this.#chance = chance;
    this.#features = features;
    this.#usesPriorities = percent(chance, 50);
  }

  /** Whether a race is under way. */
  get isRacing(): boolean {
    return this.#plan.length > 0;
  }

  /**
   * Returns the next step of the current race, or the first step of a new race, or the next delivery; null when nothing is in
   * flight.
   */
  next(state: State): Step | null {
    const planned = this.#nextPlanned(state);
    if (planned) return planned;
    const racePercent = state.flights.some((each) => each.bus === 'event')
      ? RACE_PERCENT
      : EVENT_PERCENT;
    if (percent(this.#chance, racePercent)) {
      const plan = percent(this.#chance, FAULT_PERCENT)
        ? planFault(this.#chance, state, this.#features)
        : racePercent === RACE_PERCENT
          ? planDepartureFirst(this.#chance, state)
          : planEvent(this.#chance, state);
      this.#plan = [...plan];
      const first = this.#nextPlanned(state);
      if (first) return first;
    }
    const step = this.#nextDelivery(state);
    if (step?.kind !== 'climb' || !percent(this.#chance, REPEAT_PERCENT)) return step;
    const repeatStep: Step = { ...step, kind: 'repeat' };
    return legal(state, repeatStep) === null ? repeatStep : step;
  }

  #nextDelivery(state: State): Step | null {
    const open = deliveries(state);
    if (open.size === 0) return null;
    const steps = [...open.values()];
    if (!this.#usesPriorities) return oneOf(this.#chance, steps);
    const [first] = [...open.keys()].sort((a, b) => this.#priorityOf(b) - this.#priorityOf(a));
    if (first === undefined) return null;
    if (percent(this.#chance, CHANGE_PERCENT)) this.#priorities.set(first, --this.#lowest);
    return open.get(first) ?? null;
  }

  #nextPlanned(state: State): Step | null {
    for (let step = this.#plan.shift(); step; step = this.#plan.shift())
      if (legal(state, step) === null && isOffered(this.#features, state, step)) return step;
    return null;
  }

  #priorityOf(bus: string): number {
    let known = this.#priorities.get(bus);
    if (known === undefined) {
      known = this.#chance.below(1_000_000);
      this.#priorities.set(bus, known);
    }
    return known;
  }
}

/** Returns the delivery step of each bus that has frames in flight, in order of their oldest frames. */
function deliveries({ flights, topology }: State): Map<string, Step> {
  const links = new Map<PairId, { readonly below: NodeToken; readonly above: NodeToken }>(
    topology.uplinks.map((link) => [uplinkPair(link.below, link.above), link]),
  );
  const open = new Map<string, Step>();
  for (const { pair, bus } of flights) {
    const link = links.get(pair);
    open.set(
      `${bus} ${pair}`,
      link ? { kind: bus === 'event' ? 'descend' : 'climb', ...link } : { kind: 'arrive', pair },
    );
  }
  return open;
}
