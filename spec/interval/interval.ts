/**
 * The interval law: who must, may and must not have heard an event, where only requests and acknowledgements are known
 * (docs/SPEC.md#three-oracles). Take an event that was published at p0 and known to be settled at q. An orc **must** hear it if
 * all that the orc needs for it was settled before p0 and could not end before q. An orc **may** hear it unless something it
 * needs surely ended before p0 or was requested only after q. Nobody else may hear it. This law uses no table and no schedule.
 * How the first draft was corrected: docs/adr/0006-interval.md.
 */
import type { Place } from '../audience/audience.ts';
import { HALL } from '../audience/audience.ts';
import type { Copies } from '../audience/copies.ts';
import { comesInCopies } from '../audience/copies.ts';
import type { NodeToken, PairId } from '../words/names.ts';
import { GREATHALL } from '../words/names.ts';
import { hasEmptyLine, routingOf } from '../words/topic.ts';
import type { Log, Request } from './log.ts';
import { Reachability } from './reach.ts';
import type { Span } from './span.ts';
import { coversPerhaps, coversSurely } from './span.ts';
import type { Holding, Stay, Timeline } from './timeline.ts';
import { timelineOf } from './timeline.ts';

type Publish = Extract<Request, { readonly kind: 'publish' }>;

/** One event, from its publishing to the moment when it was known to be settled. */
export interface Interval {
  /** Number of the request that published the event. */
  readonly request: number;
  readonly publish: Publish;
  /** When the event was published. */
  readonly p0: number;
  /** When the event was known to be settled. Infinite when the event was never known to be settled; then `must` is empty. */
  readonly q: number;
  /** Empty while `q` is infinite. */
  readonly must: readonly Place[];
  /** Includes `must`. */
  readonly may: readonly Place[];
  /**
   * How often the event must and may come on a client's pair, where that is once for each subscription to its line (EVENT-12).
   * Absent where every event comes once.
   */
  readonly copies?: ReadonlyMap<PairId, Copies>;
  /** The pairs whose clients may not have read meanwhile (EVENT-14). Absent where all read. */
  readonly stalled?: ReadonlySet<PairId>;
  /**
   * Where an orc's stay or line was ending when the event was published. Nodes above may not have heard of it and may send the event
   * there, even over a way that is known to be lost further down.
   */
  readonly lingering: readonly NodeToken[];
}

/** Returns every published event of the log with its audience, in publishing order. */
export function intervalsOf(log: Log, timeline: Timeline = timelineOf(log)): Interval[] {
  const reach = new Reachability(log.topology, timeline.ways);
  return log.entries.flatMap((entry) => {
    if (entry.kind !== 'requested' || entry.step.kind !== 'publish') return [];
    const { at: p0, request, step: publish } = entry;
    const q = timeline.rests.get(request) as number;
    const eventWindow = new EventWindow(timeline, reach, publish, p0, q);
    const audience = eventWindow.audience();
    const copies = comesInCopies(log.topology, publish.topic)
      ? { copies: eventWindow.copiesFor(audience) }
      : {};
    const lingering = eventWindow.lingering();
    const pairs = timeline.stalls.during(p0, q);
    const stalled = pairs.size > 0 ? { stalled: pairs } : {};
    return [{ request, publish, p0, q, ...audience, ...copies, lingering, ...stalled }];
  });
}

interface PlaceLists {
  readonly must: Place[];
  readonly may: Place[];
}

class EventWindow {
  readonly #timeline: Timeline;
  readonly #reach: Reachability;
  readonly #publish: Publish;
  readonly #p0: number;
  readonly #q: number;

  constructor(timeline: Timeline, reach: Reachability, publish: Publish, p0: number, q: number) {
    this.#timeline = timeline;
    this.#reach = reach;
    this.#publish = publish;
    this.#p0 = p0;
    this.#q = q;
  }

