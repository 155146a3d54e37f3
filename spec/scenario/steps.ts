/**
 * Steps: what happens to a network from outside, one at a time; the vocabulary of scenarios. A step names clients,
 * pairs and nodes; the messages and events that follow from it are up to the network.
 */
import type { Feature } from '../words/features.ts';
import type { Json } from '../words/message.ts';
import type { Horde, NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Topology } from './topology.ts';
import { hasUplink } from './topology.ts';

export type Step =
  /**
   * The orc makes an endpoint on the pair, or takes its own route over from another: its first command there, with
   * `join`.
   */
  | { readonly kind: 'join'; readonly orc: OrcName; readonly pair: PairId }
  /** A command of the orc, without `join`. It is nested when the pair is not an endpoint of the orc (ROUTE-7). */
  | {
      readonly kind: 'command';
      readonly orc: OrcName;
      readonly pair: PairId;
      readonly name: string;
    }
  /** The orc adds a subscription at this endpoint. `throws`: the handler throws on every event (needs `handlers`). */
  | {
      readonly kind: 'subscribe';
      readonly orc: OrcName;
      readonly pair: PairId;
      readonly topic: string;
      readonly throws?: true;
    }
  /** The orc ends one subscription of the same pattern; without any, this is refused (EVENT-10). */
  | {
      readonly kind: 'unsubscribe';
      readonly orc: OrcName;
      readonly pair: PairId;
      readonly topic: string;
    }
  /** The orc leaves: `:delete-route` as its last message on every endpoint it has anywhere (ROUTE-1). */
  | { readonly kind: 'leave'; readonly orc: OrcName }
  /**
   * The orc's endpoint on the pair ends without a message; the pair stays open (ROUTE-7). While held, `arrive` lets
   * the node notice it, after what is in flight.
   */
  | { readonly kind: 'end'; readonly orc: OrcName; readonly pair: PairId }
  /**
   * One socket of the pair is lost, and with it the pair and everything in flight on it (ROUTE-4). While held,
   * `arrive` lets the node notice it.
   */
  | { readonly kind: 'cut'; readonly pair: PairId; readonly socket: 'command' | 'event' }
  /** The orc takes another name, on its only endpoint (ARP-8). */
  | { readonly kind: 'rename'; readonly orc: OrcName; readonly pair: PairId; readonly to: OrcName }
  /** An event is published at the node; its id is `e` followed by the step's index. */
  | {
      readonly kind: 'publish';
      readonly node: NodeToken;
      readonly topic: string;
      readonly payload?: Json;
      readonly forward?: Horde;
    }
  /** Greathall of the node subscribes or unsubscribes. */
  | { readonly kind: 'hall subscribe'; readonly node: NodeToken; readonly topic: string }
  | { readonly kind: 'hall unsubscribe'; readonly node: NodeToken; readonly topic: string }
  /**
   * From here until `settle`, steps do not wait for what earlier steps set in motion. With the feature `interleaving`
   * nothing is delivered except by explicit steps; without it, the network delivers as it likes.
   */
  | { readonly kind: 'hold' }
  /** Everything in flight is delivered, the oldest frame first, and so are the effects of each later step. */
  | { readonly kind: 'settle' }
  /** While held: the oldest frame in flight on a client's pair, or the notice of the pair's end, reaches its node. */
  | { readonly kind: 'arrive'; readonly pair: PairId }
  /**
   * While held: the oldest message in flight on a link, or the notice that the link is lost or up, reaches the node
   * above.
   */
  | { readonly kind: 'climb'; readonly below: NodeToken; readonly above: NodeToken }
  /** While held: the oldest event in flight on a link, or the notice that the link is lost, reaches the node below. */
  | { readonly kind: 'descend'; readonly below: NodeToken; readonly above: NodeToken }
  /** While held: the oldest message in flight on a link, an internal one, is duplicated directly behind itself. */
  | { readonly kind: 'repeat'; readonly below: NodeToken; readonly above: NodeToken }
  /** A raw frame on the pair's command bus that the law refuses or ignores (SAFE-1, SAFE-2, LINE-5, ROUTE-3). */
  | { readonly kind: 'inject'; readonly pair: PairId; readonly frame: Json }
  /**
   * A malformed frame on one bus of a link that is up, as from a broken neighbour. It arrives at once, even while
   * frames are held (SAFE-1).
   */
  | {
      readonly kind: 'garble';
      readonly below: NodeToken;
      readonly above: NodeToken;
      readonly bus: 'command' | 'event';
      readonly frame: Json;
    }
  /**
   * The uplink is lost with everything in flight on it: the node below learns that it is down, the node above that the
   * pair is lost (ROUTE-4). While held, `descend` and `climb` let each of them notice it.
   */
  | { readonly kind: 'uplink down'; readonly below: NodeToken; readonly above: NodeToken }
  /**
   * The uplink comes back: the node below attaches again and announces the orcs it reaches (HEAL-1). While held,
   * `climb` lets the node above notice it; if that node has not noticed the loss by then, it ends the older pair
   * first.
   */
  | { readonly kind: 'uplink up'; readonly below: NodeToken; readonly above: NodeToken }
  /**
   * The node's program ends and starts again with empty tables. Its clients' pairs and greathall's subscriptions are
   * gone; its links come back (HEAL-2).
   */
  | { readonly kind: 'restart'; readonly node: NodeToken }
  /**
   * Like a restart, but the node's links stay lost until each has its own `uplink up`, and the nodes at their other
   * ends notice that like any loss.
   */
  | { readonly kind: 'crash'; readonly node: NodeToken };

export type StepKind = Step['kind'];

/** The features that a kind of step needs, besides those of the pair it uses. */
export const stepFeatures = {
  join: [],
  command: [],
  subscribe: [],
  unsubscribe: [],
  leave: [],
  end: ['single ends'],
  cut: ['cuts'],
  rename: ['rename'],
  publish: [],
  'hall subscribe': ['greathall'],
  'hall unsubscribe': ['greathall'],
  inject: ['raw'],
  garble: ['raw links'],
  'uplink down': ['heal'],
  'uplink up': ['heal'],
  restart: ['heal'],
  crash: ['heal', 'overlaps', 'interleaving'],
  hold: ['overlaps'],
  settle: ['overlaps'],
  arrive: ['overlaps', 'interleaving'],
  climb: ['overlaps', 'interleaving'],
  descend: ['overlaps', 'interleaving'],
  repeat: ['overlaps', 'interleaving'],
} as const satisfies Record<StepKind, readonly Feature[]>;

/** A sentence for each thing that a step names and the topology does not declare. */
export function stepFaults(step: Step, topology: Topology): string[] {
  const faults: string[] = [];
  const requireDeclared = (known: boolean, what: string, name: string) => {
    if (!known)
      faults.push(
        `${what} ${JSON.stringify(name)} is not declared in the topology; declare it there`,
      );
  };
  if ('orc' in step)
    requireDeclared(
      topology.orcs.some((orc) => orc.name === step.orc),
      'orc',
      step.orc,
    );
  if ('pair' in step)
    requireDeclared(
      topology.pairs.some((pair) => pair.id === step.pair),
      'pair',
      step.pair,
    );
  if ('node' in step)
    requireDeclared(
      topology.nodes.some((node) => node.token === step.node),
      'node',
      step.node,
    );
  if ('below' in step && !hasUplink(topology, step))
    faults.push(
      `uplink ${step.below} to ${step.above} is not declared in the topology; declare it there`,
    );
  return faults;
}
