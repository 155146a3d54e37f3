/**
 * The timeline: a log converted to spans: who was attached where, held which line, had which name, and which orcs the law left
 * free. It asks the clients' history what a request means, and uses no table. The interval law reads the timeline.
 */
import type { Attachment, History } from '../audience/attachments.ts';
import { beginning, closed, judged } from '../audience/attachments.ts';
import { advanceHistory } from '../audience/history.ts';
import type { Subscription } from '../audience/subscriptions.ts';
import { linked } from '../scenario/links.ts';
import { hasVariant } from '../scenario/topology.ts';
import type { LineId, NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Observation } from '../words/observation.ts';
import type { Backend } from '../words/table.ts';
import type { Holding } from './holdings.ts';
import { updateHoldings } from './holdings.ts';
import type { Entry, Log } from './log.ts';
import type { Span } from './span.ts';
import { ALWAYS, doubtSpan, endSpan, NEVER, startSpan } from './span.ts';
import { Stalls } from './stalls.ts';
import { UpSpans } from './upSpans.ts';

export type { Holding } from './holdings.ts';

export interface Naming extends Span {
  readonly orcName: OrcName;
}

/** The time span in which one orc was attached over one pair, even if it was renamed meanwhile. */
export interface Stay extends Span {
  readonly node: NodeToken;
  readonly pair: PairId;
  readonly backend: Backend;
  readonly names: Naming[];
  readonly holdings: Holding[];
  /** When the law did not judge the orc here: while the orc was free, or attached twice (docs/SPEC.md#free). */
  readonly unjudged: Span[];
}

export interface Timeline {
  readonly stays: readonly Stay[];
  readonly halls: ReadonlyMap<NodeToken, readonly Holding[]>;
  readonly ways: UpSpans;
  readonly stalls: Stalls;
  /** For each request, when everything that it caused was known to be settled; infinite if never. */
  readonly rests: ReadonlyMap<number, number>;
  readonly refused: ReadonlySet<number>;
}

type RequestEntry = Extract<Entry, { readonly kind: 'requested' }>;

/** What is known of one orc. */
interface OrcRecord {
  /** When all requests of the orc so far are settled. Its later requests may depend on them (ADR 6). */
  settledAt: number;
  readonly unjudged: Span[];
}

/** Builds the timeline. Throws RangeError when the log's time goes backwards. */
export function timelineOf(log: Log): Timeline {
  return new TimelineReader(log).buildTimeline();
}

class TimelineReader {
  readonly #log: Log;
  readonly #upSpans: UpSpans;
  #history: History;
  /** The time at which every request so far is settled. */
  #busyUntil = ALWAYS;
  /** The time at which every loss and return of links and nodes so far is settled: until then news of an end may not get through. */
  #linksBusyUntil = ALWAYS;
  readonly #stays: Stay[] = [];
  /** The current stays, by orc name and pair. */
  readonly #standingStays = new Map<string, Stay>();
  readonly #orcs = new Map<OrcName, OrcRecord>();
  readonly #halls: Map<NodeToken, Holding[]>;
  readonly #stalls = new Stalls();
  readonly #rests = new Map<number, number>();
  readonly #refused = new Set<number>();
  /** For each entry that closes a pair, the next settled moment. */
  readonly #closings = new Map<Entry, number>();

  constructor(log: Log) {
    this.#log = log;
    const { topology } = log;
    this.#upSpans = new UpSpans(topology);
    this.#history = beginning(topology);
    this.#halls = new Map(topology.nodes.map(({ token }) => [token, []]));
  }

