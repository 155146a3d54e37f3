/**
 * The network of the model: nodes, what is in flight between them, and the clients' knowledge, as one value.
 * `advance` does one step of a scenario and settles. Each bus of each link is FIFO; settling delivers the oldest
 * first, so that one scenario has one outcome. It judges nothing.
 */

import { match } from 'ts-pattern';
import type {
  Arp,
  Effect,
  Event,
  History,
  Input,
  NodeToken,
  Observation,
  OrcName,
  PairId,
  Step,
  Table,
  Topology,
} from '#spec';
import { beginning, lineOf, pairOf, uplinkPair, witness } from '#spec';
import type { NodeState } from './arp.ts';
import { emptyNode, pairState, tableOfNode } from './arp.ts';
import { handle } from './node.ts';

/** One frame on its way. The first of a bus in the list is the one that may be delivered. */
export interface Flight {
  readonly bus: 'command' | 'event';
  readonly pair: PairId;
  readonly to: NodeToken;
  readonly input: Input;
}

export interface State {
  readonly topology: Topology;
  readonly nodes: readonly NodeState[];
  readonly flights: readonly Flight[];
  readonly history: History;
}

export interface Advance {
  readonly state: State;
  readonly observations: readonly Observation[];
}

/** Every uplink is up and nobody has joined. */
export function start(topology: Topology): State {
  const nodes = topology.nodes.map(({ token, horde }) => {
    let node = emptyNode(token, horde);
    for (const [index, { below, above }] of topology.uplinks.entries()) {
      const port = 50000 + index;
      const pair = uplinkPair(below, above);
      if (above === token)
        node = handle(node, { kind: 'attached', pair, backend: 'axon', port, node: below }).node;
      if (below === token) node = handle(node, { kind: 'uplink up', uplink: above, port }).node;
    }
    return node;
  });
  return { topology, nodes, flights: [], history: beginning(topology) };
}

export function nodeOf(state: State, token: NodeToken): NodeState {
  const node = state.nodes.find((each) => each.token === token);
  if (!node) throw new RangeError(`node ${token} is not declared in the topology`);
  return node;
}

/** The node's ARP table; the same object as long as the node's state is. */
export function tableOf(state: State, token: NodeToken): Table {
  return tableOfNode(nodeOf(state, token));
}

/** Does one step and delivers until nothing is in flight. `index` gives a published event its id. */
export function advance(state: State, step: Step, index: number): Advance {
  const asked = ask(state, step, index);
  let { state: now } = asked;
  const observations = [...asked.observations];
  while (now.flights.length > 0) {
    const [next, ...flights] = now.flights as [Flight, ...Flight[]];
    const delivered = deliver({ ...now, flights }, next);
    now = delivered.state;
    observations.push(...delivered.observations);
  }
  const history = witness(state.history, step, observations);
  return { state: { ...now, history }, observations };
}

/** What the clients and the transport do at once for a step. */
function ask(state: State, step: Step, index: number): Advance {
  const { topology, history } = state;
  return match(step)
    .with({ kind: 'join' }, ({ orc, pair }) => {
      const arp = arpOf(topology, orc, pair);
      return said(state, pair, [{ kind: 'command', name: 'join', orcName: orc, arp, join: true }]);
    })
    .with({ kind: 'command' }, ({ orc, pair, name }) => {
      const arp = arpOf(topology, orc, pair);
      return said(state, pair, [{ kind: 'command', name, orcName: orc, arp, join: false }]);
    })
    .with({ kind: 'subscribe' }, ({ orc, pair, topic }) => {
      const lineId = lineOf(topic);
      if (lineId === null) return { state, observations: [] };
      const arp = arpOf(topology, orc, pair);
      return said(state, pair, [{ kind: ':conn-line', lineId, orcName: orc, arp }]);
    })
    .with({ kind: 'unsubscribe' }, ({ orc, pair, topic }) => {
      const held = history.attachments
        .find((each) => each.orcName === orc && each.pair === pair)
        ?.subscriptions.find((each) => each.pattern === topic);
      if (!held) return notSubscribed(state, pairOf(topology, pair).node, topic);
      return held.lineId === null
        ? { state, observations: [] }
        : said(state, pair, [{ kind: ':disconn-line', lineId: held.lineId, orcName: orc }]);
    })
    .with({ kind: 'leave' }, ({ orc }) =>
      history.attachments
        .filter((each) => each.orcName === orc)
        .reduce<Advance>(
          (before, each) =>
            said(before.state, each.pair, [{ kind: ':delete-route', orcName: orc }]),
          { state, observations: [] },
        ),
    )
    .with({ kind: 'end' }, ({ orc, pair }) =>
      told(state, pairOf(topology, pair).node, { kind: 'ended', pair, orcName: orc }),
    )
    .with({ kind: 'cut' }, ({ pair, socket }) => {
      if (!history.open.includes(pair)) return { state, observations: [] };
      const lost = { ...state, flights: state.flights.filter((each) => each.pair !== pair) };
      return told(lost, pairOf(topology, pair).node, { kind: 'lost', pair, socket });
    })
    .with({ kind: 'rename' }, ({ orc, pair, to }) =>
      said(state, pair, [{ kind: ':rename', orcName: orc, to }]),
    )
    .with({ kind: 'inject' }, ({ pair, frame }) => said(state, pair, [frame]))
    .with({ kind: 'publish' }, ({ node, topic, payload = null, forward = null }) =>
      told(state, node, { kind: 'publish', topic, id: `e${index}`, payload, forward }),
    )
    .with({ kind: 'hall subscribe' }, ({ node, topic }) =>
      told(state, node, { kind: 'subscribe', topic }),
    )
    .with({ kind: 'hall unsubscribe' }, ({ node, topic }) => {
      const known = history.halls.find((hall) => hall.node === node)?.subscriptions;
      return known?.some((each) => each.pattern === topic)
        ? told(state, node, { kind: 'unsubscribe', topic })
        : notSubscribed(state, node, topic);
    })
    .exhaustive();
}

