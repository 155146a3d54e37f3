/**
 * Differences: every way in which a step of the router departs from the law, as plain facts. Tables and messages are compared
 * with the model (white box), hearings only with the audience law (black box). What the law leaves free is no difference.
 * `clauses/` decides which clause a difference breaks.
 */

import type {
  Copies,
  Fault,
  Feature,
  Hearing,
  LineId,
  Message,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Place,
  Route,
  Table,
} from '#spec';
import { demandedFaults } from '#spec';
import type { Growth } from '../network/growth.ts';
import type { Misdirected } from '../network/misdirected.ts';
import type { Loop } from '../network/restlessness.ts';
import { Endless } from '../network/restlessness.ts';
import { routerStackOf } from '../network/routerStack.ts';
import { errorText, isTimeout, isUnsupported, Undriven } from '../network/undriven.ts';

/** `misaddressed`: what was published, but with other homes, another trail or another origin than the law says (feature `ways`). */
export type FrameFault = 'missing' | 'surplus' | 'double' | 'altered' | 'late' | 'misaddressed';

export type Difference =
  | {
      readonly kind: 'route';
      readonly node: NodeToken;
      readonly orcName: OrcName;
      readonly what: 'missing' | 'surplus' | keyof Route;
      /** The line that differs; only with `what: 'lines'`. */
      readonly lineId?: LineId;
    }
  | {
      readonly kind: 'frame';
      readonly node: NodeToken;
      readonly pair: PairId | null;
      readonly eventId: string;
      readonly what: FrameFault;
    }
  | {
      readonly kind: 'hearing';
      readonly place: Place;
      readonly what: 'missing' | 'surplus' | 'double';
    }
  | {
      readonly kind: 'message';
      readonly below: NodeToken;
      readonly above?: NodeToken;
      readonly message: Message;
      readonly what: 'missing' | 'surplus';
    }
  | {
      readonly kind: 'refusal';
      readonly node: NodeToken;
      readonly fault: Fault;
      readonly what: 'missing' | 'surplus';
    }
  | { readonly kind: 'closed'; readonly pair: PairId; readonly what: 'missing' | 'surplus' }
  | {
      readonly kind: 'dispatch';
      readonly node: NodeToken;
      readonly name: string;
      readonly what: 'missing' | 'surplus';
    }
  | {
      readonly kind: 'handled';
      readonly orcName: OrcName;
      readonly pattern: string;
      readonly what: 'missing' | 'surplus' | 'altered';
    }
  | ({ readonly kind: 'misdirected' } & Misdirected)
  | ({ readonly kind: 'growth' } & Growth)
  | {
      readonly kind: 'crash';
      readonly error: string;
      /** The network waited in vain until nothing was in flight. */
      readonly timedOut?: true;
      /** What goes round for ever, where the network never comes to rest. */
      readonly endless?: Loop;
      /** The router's own calls, the innermost first; absent if none is known. */
      readonly stack?: readonly string[];
    };

/** Returns an error that the network threw as a difference. If the error says nothing about the router, it is thrown again. */
export function crashOf(error: unknown): Difference {
  if (error instanceof Undriven || isUnsupported(error)) throw error;
  const stack = routerStackOf(error);
  const crash = {
    kind: 'crash',
    error: errorText(error),
    ...(stack.length > 0 ? { stack } : {}),
  } as const;
  if (error instanceof Endless) return { ...crash, endless: error.loop };
  return isTimeout(error) ? { ...crash, timedOut: true } : crash;
}

/**
 * Returns the multiset difference by key: the items that occur more often in `expected` (missing) or in `observed`
 * (surplus).
 */
export function multisetDifference<T>(
  expected: readonly T[],
  observed: readonly T[],
  key: (each: T) => string,
): { missing: T[]; surplus: T[] } {
  if (expected.length === 0 && observed.length === 0) return { missing: [], surplus: [] };
  const left = new Map<string, T[]>();
  for (const each of expected) {
    const known = left.get(key(each));
    if (known) known.push(each);
    else left.set(key(each), [each]);
  }
  const surplus = observed.filter((each) => !left.get(key(each))?.pop());
  return { missing: [...left.values()].flat(), surplus };
}

const keepKind = <Kind extends Observation['kind']>(seen: readonly Observation[], kind: Kind) =>
  seen.filter((each) => each.kind === kind) as Extract<Observation, { kind: Kind }>[];

const placeKey = (place: Place) => `${place.orcName}\n${place.node}\n${place.pair}`;

/**
 * Returns who should have heard the event but did not, who heard it but must not have, and who heard it twice. `copiesAt`: how often
 * it comes at a place.
 */
export function hearingDifferences(
  must: readonly Place[],
  may: readonly Place[],
  heard: readonly Hearing[],
  copiesAt: (place: Place) => Copies = () => ({ least: 1, most: 1 }),
): Difference[] {
  if (may.length === 0 && heard.length === 0) return [];
  const found: Difference[] = [];
  const seen = new Map<string, number>();
  const allowed = new Set(may.map(placeKey));
  for (const place of heard) {
    const key = placeKey(place);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (!allowed.has(key)) found.push({ kind: 'hearing', place, what: 'surplus' });
    else if (count > 1 && count > copiesAt(place).most)
      found.push({ kind: 'hearing', place, what: 'double' });
  }
  for (const place of must) {
    const count = seen.get(placeKey(place)) ?? 0;
    if (count === 0 || count < copiesAt(place).least)
      found.push({ kind: 'hearing', place, what: 'missing' });
  }
  return found;
}