  buildTimeline(): Timeline {
    this.#findRests();
    for (const entry of this.#log.entries)
      if (entry.kind === 'requested') this.#applyRequest(entry);
      else if (entry.kind === 'closed')
        this.#closePair(entry.at, entry.pair, this.#closings.get(entry) ?? NEVER);
    return {
      stays: this.#stays,
      halls: this.#halls,
      ways: this.#upSpans,
      stalls: this.#stalls,
      rests: this.#rests,
      refused: this.#refused,
    };
  }

  /** Walks the log backwards to find when each request is settled: at its acknowledgement or the next settled moment. */
  #findRests(): void {
    const acknowledged = new Map<number, number>();
    let settledAt = NEVER;
    let laterAt = NEVER;
    for (const entry of this.#log.entries.toReversed()) {
      const { at } = entry;
      if (at > laterAt) throw new RangeError(`the log goes back in time: ${laterAt} follows ${at}`);
      laterAt = at;
      if (entry.kind === 'settled') settledAt = at;
      if (entry.kind === 'acknowledged') acknowledged.set(entry.request, at);
      if (entry.kind === 'refused') this.#refused.add(entry.request);
      if (entry.kind === 'closed') this.#closings.set(entry, settledAt);
      if (entry.kind === 'requested') {
        const acknowledgedAt = acknowledged.get(entry.request) ?? NEVER;
        this.#rests.set(entry.request, Math.min(settledAt, acknowledgedAt));
      }
    }
  }

  #applyRequest({ at, request, step }: RequestEntry): void {
    const rest = this.#rests.get(request) as number;
    const before = this.#freeReturning(this.#historyAt(at), step, at);
    const refused = this.#refused.has(request);
    if (step.kind === 'rename' && !refused) this.#renameEndpoint(step, at, rest);
    if ('orc' in step)
      this.#extendRest(step.kind === 'rename' && !refused ? step.to : step.orc, rest);
    const { uplinks } = linked(before);
    if (this.#upSpans.applyRequest(step, uplinks, at, rest)) this.#doubtEndpoints(step, at);
    else if (step.kind !== 'publish') {
      const after = advanceHistory(before, step, refused ? [REFUSAL] : []);
      const free =
        step.kind === 'rename' && !refused && before.free.includes(step.orc)
          ? [...after.free, step.to]
          : after.free;
      this.#applyHistory(before, { ...after, free }, at, rest);
    }
    this.#busyUntil = Math.max(this.#busyUntil, rest);
    if ('below' in step || step.kind === 'restart' || step.kind === 'crash')
      this.#linksBusyUntil = Math.max(this.#linksBusyUntil, rest);
  }

  /** Marks that a request of a kind that the history does not know may have ended the endpoints it names. */
  #doubtEndpoints(step: RequestEntry['step'], at: number): void {
    for (const stay of this.#standingStays.values())
      if ('pair' in step && step.pair === stay.pair) doubtSpan([stay], at);
  }

