/**
 * Breaches: differences between what was heard and what the interval law allows. Every orc in `must` has to hear the event, and
 * no orc outside `may` can hear it. Each carrier may bring it once (or as often as EVENT-12 says), unchanged, before the event was known to be settled, and in
 * publishing order on each line.
 */
import type { Place } from '../audience/audience.ts';
import { HALL } from '../audience/audience.ts';
import type { Topology } from '../scenario/topology.ts';
import { samePayload } from '../words/json.ts';
import type { Event } from '../words/message.ts';
import { eventIdOf } from '../words/message.ts';
import type { NodeToken, PairId } from '../words/names.ts';
import { routingOf } from '../words/topic.ts';
import type { Interval } from './interval.ts';
import { intervalsOf } from './interval.ts';
import type { Entry, Log } from './log.ts';
import { Reachability } from './reach.ts';
import type { Stalls } from './stalls.ts';
import { timelineOf } from './timeline.ts';

export type Breach =
  | {
      readonly what: 'missing';
      readonly request: number;
      readonly place: Place;
      /** Whether the event did come there, but less often than it must (EVENT-12). */
      readonly isCopy?: true;
    }
  | {
      /**
       * `late`: heard after the event was known to be settled. `disordered`: heard after a later event of the same
       * line and publishing node. `stray`: heard without having been published; then `request` is the last request
       * before it, or -1 if there was none.
       */
      readonly what: 'surplus' | 'double' | 'altered' | 'late' | 'disordered' | 'stray';
      readonly request: number;
      readonly node: NodeToken;
      readonly pair: PairId | null;
      /** Whether the pair’s client may not have read while the event was in flight (EVENT-14). */
      readonly isStalled?: true;
    };

type HeardEntry = Extract<Entry, { readonly kind: 'heard' }>;

export interface Judged {
  readonly intervals: readonly Interval[];
  /** In the order of the log entries that show them. Missing hearings come last, in publishing order. */
  readonly breaches: readonly Breach[];
}

/** Judges a whole log. Throws RangeError when the log's time goes backwards. */
export function judgedBy(log: Log): Judged {
  const timeline = timelineOf(log);
  const intervals = intervalsOf(log, timeline);
  const reach = new Reachability(log.topology, timeline.ways);
  const intervalByEvent = new Map(intervals.map((each) => [eventIdOf(each.request), each]));
  const finder = new BreachFinder(log.topology, intervalByEvent, reach, timeline.stalls);
  for (const entry of log.entries) finder.takeEntry(entry);
  return { intervals, breaches: [...finder.breaches, ...finder.findMissing()] };
}

class BreachFinder {
  readonly breaches: Breach[] = [];
  readonly #intervalByEvent: ReadonlyMap<string, Interval>;
  readonly #reach: Reachability;
  readonly #stalls: Stalls;
  /** How often each event came on each carrier so far. */
  readonly #arrivals = new Map<string, number>();
  /** The last event heard, by carrier, publishing node and line. */
  readonly #lastByLine = new Map<string, number>();
  readonly #emitters: ReadonlySet<PairId>;
  /** The requests by which each node began anew. */
  readonly #beginnings = new Map<NodeToken, number[]>();
  #lastRequest = -1;

  constructor(
    { pairs }: Topology,
    known: ReadonlyMap<string, Interval>,
    reach: Reachability,
    stalls: Stalls,
  ) {
    this.#stalls = stalls;
    this.#intervalByEvent = known;
    this.#reach = reach;
    const emitters = pairs.filter(({ backend }) => backend === 'ee').map(({ id }) => id);
    this.#emitters = new Set([HALL, ...emitters]);
  }

  takeEntry(entry: Entry): void {
    if (entry.kind === 'requested') {
      const { request, step } = entry;
      this.#lastRequest = request;
      if (step.kind === 'restart' || step.kind === 'crash')
        this.#beginnings.set(step.node, [...(this.#beginnings.get(step.node) ?? []), request]);
    }
    if (entry.kind === 'heard') this.#checkHeard(entry);
  }