  /** Who does not read need not hear. @clause EVENT-14 */
  audience(): PlaceLists {
    const { must, may } = this.#wholeAudience();
    const reads = ({ pair }: Place) =>
      this.#timeline.stalls.latest(pair, this.#p0, this.#q) === null;
    return { must: must.filter(reads), may };
  }

  #wholeAudience(): PlaceLists {
    const { topic, node, forward } = this.#publish;
    if (hasEmptyLine(topic)) return { must: [], may: [] };
    const target = forward === undefined ? node : this.#reach.nodeOf(forward);
    if (target === undefined) return { must: [], may: [] };
    const { must, may } = this.#audienceAt(target);
    // Nobody knows whether the nodes on the way knew the target's horde. So the event must be heard only if the publishing node
    // is itself the target (EVENT-9).
    const isNear = target === node && this.#q < Number.POSITIVE_INFINITY;
    return { must: isNear ? must : [], may };
  }

  /** Returns the nodes at which a stay or a holding of the event's line was ending. */
  lingering(): NodeToken[] {
    const routing = routingOf(this.#publish.topic);
    const isEnding = ({ ending, over }: Span) => ending < this.#p0 && this.#p0 <= over;
    return this.#timeline.stays
      .filter((stay) => {
        const meant: readonly Span[] =
          routing.kind === 'line'
            ? stay.holdings.filter((each) => each.lineId === routing.lineId)
            : routing.kind === 'result'
              ? stay.names.filter((each) => each.orcName === routing.orcName)
              : [];
        return meant.some((each) => this.#isPossible(each) && (isEnding(each) || isEnding(stay)));
      })
      .map(({ node }) => node);
  }

  /** Returns for each pair on sockets how many copies of a line's event those in the audience must and may get there. @clause EVENT-12 */
  copiesFor({ must, may }: PlaceLists): ReadonlyMap<PairId, Copies> {
    const routing = routingOf(this.#publish.topic);
    const copies = new Map<PairId, Copies>();
    for (const stay of this.#timeline.stays) {
      const { orcName, node, pair } = placeOf(stay, this.#p0);
      const isThis = (each: Place) =>
        each.orcName === orcName && each.node === node && each.pair === pair;
      if (routing.kind !== 'line' || stay.backend !== 'axon') continue;
      if (!this.#isPossible(stay) || !may.some(isThis)) continue;
      const onLine = stay.holdings.filter((each) => each.lineId === routing.lineId);
      const isSure = this.#isSure(stay) && must.some(isThis);
      const known = copies.get(pair) ?? { least: 0, most: 0 };
      copies.set(pair, {
        least: known.least + (isSure ? onLine.filter((each) => this.#isSure(each)).length : 0),
        most: known.most + onLine.filter((each) => this.#isPossible(each)).length,
      });
    }
    return copies;
  }

  /** Returns the audience of the event as if it were published at `target`, limited to the nodes that it can reach from there. */
  #audienceAt(target: NodeToken): PlaceLists {
    const routing = routingOf(this.#publish.topic);
    switch (routing.kind) {
      case 'result':
        if (routing.orcName === GREATHALL)
          return this.#greathallAudience((node) => node === target);
        return this.#endpointAudience(target, (stay) => {
          const namings = stay.names.filter((each) => each.orcName === routing.orcName);
          return [
            namings.some((each) => this.#isSure(each)),
            namings.some((each) => this.#isPossible(each)),
          ];
        });
      case 'line': {
        const rulingOn = (holdings: readonly Holding[]): Ruling => {
          const holdingsOfLine = holdings.filter((each) => each.lineId === routing.lineId);
          return [
            holdingsOfLine.some((each) => this.#isSure(each)),
            holdingsOfLine.some((each) => this.#isPossible(each)),
          ];
        };
        const found = this.#endpointAudience(target, ({ holdings }) => rulingOn(holdings));
        return this.#addPassedGreathalls(target, found, rulingOn);
      }
      case 'broadcast': {
        const found = this.#endpointAudience(target, () => [true, true]);
        const halls = this.#greathallAudience(() => true, target);
        return {
          must: [...found.must, ...halls.must],
          may: [...found.may, ...halls.may],
        };
      }
      default:
        return routing satisfies never;
    }
  }

  #endpointAudience(target: NodeToken, rulingOf: (stay: Stay) => Ruling): PlaceLists {
    const found: PlaceLists = { must: [], may: [] };
    for (const stay of this.#timeline.stays) {
      if (!this.#isPossible(stay) || !this.#isReached(target, stay.node, false)) continue;
      const [must, may] = rulingOf(stay);
      if (!may) continue;
      const place = placeOf(stay, this.#p0);
      found.may.push(place);
      const isAlwaysJudged = !stay.unjudged.some((each) => coversPerhaps(each, this.#p0, this.#q));
      if (must && isAlwaysJudged && this.#isSure(stay) && this.#isReached(target, stay.node, true))
        found.must.push(place);
    }
    return found;
  }

  #greathallAudience(isMeant: (node: NodeToken) => boolean, from = this.#publish.node): PlaceLists {
    const nodes = [...this.#timeline.halls.keys()].filter(isMeant);
    return {
      must: nodes.filter((node) => this.#isReached(from, node, true)).map(greathallAt),
      may: nodes.filter((node) => this.#isReached(from, node, false)).map(greathallAt),
    };
  }

  /** Adds the greathalls that hold the line at a node the event passes on its way to a hearer. @clause LINE-7 */
  #addPassedGreathalls(
    target: NodeToken,
    { must, may }: PlaceLists,
    rulingOn: (holdings: readonly Holding[]) => Ruling,
  ): PlaceLists {
    const mustPass: Place[] = [];
    const mayPass: Place[] = [];
    for (const [node, holdings] of this.#timeline.halls) {
      const [surely, perhaps] = rulingOn(holdings);
      const isHere = node === target;
      const isSurelyPassed =
        isHere || must.some((place) => this.#reach.isOnEveryWay(node, target, place.node));
      const isPerhapsPassed = isHere || may.some((place) => this.#reach.hasPath(node, place.node));
      // Where another orc on the emitter may hold the line, greathall waits for the frame that is for this home (WAYS-8).
      const isAlone =
        isHere ||
        !this.#reach.hasWays ||
        !this.#timeline.stays.some(
          (stay) => stay.node === node && stay.backend === 'ee' && rulingOn(stay.holdings)[1],
        );
      if (surely && this.#isReached(target, node, true) && isSurelyPassed && isAlone)
        mustPass.push(greathallAt(node));
      if (perhaps && this.#isReached(target, node, false) && isPerhapsPassed)
        mayPass.push(greathallAt(node));
    }
    return { must: [...must, ...mustPass], may: [...may, ...mayPass] };
  }

  #isReached(from: NodeToken, to: NodeToken, isSure: boolean): boolean {
    const { node } = this.#publish;
    const paths =
      from === node
        ? ([[from, to]] as const)
        : ([
            [node, from],
            [from, to],
          ] as const);
    return paths.every(([above, below]) =>
      isSure
        ? this.#reach.isSurelyUp(above, below, this.#p0, this.#q)
        : this.#reach.isPerhapsUp(above, below, this.#p0, this.#q),
    );
  }

  #isSure(each: Span): boolean {
    return coversSurely(each, this.#p0, this.#q);
  }

  #isPossible(each: Span): boolean {
    return coversPerhaps(each, this.#p0, this.#q);
  }
}

/** By its subscriptions: whether an orc must hear the event, and whether it may. */
type Ruling = readonly [must: boolean, may: boolean];

const greathallAt = (node: NodeToken): Place => ({ orcName: GREATHALL, node, pair: HALL });

/** Returns the stay as a place, under the name that the orc had at p0. */
function placeOf({ names, node, pair }: Stay, p0: number): Place {
  const [first] = names;
  const naming = names.findLast((each) => each.from <= p0) ?? first;
  return { orcName: (naming as (typeof names)[number]).orcName, node, pair };
}