  #closePair(at: number, pair: PairId, rest: number): void {
    const before = this.#historyAt(at);
    this.#applyHistory(before, closed(before, pair), at, rest);
    this.#busyUntil = Math.max(this.#busyUntil, rest);
  }

  /** Returns the history as known at this moment: whether anything may be in flight, and which orcs have surely left. */
  #historyAt(at: number): History {
    const { attachments, free } = this.#history;
    const isGone = (name: OrcName) =>
      this.#recordOf(name).settledAt < at && !attachments.some((each) => each.orcName === name);
    return {
      ...this.#history,
      held: this.#busyUntil >= at,
      free: free.some(isGone) ? free.filter((name) => !isGone(name)) : free,
    };
  }

  /** Makes an orc free that comes back while its departure may be in flight, even if nothing else was in flight when it left. */
  #freeReturning(history: History, step: RequestEntry['step'], at: number): History {
    if (step.kind !== 'join' && step.kind !== 'subscribe') return history;
    const { attachments, free } = history;
    const isHere = attachments.some((each) => each.orcName === step.orc);
    if (isHere || free.includes(step.orc) || this.#recordOf(step.orc).settledAt < at)
      return history;
    return { ...history, free: [...free, step.orc] };
  }

  #recordOf(name: OrcName): OrcRecord {
    const record = this.#orcs.get(name) ?? { settledAt: ALWAYS, unjudged: [] };
    this.#orcs.set(name, record);
    return record;
  }

  #extendRest(name: OrcName, rest: number): void {
    const record = this.#recordOf(name);
    record.settledAt = Math.max(record.settledAt, rest);
  }

  /** Continues the endpoint under another name, with its lines. @clause ARP-8 */
  #renameEndpoint(
    { orc, to, pair }: Extract<RequestEntry['step'], { readonly kind: 'rename' }>,
    at: number,
    rest: number,
  ): void {
    const record = this.#recordOf(orc);
    this.#orcs.delete(orc);
    this.#orcs.set(to, record);
    const stay = this.#standingStays.get(keyOf(orc, pair));
    if (!stay) return;
    this.#standingStays.delete(keyOf(orc, pair));
    this.#standingStays.set(keyOf(to, pair), stay);
    endSpan(stay.names, at, rest);
    stay.names.push({ orcName: to, ...startSpan(at, Math.max(record.settledAt, rest)) });
  }

  #applyHistory(before: History, after: History, at: number, rest: number): void {
    this.#history = after;
    this.#stalls.update(before, after, at, rest);
    // A node whose link is lost cannot tell of an end; the nodes above hear of the loss instead, in its own time.
    const over = Math.max(rest, this.#linksBusyUntil);
    const remaining = new Set(after.attachments.map((each) => keyOf(each.orcName, each.pair)));
    for (const [key, stay] of this.#standingStays)
      if (!remaining.has(key)) {
        this.#standingStays.delete(key);
        endSpan([stay], at, over);
        this.#extendRest((stay.names.at(-1) as Naming).orcName, rest);
      }
    for (const each of after.attachments) {
      const key = keyOf(each.orcName, each.pair);
      const stay = this.#standingStays.get(key) ?? this.#addStay(each, key, at);
      const { settledAt } = this.#recordOf(each.orcName);
      updateHoldings(stay.holdings, this.#linesOf(each.subscriptions), at, settledAt, over);
    }
    for (const { node, subscriptions } of after.halls)
      if (before.halls.find((each) => each.node === node)?.subscriptions !== subscriptions)
        updateHoldings(
          this.#halls.get(node) as Holding[],
          this.#linesOf(subscriptions),
          at,
          rest,
          rest,
        );
    for (const name of new Set(after.attachments.map((each) => each.orcName)))
      this.#updateUnjudged(after, name, at);
  }

  /**
   * Returns for each line how many holdings of it there are: where an event comes once for each subscription, as many as
   * subscriptions, else one.
   */
  #linesOf(subscriptions: readonly Subscription[]): ReadonlyMap<LineId, number> {
    const lines = new Map<LineId, number>();
    const { topology } = this.#log;
    const isOne =
      !hasVariant(topology, 'copies per subscription') || hasVariant(topology, 'set subscriptions');
    for (const { lineId, count } of subscriptions)
      if (lineId !== null) lines.set(lineId, isOne ? 1 : (lines.get(lineId) ?? 0) + count);
    return lines;
  }

  #addStay({ orcName, node, pair, backend }: Attachment, key: string, at: number): Stay {
    const { settledAt, unjudged } = this.#recordOf(orcName);
    const names = [{ orcName, ...startSpan(ALWAYS, ALWAYS) }];
    const stay = {
      node,
      pair,
      backend,
      names,
      holdings: [],
      unjudged,
      ...startSpan(at, settledAt),
    };
    this.#stays.push(stay);
    this.#standingStays.set(key, stay);
    return stay;
  }

  /** Starts or ends the time in which the orc is not judged. It ends only when everything that made the orc free is settled. */
  #updateUnjudged(history: History, name: OrcName, at: number): void {
    const { unjudged, settledAt } = this.#recordOf(name);
    const isOpen = unjudged.at(-1)?.over === NEVER;
    if (judged(history, name)) {
      if (isOpen) endSpan(unjudged, at, settledAt);
    } else if (!isOpen) unjudged.push(startSpan(at, at));
  }
}

/** A refusal without details: the history only asks whether there was one. */
const REFUSAL = { kind: 'refusal' } as Observation;

/** Joins orc and pair to one key. A line feed separates the parts safely: no name holds a control character. */
const keyOf = (orc: OrcName, pair: PairId) => `${orc}\n${pair}`;
