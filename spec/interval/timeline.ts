/**
 * The timeline: a log read as spans: who stood where, held which line, under which name, whom the law left free.
 * It asks the clients' history what a request means, and knows no table. The interval law reads it.
 */
import type { Attachment, History } from '../audience/history.ts';
import { beginning, closed, judged, witness } from '../audience/history.ts';
import type { Subscription } from '../audience/subscriptions.ts';
import { linked } from '../scenario/links.ts';
import type { LineId, NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Observation } from '../words/observation.ts';
import type { Backend } from '../words/table.ts';
import type { Entry, Log } from './log.ts';
import type { Span } from './span.ts';
import { ALWAYS, doubt, end, NEVER, span } from './span.ts';
import { Ways } from './ways.ts';

export interface Holding extends Span {
  readonly lineId: LineId;
}

export interface Naming extends Span {
  readonly orcName: OrcName;
}

/** An orc's endpoint, under whatever name it has. */
export interface Stay extends Span {
  readonly node: NodeToken;
  readonly pair: PairId;
  readonly backend: Backend;
  readonly names: Naming[];
  readonly holdings: Holding[];
  /** While it is free, or two attachments of it stand (semantics, "Free"). */
  readonly unjudged: Span[];
}

export interface Timeline {
  readonly stays: readonly Stay[];
  readonly halls: ReadonlyMap<NodeToken, readonly Holding[]>;
  readonly ways: Ways;
  /** By request: when all it set in motion was known to be at rest; infinite where it never was. */
  readonly rests: ReadonlyMap<number, number>;
  readonly refused: ReadonlySet<number>;
}

type Requested = Extract<Entry, { readonly kind: 'requested' }>;

/** What is known of one orc. */
interface Person {
  /** When all that it asked for so far is at rest: what comes later may rest on what came before (ADR 6). */
  told: number;
  readonly unjudged: Span[];
}

/** Throws RangeError on a log that goes back in time. */
export function timelineOf(log: Log): Timeline {
  return new Reading(log).through();
}

class Reading {
  readonly #log: Log;
  readonly #ways: Ways;
  #history: History;
  /** When everything asked for so far is at rest. */
  #busy = ALWAYS;
  readonly #stays: Stay[] = [];
  /** The stays that stand, by name and pair. */
  readonly #standing = new Map<string, Stay>();
  readonly #people = new Map<OrcName, Person>();
  readonly #halls: Map<NodeToken, Holding[]>;
  readonly #rests = new Map<number, number>();
  readonly #refused = new Set<number>();
  /** By entry that closes a pair: the next settled moment. */
  readonly #closings = new Map<Entry, number>();

  constructor(log: Log) {
    this.#log = log;
    const { topology } = log;
    this.#ways = new Ways(topology);
    this.#history = beginning(topology);
    this.#halls = new Map(topology.nodes.map(({ token }) => [token, []]));
  }

  through(): Timeline {
    this.#rested();
    for (const entry of this.#log.entries)
      if (entry.kind === 'requested') this.#requested(entry);
      else if (entry.kind === 'closed')
        this.#closed(entry.at, entry.pair, this.#closings.get(entry) ?? NEVER);
    return {
      stays: this.#stays,
      halls: this.#halls,
      ways: this.#ways,
      rests: this.#rests,
      refused: this.#refused,
    };
  }

  /** Backwards: what is at rest when, by its own acknowledgement or the next settled moment. */
  #rested(): void {
    const acknowledged = new Map<number, number>();
    let settled = NEVER;
    let later = NEVER;
    for (const entry of this.#log.entries.toReversed()) {
      const { at } = entry;
      if (at > later) throw new RangeError(`the log goes back in time: ${later} follows ${at}`);
      later = at;
      if (entry.kind === 'settled') settled = at;
      if (entry.kind === 'acknowledged') acknowledged.set(entry.request, at);
      if (entry.kind === 'refused') this.#refused.add(entry.request);
      if (entry.kind === 'closed') this.#closings.set(entry, settled);
      if (entry.kind === 'requested') {
        const told = acknowledged.get(entry.request) ?? NEVER;
        this.#rests.set(entry.request, Math.min(settled, told));
      }
    }
  }

  #requested({ at, request, step }: Requested): void {
    const rest = this.#rests.get(request) as number;
    const before = this.#back(this.#asOf(at), step, at);
    const refused = this.#refused.has(request);
    if (step.kind === 'rename' && !refused) this.#renamed(step, at, rest);
    if ('orc' in step) this.#spoke(step.kind === 'rename' && !refused ? step.to : step.orc, rest);
    const { uplinks } = linked(before);
    if (this.#ways.shaken(step, uplinks, at, rest)) this.#doubted(step, at);
    else if (step.kind !== 'publish') {
      const after = witness(before, step, refused ? [REFUSAL] : []);
      const free =
        step.kind === 'rename' && !refused && before.free.includes(step.orc)
          ? [...after.free, step.to]
          : after.free;
      this.#changed(before, { ...after, free }, at, rest);
    }
    this.#busy = Math.max(this.#busy, rest);
  }