/** What a client says of itself: its token is the pair it speaks on (ADR 1.1). */
function arpOf(topology: Topology, orc: OrcName, pair: PairId): Arp {
  const { port } = pairOf(topology, pair);
  const nice = topology.orcs.find((each) => each.name === orc)?.nice ?? 0;
  return { token: pair, port, hordes: [], nice };
}

/** @clause EVENT-10 */
function notSubscribed(state: State, node: NodeToken, topic: string): Advance {
  const detail = `no subscription to ${topic}`;
  return { state, observations: [{ kind: 'refusal', node, fault: 'NOT_SUBSCRIBED', detail }] };
}

/** Frames on a client's command bus; the pair opens with its first use. */
function said(state: State, pair: PairId, frames: readonly unknown[]): Advance {
  const { node, backend, port } = pairOf(state.topology, pair);
  const open = pairState(nodeOf(state, node), pair)
    ? { state, observations: [] }
    : told(state, node, { kind: 'attached', pair, backend, port, node: null });
  const flights = frames.map(
    (frame): Flight => ({ bus: 'command', pair, to: node, input: { kind: 'frame', pair, frame } }),
  );
  return { ...open, state: { ...open.state, flights: [...open.state.flights, ...flights] } };
}

function deliver(state: State, flight: Flight): Advance {
  return told(state, flight.to, flight.input);
}

/** Hands a node one input, and does what it answers. */
function told(state: State, token: NodeToken, input: Input): Advance {
  const at = state.nodes.findIndex((node) => node.token === token);
  const { node, effects } = handle(state.nodes[at] as NodeState, input);
  const nodes = state.nodes.with(at, node);
  let now: State = { ...state, nodes };
  const observations: Observation[] = [];
  for (const effect of effects) {
    const done = act(now, token, effect);
    now = done.state;
    for (const each of done.observations) observations.push(each);
  }
  return { state: now, observations };
}

/** The innermost loop of every run: a `switch`, with a `never` default, where `match` would be most of the cost. */
function act(state: State, node: NodeToken, effect: Effect): Advance {
  switch (effect.kind) {
    case 'send': {
      const { uplink, message } = effect;
      const pair = uplinkPair(node, uplink);
      const input: Input = { kind: 'frame', pair, frame: message };
      return {
        state: inFlight(state, { bus: 'command', pair, to: uplink, input }),
        observations: [{ kind: 'message', below: node, above: uplink, message }],
      };
    }
    case 'write':
      return written(state, node, effect.event, effect.pairs);
    case 'emit':
      return { state, observations: [{ kind: 'emission', node, event: effect.event }] };
    case 'close': {
      const { pair } = effect;
      return {
        state: { ...state, flights: state.flights.filter((each) => each.pair !== pair) },
        observations: [{ kind: 'closed', node, pair }],
      };
    }
    case 'refuse': {
      const { fault, detail } = effect;
      return { state, observations: [{ kind: 'refusal', node, fault, detail }] };
    }
    case 'dispatch': {
      const { name, orcName } = effect;
      return { state, observations: [{ kind: 'dispatch', node, name, orcName, routed: null }] };
    }
    default:
      return effect satisfies never;
  }
}

function written(state: State, node: NodeToken, event: Event, pairs: readonly PairId[]): Advance {
  const { pairs: known } = nodeOf(state, node);
  let now = state;
  for (const pair of pairs) {
    const below = known.find((each) => each.id === pair)?.node;
    if (!below) continue;
    const input: Input = { kind: 'event', uplink: node, frame: event };
    now = inFlight(now, { bus: 'event', pair, to: below, input });
  }
  return { state: now, observations: pairs.map((pair) => ({ kind: 'frame', node, pair, event })) };
}

function inFlight(state: State, flight: Flight): State {
  return { ...state, flights: [...state.flights, flight] };
}
