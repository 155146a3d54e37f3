/**
 * Schedule: which of the frames in flight goes next while a scenario holds them back. Two strategies, one a case:
 * a uniform walk over the buses, and priorities with change points (PCT), which let one bus starve for long and so
 * find what needs a certain order of few deliveries.
 */
import type { State } from '#model';
import { legal } from '#model';
import type { NodeToken, PairId, Step, Uplink } from '#spec';
import { addressed, atOrBelow, lineOf, readEvent, uplinkPair } from '#spec';
import type { Chance } from './chance.ts';
import { oneOf, percent } from './chance.ts';

/** Percent of the deliveries at which the bus that went first becomes the last. */
const CHANGES = 12;
/** Percent of the deliveries that are races instead: while an event is on its way, and while none is. */
const RACES = 50;
const SPARKS = 30;

export class Schedule {
  readonly #chance: Chance;
  readonly #prioritised: boolean;
  /** By bus: the higher goes first. */
  readonly #priorities = new Map<string, number>();
  #lowest = 0;
  /** What is left of a race. */
  #plan: Step[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#prioritised = percent(chance, 50);
  }

  /** The next step of a race under way, or the next delivery; null when nothing is in flight. */
  next(state: State): Step | null {
    for (let step = this.#plan.shift(); step; step = this.#plan.shift())
      if (legal(state, step) === null) return step;
    const race = state.flights.some((each) => each.bus === 'event') ? RACES : SPARKS;
    if (percent(this.#chance, race)) {
      const [first, ...rest] = race === RACES ? this.#race(state) : this.#spark(state);
      this.#plan = rest;
      if (first) return first;
    }
    const open = deliveries(state);
    if (open.size === 0) return null;
    const steps = [...open.values()];
    if (!this.#prioritised) return oneOf(this.#chance, steps);
    const [first] = [...open.keys()].sort((a, b) => this.#priority(b) - this.#priority(a));
    if (first === undefined) return null;
    if (percent(this.#chance, CHANGES)) this.#priorities.set(first, --this.#lowest);
    return open.get(first) ?? null;
  }

  /** An event for somebody further down. */
  #spark({ history, topology }: State): Step[] {
    const chances = history.attachments.flatMap(({ node, subscriptions }) =>
      topology.nodes
        .filter(({ token }) => token !== node && atOrBelow(topology, token).has(node))
        .flatMap(({ token }) => subscriptions.map(({ lineId }) => ({ token, lineId }))),
    );
    if (chances.length === 0) return [];
    const { token, lineId } = oneOf(this.#chance, chances);
    const topic = lineId === null ? 'news.flash' : `wh::<${lineId}>.changed`;
    return [{ kind: 'publish', node: token, topic }];
  }

  /** Whom an event in flight is for goes away before it comes. */
  #race({ flights, history, topology }: State): Step[] {
    const events = flights.filter((each) => each.bus === 'event');
    if (events.length === 0) return [];
    const { to, pair: link, input } = oneOf(this.#chance, events);
    const frame = input.kind === 'event' ? readEvent(input.frame) : '';
    if (typeof frame === 'string') return [];
    const there = history.attachments.filter((each) => each.node === to && addressed(each, frame));
    if (there.length === 0) return [];
    const { orcName: orc, pair, subscriptions } = oneOf(this.#chance, there);
    const held = subscriptions.filter((each) => each.lineId === lineOf(frame.topic));
    const ways: Step[] = [
      { kind: 'leave', orc },
      { kind: 'cut', pair, socket: 'event' },
      ...held.map(({ pattern: topic }): Step => ({ kind: 'unsubscribe', orc, pair, topic })),
    ];
    const { below, above } = topology.uplinks.find(
      (each) => uplinkPair(each.below, each.above) === link,
    ) as Uplink;
    const arrivals = flights.filter((each) => each.pair === pair).map(() => pair);
    return [
      oneOf(this.#chance, ways),
      ...[...arrivals, pair].map((id): Step => ({ kind: 'arrive', pair: id })),
      { kind: 'descend', below, above },
    ];
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