  /** What the history does not know of ends nobody's endpoint for sure. */
  #doubted(step: Requested['step'], at: number): void {
    for (const stay of this.#standing.values())
      if ('pair' in step && step.pair === stay.pair) doubt([stay], at);
  }

  #closed(at: number, pair: PairId, rest: number): void {
    const before = this.#asOf(at);
    this.#changed(before, closed(before, pair), at, rest);
    this.#busy = Math.max(this.#busy, rest);
  }

  /** The history with what is known by now: whether anything may be in flight, and who has left for good. */
  #asOf(at: number): History {
    const { attachments, free } = this.#history;
    const gone = (name: OrcName) =>
      this.#person(name).told < at && !attachments.some((each) => each.orcName === name);
    return {
      ...this.#history,
      held: this.#busy >= at,
      free: free.some(gone) ? free.filter((name) => !gone(name)) : free,
    };
  }

  /** Who comes back while anything of its departure may be in flight is free, however calm it was when it left. */
  #back(history: History, step: Requested['step'], at: number): History {
    if (step.kind !== 'join' && step.kind !== 'subscribe') return history;
    const { attachments, free } = history;
    const here = attachments.some((each) => each.orcName === step.orc);
    if (here || free.includes(step.orc) || this.#person(step.orc).told < at) return history;
    return { ...history, free: [...free, step.orc] };
  }

  #person(name: OrcName): Person {
    const known = this.#people.get(name) ?? { told: ALWAYS, unjudged: [] };
    this.#people.set(name, known);
    return known;
  }

  #spoke(name: OrcName, rest: number): void {
    const person = this.#person(name);
    person.told = Math.max(person.told, rest);
  }

  /** The endpoint goes on under another name; no line ends by it. @clause ARP-8 */
  #renamed(
    { orc, to, pair }: Extract<Requested['step'], { readonly kind: 'rename' }>,
    at: number,
    rest: number,
  ): void {
    const person = this.#person(orc);
    this.#people.delete(orc);
    this.#people.set(to, person);
    const stay = this.#standing.get(keyOf(orc, pair));
    if (!stay) return;
    this.#standing.delete(keyOf(orc, pair));
    this.#standing.set(keyOf(to, pair), stay);
    end(stay.names, at, rest);
    stay.names.push({ orcName: to, ...span(at, Math.max(person.told, rest)) });
  }

  #changed(before: History, after: History, at: number, rest: number): void {
    this.#history = after;
    const left = new Set(after.attachments.map((each) => keyOf(each.orcName, each.pair)));
    for (const [key, stay] of this.#standing)
      if (!left.has(key)) {
        this.#standing.delete(key);
        end([stay], at, rest);
        this.#spoke((stay.names.at(-1) as Naming).orcName, rest);
      }
    for (const each of after.attachments) {
      const key = keyOf(each.orcName, each.pair);
      const stay = this.#standing.get(key) ?? this.#arrived(each, key, at);
      const { told } = this.#person(each.orcName);
      held(stay.holdings, each.subscriptions, at, told, rest);
    }
    for (const { node, subscriptions } of after.halls)
      if (before.halls.find((each) => each.node === node)?.subscriptions !== subscriptions)
        held(this.#halls.get(node) as Holding[], subscriptions, at, rest, rest);
    for (const name of new Set(after.attachments.map((each) => each.orcName)))
      this.#judged(after, name, at);
  }

  #arrived({ orcName, node, pair, backend }: Attachment, key: string, at: number): Stay {
    const { told, unjudged } = this.#person(orcName);
    const names = [{ orcName, ...span(ALWAYS, ALWAYS) }];
    const stay = { node, pair, backend, names, holdings: [], unjudged, ...span(at, told) };
    this.#stays.push(stay);
    this.#standing.set(key, stay);
    return stay;
  }

  /** Judged again only when all that made it so is at rest. */
  #judged(history: History, name: OrcName, at: number): void {
    const { unjudged, told } = this.#person(name);
    const open = unjudged.at(-1)?.over === NEVER;
    if (judged(history, name)) {
      if (open) end(unjudged, at, told);
    } else if (!open) unjudged.push(span(at, at));
  }
}

/** All that the history asks of a refusal is that there was one. */
const REFUSAL = { kind: 'refusal' } as Observation;

/** No name holds a control character. */
const keyOf = (orc: OrcName, pair: PairId) => `${orc}\n${pair}`;

/** Brings the holdings up to what is subscribed now. */
function held(
  holdings: Holding[],
  subscriptions: readonly Subscription[],
  at: number,
  sure: number,
  rest: number,
): void {
  const lines = new Set(subscriptions.map(({ lineId }) => lineId));
  const open = holdings.filter((each) => each.ending === NEVER);
  for (const holding of open) if (!lines.has(holding.lineId)) end([holding], at, rest);
  for (const lineId of lines)
    if (lineId !== null && !open.some((each) => each.lineId === lineId))
      holdings.push({ lineId, ...span(at, sure) });
}
