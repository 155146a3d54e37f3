/**
 * Schedule: which of the frames in flight goes next while a scenario holds them back. Two strategies, one a case:
 * a uniform walk over the buses, and priorities with change points (PCT), which let one bus starve for long and so
 * find what needs a certain order of few deliveries.
 */
import type { State } from '#model';
import { legal } from '#model';
import type { Feature, NodeToken, PairId, Step } from '#spec';
import { stepFeatures, uplinkPair } from '#spec';
import type { Chance } from './chance.ts';
import { oneOf, percent } from './chance.ts';
import { faulty, goneBefore, spark } from './races.ts';

/** Percent of the deliveries at which the bus that went first becomes the last. */
const CHANGES = 12;
/** Percent of the deliveries that are races instead: while an event is on its way, and while none is. */
const RACES = 50;
const SPARKS = 30;
/** Percent of the messages between nodes that come twice, where they may. */
const REPEATS = 10;
/** Percent of the races that are faults. */
const FAULTS = 35;

export class Schedule {
  readonly #chance: Chance;
  readonly #features: ReadonlySet<Feature>;
  readonly #prioritised: boolean;
  /** By bus: the higher goes first. */
  readonly #priorities = new Map<string, number>();
  #lowest = 0;
  /** What is left of a race. */
  #plan: Step[] = [];

  constructor(chance: Chance, features: ReadonlySet<Feature>) {
    this.#chance = chance;
    this.#features = features;
    this.#prioritised = percent(chance, 50);
  }

  /** In the middle of a race. */
  get racing(): boolean {
    return this.#plan.length > 0;
  }

  /** The next step of a race under way, or the next delivery; null when nothing is in flight. */
  next(state: State): Step | null {
    const planned = this.#planned(state);
    if (planned) return planned;
    const race = state.flights.some((each) => each.bus === 'event') ? RACES : SPARKS;
    if (percent(this.#chance, race)) {
      const plan = percent(this.#chance, FAULTS)
        ? faulty(this.#chance, state, this.#features)
        : race === RACES
          ? goneBefore(this.#chance, state)
          : spark(this.#chance, state);
      this.#plan = plan.filter((step) => offers(this.#features, step));
      const first = this.#planned(state);
      if (first) return first;
    }
    const step = this.#delivery(state);
    if (step?.kind !== 'climb' || !percent(this.#chance, REPEATS)) return step;
    const twice: Step = { ...step, kind: 'repeat' };
    return legal(state, twice) === null ? twice : step;
  }

  #delivery(state: State): Step | null {
    const open = deliveries(state);
    if (open.size === 0) return null;
    const steps = [...open.values()];
    if (!this.#prioritised) return oneOf(this.#chance, steps);
    const [first] = [...open.keys()].sort((a, b) => this.#priority(b) - this.#priority(a));
    if (first === undefined) return null;
    if (percent(this.#chance, CHANGES)) this.#priorities.set(first, --this.#lowest);
    return open.get(first) ?? null;
  }

  #planned(state: State): Step | null {
    for (let step = this.#plan.shift(); step; step = this.#plan.shift())
      if (legal(state, step) === null) return step;
    return null;
  }

  #priority(bus: string): number {
    let known = this.#priorities.get(bus);
    if (known === undefined) {
      known = this.#chance.below(1_000_000);
      this.#priorities.set(bus, known);
    }
    return known;
  }
}

const offers = (features: ReadonlySet<Feature>, { kind }: Step) =>
  (stepFeatures[kind] as readonly Feature[]).every((each) => features.has(each));

/** By bus, in order of their oldest frames. */
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
