/**
 * The interval law: who must, may and must not have heard an event, of a system of which only requests and
 * acknowledgements are known (semantics, 4). An event published during [p0, q], q the moment when it is known to be at
 * rest, **must** be heard where all it needs was settled before p0 and no end of it was possible before q, **may** be
 * heard where nothing of it was surely over before p0 or asked for only after q, and by nobody else: once a
 * carrier, in publishing order. No table and no schedule is in it. Where the draft had holes: docs/adr/0006-interval.md.
 */
import type { Place } from '../audience/audience.ts';
import { HALL } from '../audience/audience.ts';
import type { NodeToken } from '../words/names.ts';
import { GREATHALL } from '../words/names.ts';
import { hasEmptyLine, routingOf } from '../words/topic.ts';
import type { Log, Request } from './log.ts';
import { Reach } from './reach.ts';
import type { Span } from './span.ts';
import { perhaps, surely } from './span.ts';
import type { Holding, Stay, Timeline } from './timeline.ts';
import { timelineOf } from './timeline.ts';

type Publish = Extract<Request, { readonly kind: 'publish' }>;

/** What is known of one event, from its publishing to the moment when it was known to be at rest. */
export interface Interval {
  readonly request: number;
  readonly publish: Publish;
  readonly p0: number;
  /** Infinite when it was never known to be at rest; then nobody must have heard it. */
  readonly q: number;
  /** Empty while `q` is infinite. */
  readonly must: readonly Place[];
  /** Includes `must`. */
  readonly may: readonly Place[];
}

/** Every event of the log with its audience, in publishing order. */
export function intervalsOf(log: Log, timeline: Timeline = timelineOf(log)): Interval[] {
  const reach = new Reach(log.topology, timeline.ways);
  return log.entries.flatMap((entry) => {
    if (entry.kind !== 'requested' || entry.step.kind !== 'publish') return [];
    const { at: p0, request, step: publish } = entry;
    const q = timeline.rests.get(request) as number;
    const moment = new Moment(timeline, reach, publish, p0, q);
    return [{ request, publish, p0, q, ...moment.audience() }];
  });
}

interface Audience {
  readonly must: Place[];
  readonly may: Place[];
}

class Moment {
  readonly #timeline: Timeline;
  readonly #reach: Reach;
  readonly #publish: Publish;
  readonly #p0: number;
  readonly #q: number;

  constructor(timeline: Timeline, reach: Reach, publish: Publish, p0: number, q: number) {
    this.#timeline = timeline;
    this.#reach = reach;
    this.#publish = publish;
    this.#p0 = p0;
    this.#q = q;
  }

  audience(): Audience {
    const { topic, node, forward } = this.#publish;
    if (hasEmptyLine(topic)) return { must: [], may: [] };
    const target = forward === undefined ? node : this.#reach.nodeOf(forward);
    if (target === undefined) return { must: [], may: [] };
    const { must, may } = this.#at(target);
    // Whether the way of its horde was known is not: from afar nobody must (EVENT-9).
    const near = target === node && this.#q < Number.POSITIVE_INFINITY;
    return { must: near ? must : [], may };
  }

  /** As if it were published there, so far as it gets there. */
  #at(target: NodeToken): Audience {
    const routing = routingOf(this.#publish.topic);
    switch (routing.kind) {
      case 'result':
        if (routing.orcName === GREATHALL) return this.#halls((node) => node === target);
        return this.#stays(target, (stay) => {
          const named = stay.names.filter((each) => each.orcName === routing.orcName);
          return [named.some((each) => this.#surely(each)), named.some((each) => this.#may(each))];
        });
      case 'line': {
        const holds = (holdings: readonly Holding[]): Ruling => {
          const held = holdings.filter((each) => each.lineId === routing.lineId);
          return [held.some((each) => this.#surely(each)), held.some((each) => this.#may(each))];
        };
        const found = this.#stays(target, ({ holdings }) => holds(holdings));
        return this.#passed(target, found, holds);
      }
      case 'broadcast': {
        const found = this.#stays(target, () => [true, true]);
        const halls = this.#halls(() => true, target);
        return {
          must: [...found.must, ...halls.must],
          may: [...found.may, ...halls.may],
        };
      }
      default:
        return routing satisfies never;
    }
  }

  #stays(target: NodeToken, rules: (stay: Stay) => Ruling): Audience {
    const found: Audience = { must: [], may: [] };
    for (const stay of this.#timeline.stays) {
      if (!this.#may(stay) || !this.#reached(target, stay.node, false)) continue;
      const [must, may] = rules(stay);
      if (!may) continue;
      const place = placeOf(stay, this.#p0);
      found.may.push(place);
      const judged = !stay.unjudged.some((each) => perhaps(each, this.#p0, this.#q));
      if (must && judged && this.#surely(stay) && this.#reached(target, stay.node, true))
        found.must.push(place);
    }
    return found;
  }

  #halls(which: (node: NodeToken) => boolean, from = this.#publish.node): Audience {
    const nodes = [...this.#timeline.halls.keys()].filter(which);
    return {
      must: nodes.filter((node) => this.#reached(from, node, true)).map(hallAt),
      may: nodes.filter((node) => this.#reached(from, node, false)).map(hallAt),
    };
  }

  /** Greathalls with the line where the event passes on its way to somebody. @clause LINE-7 */
  #passed(
    target: NodeToken,
    { must, may }: Audience,
    holds: (holdings: readonly Holding[]) => Ruling,
  ): Audience {
    const mustPass: Place[] = [];
    const mayPass: Place[] = [];
    for (const [node, holdings] of this.#timeline.halls) {
      const [surely, perhaps] = holds(holdings);
      const passes = (places: readonly Place[]) =>
        node === target || places.some((place) => this.#reach.leads(node, place.node));
      if (surely && this.#reached(target, node, true) && passes(must)) mustPass.push(hallAt(node));
      if (perhaps && this.#reached(target, node, false) && passes(may)) mayPass.push(hallAt(node));
    }
    return { must: [...must, ...mustPass], may: [...may, ...mayPass] };
  }

  #reached(from: NodeToken, to: NodeToken, sure: boolean): boolean {
    const { node } = this.#publish;
    const ways =
      from === node
        ? ([[from, to]] as const)
        : ([
            [node, from],
            [from, to],
          ] as const);
    return ways.every(([above, below]) =>
      this.#reach.stands(above, below, (each) => (sure ? this.#surely(each) : this.#may(each))),
    );
  }

  #surely(each: Span): boolean {
    return surely(each, this.#p0, this.#q);
  }

  #may(each: Span): boolean {
    return perhaps(each, this.#p0, this.#q);
  }
}

/** Whether somebody must hear for what he asked, and whether he may. */
type Ruling = readonly [must: boolean, may: boolean];

const hallAt = (node: NodeToken): Place => ({ orcName: GREATHALL, node, pair: HALL });

/** Under the name it had by then. */
function placeOf({ names, node, pair }: Stay, p0: number): Place {
  const [first] = names;
  const named = names.findLast((each) => each.from <= p0) ?? first;
  return { orcName: (named as (typeof names)[number]).orcName, node, pair };
}
