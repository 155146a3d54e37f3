/**
 * Steps: what happens to a network from outside, one at a time. The words of a scenario.
 * A step names clients, pairs and nodes; the messages and events that follow from it are the network's business.
 */
import type { Feature } from '../words/features.ts';
import type { Json } from '../words/message.ts';
import type { Horde, NodeToken, OrcName, PairId } from '../words/names.ts';
import type { Topology } from './topology.ts';
import { hasUplink } from './topology.ts';

export type Step =
  /** The orc makes an endpoint on the pair, or takes its route over by it: its first command, with `join`. */
  | { readonly kind: 'join'; readonly orc: OrcName; readonly pair: PairId }
  /** A command of the orc, without `join`, by any pair; nested when the pair is no endpoint of it (ROUTE-7). */
  | {
      readonly kind: 'command';
      readonly orc: OrcName;
      readonly pair: PairId;
      readonly name: string;
    }
  /** One more subscription of the orc at this endpoint. `throws`: the handler throws on every event (needs `handlers`). */
  | {
      readonly kind: 'subscribe';
      readonly orc: OrcName;
      readonly pair: PairId;
      readonly topic: string;
      readonly throws?: true;
    }
  /** One subscription less, of the same pattern; one that matches none is refused (EVENT-10). */
  | {
      readonly kind: 'unsubscribe';
      readonly orc: OrcName;
      readonly pair: PairId;
      readonly topic: string;
    }
  /** The orc leaves: `:delete-route` as its last message on every endpoint it has anywhere (ROUTE-1). */
  | { readonly kind: 'leave'; readonly orc: OrcName }
  /** The orc's endpoint on the pair ends without a word; the pair stays (ROUTE-7). While held, its node hears of it behind what is in flight: `arrive`. */
  | { readonly kind: 'end'; readonly orc: OrcName; readonly pair: PairId }
  /** One socket of the pair is lost, and with it the pair and all in flight on it (ROUTE-4). While held, its node hears of it by `arrive`. */
  | { readonly kind: 'cut'; readonly pair: PairId; readonly socket: 'command' | 'event' }
  /** The orc takes another name, on its only endpoint (ARP-8). */
  | { readonly kind: 'rename'; readonly orc: OrcName; readonly pair: PairId; readonly to: OrcName }
  /** An event is published at the node; its id is `e` and the step's index. */
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
  /** From here on no step waits for the one before, until `settle`. With `interleaving` nothing is delivered by itself; without, the network delivers as it likes. */
  | { readonly kind: 'hold' }
  /** Everything in flight is delivered, the oldest frame first, and so it goes on after each step. */
  | { readonly kind: 'settle' }
  /** While held: the oldest frame in flight on a client's pair reaches its node, or the news of its end. */
  | { readonly kind: 'arrive'; readonly pair: PairId }
  /** While held: the oldest message in flight on a link reaches the node above, or the news that the link is lost or there. */
  | { readonly kind: 'climb'; readonly below: NodeToken; readonly above: NodeToken }
  /** While held: the oldest event in flight on a link reaches the node below, or the news that the link is lost. */
  | { readonly kind: 'descend'; readonly below: NodeToken; readonly above: NodeToken }
  /** While held: the oldest message in flight on a link, an internal one, is there twice, one right behind the other. */
  | { readonly kind: 'repeat'; readonly below: NodeToken; readonly above: NodeToken }
  /** A raw frame on the pair's command bus which the law refuses or ignores (SAFE-1, SAFE-2, LINE-5, ROUTE-3). */
  | { readonly kind: 'inject'; readonly pair: PairId; readonly frame: Json }
  /** A malformed frame on one bus of a link that is up, as a lower node or a node above gone mad would send it; it is there at once, whatever is held back (SAFE-1). */
  | {
      readonly kind: 'garble';
      readonly below: NodeToken;
      readonly above: NodeToken;
      readonly bus: 'command' | 'event';
      readonly frame: Json;
    }
  /** The uplink is lost, with all in flight on it: the node below hears that it is down, the node above that the pair is lost (ROUTE-4). While held, each hears of it in its own time: `descend`, `climb`. */
  | { readonly kind: 'uplink down'; readonly below: NodeToken; readonly above: NodeToken }
  /** It comes back: the node below attaches anew and announces whom it reaches (HEAL-1). While held, the node above hears of it by `climb`; if it has not noticed the loss by then, it ends the older pair first. */
  | { readonly kind: 'uplink up'; readonly below: NodeToken; readonly above: NodeToken }
  /** The node's program ends and begins anew with empty tables. The pairs of its clients and greathall's subscriptions are gone; its links come back (HEAL-2). */
  | { readonly kind: 'restart'; readonly node: NodeToken }
  /** The same without the return of its links: each stays lost until its own `uplink up`, and who is at its other end hears of it like of any loss. */
  | { readonly kind: 'crash'; readonly node: NodeToken };

export type StepKind = Step['kind'];

/** The features a kind of step needs, beyond those of the pair it uses. */
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

/** What a step names that its topology does not declare, a sentence each. */
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
