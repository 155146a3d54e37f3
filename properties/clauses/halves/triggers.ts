/**
 * Triggers: the steps before an event of which the black-box half of a clause speaks, for one place where the event should have
 * been heard, or should not. Read from the steps alone, since a network without tables shows nothing else.
 */
import type { LineId, NodeToken, OrcName, Place, Step, Topology } from '#spec';
import { atOrBelow, hasVariant, lineOf } from '#spec';

/** The clauses that have a half which is judged by hearing. */
type HalfClause =
  | 'LINE-2'
  | 'LINE-8'
  | 'LINE-9'
  | 'ROUTE-2'
  | 'ROUTE-4'
  | 'ROUTE-6'
  | 'HEAL-1'
  | 'HEAL-2';

/** `missing`: the place must hear the event; `surplus`: it must not, though it once held the line. */
export type Sense = 'missing' | 'surplus';

/** A wrong hearing of an event: who should have heard it, or should not. */
export interface WrongHearing {
  readonly publish: Extract<Step, { readonly kind: 'publish' }>;
  readonly what: Sense;
  readonly places: readonly Place[];
}

export interface Asked {
  readonly topology: Topology;
  /** The steps before the event. */
  readonly steps: readonly Step[];
  /** Where the event is published, and on which line; null for an event on no line. */
  readonly from: NodeToken;
  readonly lineId: LineId | null;
}

/** A clause, and the indexes of the steps of which its half speaks. */
export type Triggers = readonly [clause: HalfClause, steps: readonly number[]];

/** Returns what may be to blame at the place, the most specific clause first. A clause without such a step is left out. */
export function triggersAt(asked: Asked, place: Place, sense: Sense): Triggers[] {
  const past = readPast(asked, place);
  const { healing, restarts, othersLeft, otherLines, sameLine, losses, departures } = past;
  const bySubscriptions: Triggers = hasVariant(asked.topology, 'set subscriptions')
    ? ['LINE-9', [...past.again, ...sameLine]]
    : ['LINE-2', sameLine];
  const found: Triggers[] =
    sense === 'missing'
      ? [
          ['HEAL-2', restarts],
          ['HEAL-1', healing],
          ['ROUTE-2', othersLeft],
          ['LINE-8', otherLines],
          bySubscriptions,
        ]
      : past.hasHeld
        ? [['ROUTE-4', losses], ['ROUTE-6', departures], bySubscriptions]
        : [];
  return found.filter(([, steps]) => steps.length > 0);
}

interface Past {
  /** Whether the orc subscribed to the line here, ever. */
  readonly hasHeld: boolean;
  /** Losses and returns of the links between the publishing node and the place. */
  readonly healing: readonly number[];
  /** Restarts of the nodes on that way, both ends included. */
  readonly restarts: readonly number[];
  /** Departures of others who were behind the same pair. */
  readonly othersLeft: readonly number[];
  /** What the orc unsubscribed from here, on other lines and on this one. */
  readonly otherLines: readonly number[];
  readonly sameLine: readonly number[];
  /** Where the orc subscribed here again to a pattern on the line. */
  readonly again: readonly number[];
  /** Losses of the pair after the orc subscribed here. */
  readonly losses: readonly number[];
  /** Departures of the orc after it subscribed here. */
  readonly departures: readonly number[];
}

function readPast({ topology, steps, from, lineId }: Asked, { orcName, node, pair }: Place): Past {
  const way = nodesBetween(topology, from, node);
  const isOnWay = (below: NodeToken, above: NodeToken) =>
    way.includes(below) && way.includes(above);
  const past = {
    hasHeld: false,
    healing: [] as number[],
    restarts: [] as number[],
    othersLeft: [] as number[],
    otherLines: [] as number[],
    sameLine: [] as number[],
    again: [] as number[],
    losses: [] as number[],
    departures: [] as number[],
  };
  const behind = new Set<OrcName>();
  const patterns = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if ('orc' in step && 'pair' in step && step.pair === pair) behind.add(step.orc);
    switch (step.kind) {
      case 'subscribe':
        if (step.orc !== orcName || step.pair !== pair || lineOf(step.topic) !== lineId) break;
        past.hasHeld = true;
        if (patterns.has(step.topic)) past.again.push(index);
        patterns.add(step.topic);
        break;
      case 'unsubscribe':
        if (step.orc !== orcName || step.pair !== pair) break;
        if (lineOf(step.topic) === lineId) past.sameLine.push(index);
        else past.otherLines.push(index);
        break;
      case 'leave':
        if (step.orc !== orcName && behind.delete(step.orc)) past.othersLeft.push(index);
        if (step.orc === orcName && past.hasHeld) past.departures.push(index);
        break;
      case 'cut':
        if (step.pair !== pair) break;
        behind.clear();
        if (past.hasHeld) past.losses.push(index);
        break;
      case 'uplink down':
      case 'uplink up':
      case 'reattach':
        if (isOnWay(step.below, step.above)) past.healing.push(index);
        break;
      case 'restart':
      case 'crash':
        if (way.includes(step.node)) past.restarts.push(index);
        break;
      default:
    }
  }
  return past;
}

/** Returns the nodes on the ways from the upper one down to the lower one, both included; empty if none leads there. */
function nodesBetween(topology: Topology, upper: NodeToken, lower: NodeToken): NodeToken[] {
  return [...atOrBelow(topology, upper)].filter((node) => atOrBelow(topology, node).has(lower));
}