/** Returns a key that is the same for two messages with the same meaning; the order of hordes does not matter. */
const messageKey = (below: NodeToken, above: NodeToken, message: Message): string => {
  const { kind, orcName } = message;
  const arp = 'arp' in message ? message.arp : null;
  const rest =
    kind === 'command'
      ? `${message.name} ${message.join}`
      : 'lineId' in message
        ? message.lineId
        : 'to' in message
          ? message.to
          : '';
  return `${below} ${above} ${kind} ${orcName} ${rest} ${arp ? `${arp.token} ${arp.port} ${arp.nice} ${arp.hordes.toSorted()}` : ''} ${waysKey(message)}`;
};

/** Compares messages up the links, refusals, closed pairs and dispatched commands with those of the model. */
export function controlDifferences(
  expected: readonly Observation[],
  observed: readonly Observation[],
  features: ReadonlySet<Feature>,
): Difference[] {
  if (expected.length === 0 && observed.length === 0) return [];
  const found: Difference[] = [];
  const addBoth = <T>(
    pair: { missing: T[]; surplus: T[] },
    make: (each: T, what: 'missing' | 'surplus') => Difference,
  ) => {
    for (const each of pair.missing) found.push(make(each, 'missing'));
    for (const each of pair.surplus) found.push(make(each, 'surplus'));
  };
  if (features.has('messages'))
    addBoth(
      multisetDifference(keepKind(expected, 'message'), keepKind(observed, 'message'), (each) =>
        messageKey(each.below, each.above, each.message),
      ),
      ({ below, above, message }, what) => ({ kind: 'message', below, above, message, what }),
    );
  const keepDemanded = (seen: readonly Observation[]) =>
    keepKind(seen, 'refusal').filter((each) => demandedFaults.has(each.fault));
  addBoth(
    multisetDifference(
      keepDemanded(expected),
      keepDemanded(observed),
      (each) => `${each.node}\n${each.fault}`,
    ),
    ({ node, fault }, what) => ({ kind: 'refusal', node, fault, what }),
  );
  addBoth(
    multisetDifference(
      keepKind(expected, 'closed'),
      keepKind(observed, 'closed'),
      (each) => each.pair,
    ),
    ({ pair }, what) => ({ kind: 'closed', pair, what }),
  );
  addBoth(
    multisetDifference(
      keepKind(expected, 'dispatch'),
      keepKind(observed, 'dispatch'),
      (each) => `${each.node}\n${each.name}\n${each.orcName}`,
    ),
    ({ node, name }, what) => ({ kind: 'dispatch', node, name, what }),
  );
  return found;
}

/** Returns how the sender says it reaches the orc, and what a `:way` says of lines; stamps are each router's own. */
const waysKey = (message: Message): string => {
  const path = 'arp' in message ? (message.arp.path ?? []) : [];
  const from = message.kind === 'command' ? message.from : undefined;
  const lines = message.kind === ':way' ? message.lines : [];
  return [...path, from ?? '', ...lines].join(' ');
};

const FIELDS = ['token', 'socket', 'port', 'nice'] as const;

/** Compares one node's table with the model's, field by field. */
export function tableDifferences(expected: Table, observed: Table): Difference[] {
  const { node } = expected;
  const found: Difference[] = [];
  const key = (route: Route) => `${route.backend} ${route.orcName}`;
  const left = new Map(expected.routes.map((route) => [key(route), route]));
  for (const route of observed.routes) {
    const { orcName } = route;
    const known = left.get(key(route));
    left.delete(key(route));
    if (!known) found.push({ kind: 'route', node, orcName, what: 'surplus' });
    else {
      for (const field of FIELDS)
        if (known[field] !== route[field])
          found.push({ kind: 'route', node, orcName, what: field });
      if (!sameLists(known.hordes, route.hordes))
        found.push({ kind: 'route', node, orcName, what: 'hordes' });
      for (const lineId of lineDifferences(known, route))
        found.push({ kind: 'route', node, orcName, what: 'lines', lineId });
      if (!sameLists(known.path ?? [], route.path ?? []))
        found.push({ kind: 'route', node, orcName, what: 'path' });
      if (!sameWays(known, route)) found.push({ kind: 'route', node, orcName, what: 'ways' });
    }
  }
  for (const { orcName } of left.values())
    found.push({ kind: 'route', node, orcName, what: 'missing' });
  return found;
}

/** Returns the lines that only one side holds, or that have different counts. */
function lineDifferences(left: Route, right: Route): LineId[] {
  const counts = new Map(left.lines.map((line) => [line.lineId, line.count]));
  const found = right.lines
    .filter((line) => counts.get(line.lineId) !== line.count)
    .map((line) => line.lineId);
  const seen = new Set(right.lines.map((line) => line.lineId));
  return [...found, ...[...counts.keys()].filter((lineId) => !seen.has(lineId))];
}

/** Whether both have the same ways, but for the chosen one, whose path and lines are the route's own. */
function sameWays(left: Route, right: Route): boolean {
  const keysOf = ({ ways = [], token }: Route) =>
    ways.map(({ node, path, lines }) =>
      node === token ? node : [...path, '', ...lines].join(' '),
    );
  return sameLists(keysOf(left), keysOf(right));
}

function sameLists(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((each, at) => each === right[at]);
}