  findMissing(): Breach[] {
    return [...this.#intervalByEvent.values()].flatMap(({ request, must, copies }) =>
      must
        .filter((place) => {
          const count = this.#arrivals.get(keyOf(this.#carrierOf(place), request)) ?? 0;
          return count < Math.max(1, copies?.get(place.pair)?.least ?? 1);
        })
        .map(
          (place): Breach => ({
            what: 'missing',
            request,
            place,
            ...(this.#arrivals.has(keyOf(this.#carrierOf(place), request)) ? { isCopy: true } : {}),
          }),
        ),
    );
  }

  #checkHeard({ at, node, pair, event }: HeardEntry): void {
    const interval = this.#intervalByEvent.get(event.id);
    const carrier = carrierOf(node, pair);
    const latest = this.#latestOn(pair, interval);
    const report = (what: Exclude<Breach['what'], 'missing'>) =>
      this.breaches.push({
        what,
        request: interval?.request ?? this.#lastRequest,
        node,
        pair,
        ...(latest === null ? {} : { isStalled: true }),
      });
    if (!interval) {
      report('stray');
      return;
    }
    const { request } = interval;
    const count = (this.#arrivals.get(keyOf(carrier, request)) ?? 0) + 1;
    this.#arrivals.set(keyOf(carrier, request), count);
    const most = (pair === null ? undefined : interval.copies?.get(pair)?.most) ?? 1;
    const isRepeated = count > Math.max(1, most) + this.#forgottenAt(node, interval);
    if (!this.#isAllowed(interval, node, pair)) report('surplus');
    else if (isRepeated && !this.#mayComeTwice(interval, node, pair)) report('double');
    else if (at > Math.max(interval.q, latest ?? interval.q)) report('late');
    if (!isUnaltered(event, interval)) report('altered');
    if (!this.#keepsOrder(interval, carrier)) report('disordered');
  }

  /** Returns until when the event may have waited for a client that did not read; null if it need not wait. @clause EVENT-14 */
  #latestOn(pair: PairId | null, interval: Interval | undefined): number | null {
    if (pair === null || !interval) return null;
    return this.#stalls.latest(pair, interval.p0, interval.q);
  }

  /** Whether an orc in `may` can hear the event at this node and pair, or below it. */
  #isAllowed({ publish, may, lingering }: Interval, node: NodeToken, pair: PairId | null): boolean {
    const target =
      publish.forward === undefined ? publish.node : this.#reach.nodeOf(publish.forward);
    if (target === undefined) return false;
    const broadcast = routingOf(publish.topic).kind === 'broadcast';
    const link = pair === null ? undefined : this.#reach.linkOf(pair);
    if (link && !this.#reach.hasWays && this.#reach.hasPath(link.below, target))
      return publish.forward !== undefined;
    // On its way to the node of the horde it is for nobody yet.
    if (link && publish.forward !== undefined && this.#reach.hasWays) return true;
    if (link)
      return (
        this.#reach.hasPath(target, link.below) &&
        (broadcast ||
          may.some((place) => this.#reach.hasPath(link.below, place.node)) ||
          lingering.some((home) => this.#reach.hasPath(link.below, home)))
      );
    // A broadcast on a client's pair is not judged: the law does not say which orcs share the pair (ADR 1.10).
    if (broadcast && pair !== null) return this.#reach.hasPath(target, node);
    return may.some((place) => this.#carrierOf(place) === carrierOf(node, pair));
  }

  /**
   * With several ways: whether two frames of the event may cross the link, for other homes each while anything is in flight, or one on the
   * way to the node of its horde and one as published there; and whether two that pass a node may be emitted there for greathall alone.
   * @clause WAYS-8 EVENT-9
   */
  #mayComeTwice({ publish, may }: Interval, node: NodeToken, pair: PairId | null): boolean {
    if (!this.#reach.hasWays) return false;
    const isOnce = routingOf(publish.topic).kind === 'broadcast' && publish.forward === undefined;
    if (pair !== null) return this.#reach.linkOf(pair) !== undefined && !isOnce;
    const here = may.filter((place) => this.#carrierOf(place) === carrierOf(node, null));
    return !isOnce && here.every(({ pair: place }) => place === HALL);
  }

  /**
   * How often the node may have forgotten that it took the broadcast: with several ways a copy may still be under way to it when it has
   * begun anew. @clause WAYS-6
   */
  #forgottenAt(node: NodeToken, { request, publish }: Interval): number {
    if (!this.#reach.hasWays || routingOf(publish.topic).kind !== 'broadcast') return 0;
    return (this.#beginnings.get(node) ?? []).filter((each) => each > request).length;
  }

  #carrierOf({ node, pair }: Place): string {
    return carrierOf(node, this.#emitters.has(pair) ? null : pair);
  }

  /**
   * Whether the event was heard after all earlier ones of its line and publishing node; with several ways, of those that had to be
   * heard there. @clause EVENT-7
   */
  #keepsOrder({ request, publish, must }: Interval, carrier: string): boolean {
    const routing = routingOf(publish.topic);
    if (routing.kind !== 'line' || publish.forward !== undefined) return true;
    if (this.#reach.hasWays && !must.some((place) => this.#carrierOf(place) === carrier))
      return true;
    const key = `${carrier}\n${publish.node}\n${routing.lineId}`;
    const last = this.#lastByLine.get(key) ?? -1;
    this.#lastByLine.set(key, Math.max(last, request));
    return last <= request;
  }
}

/**
 * Joins carrier and request to one key. A line feed separates the parts safely: no name holds a control character.
 */
const keyOf = (carrier: string, request: number) => `${carrier}\n${request}`;

const carrierOf = (node: NodeToken, pair: PairId | null) => `${node}\n${pair ?? ''}`;

/** Whether topic and payload are as published. @clause EVENT-8 */
function isUnaltered({ topic, payload }: Event, { publish }: Interval): boolean {
  return topic === publish.topic && samePayload(payload, publish.payload ?? null);
}
