/**
 * Observations: what can be seen of a network while a step settles, as facts without judgement. A pair is named together with its
 * node; the pair of a link is named `uplinkPair(below, above)`.
 */
import type { Fault } from './faults.ts';
import type { Event, Message } from './message.ts';
import type { NodeToken, OrcName, PairId } from './names.ts';

export type Observation =
  /** One write of an event on one pair's event socket. */
  | {
      readonly kind: 'frame';
      readonly node: NodeToken;
      readonly pair: PairId;
      readonly event: Event;
    }
  /** One emission of an event on the node's emitter. */
  | { readonly kind: 'emission'; readonly node: NodeToken; readonly event: Event }
  /** A message crossed a link upwards (feature `messages`). */
  | {
      readonly kind: 'message';
      readonly below: NodeToken;
      readonly above: NodeToken;
      readonly message: Message;
    }
  /** The node's router refused an input. */
  | {
      readonly kind: 'refusal';
      readonly node: NodeToken;
      readonly fault: Fault;
      readonly detail: string;
    }
  /** The node's router closed a client's pair. */
  | { readonly kind: 'closed'; readonly node: NodeToken; readonly pair: PairId }
  /** A command was handed to the node's command handlers. */
  | {
      readonly kind: 'dispatch';
      readonly node: NodeToken;
      readonly name: string;
      readonly orcName: OrcName;
      /** Whether the orc's route was in the table at that moment; null where tables cannot be read. */
      readonly routed: boolean | null;
    }
  /** A handler of the orc ran (feature `handlers`). The event is as the handler got it (EVENT-8). */
  | {
      readonly kind: 'handled';
      readonly orcName: OrcName;
      readonly pair: PairId;
      readonly pattern: string;
      readonly event: Event;
    };
