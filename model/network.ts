/**
 * The network of the model: what a step of a scenario does at once, and what follows until nothing is in flight. It is
 * pure from outside; within one step a mutable `Change` collects what happens. It judges nothing.
 */

import type { NodeToken, Observation, Step, Table, Topology, Uplink } from '#spec';
import { advanceHistory, beginning, eventIdOf, linksOf, pairOf, uplinkPair } from '#spec';
import { emptyNode, tableOfNode } from './arp.ts';
import type { State } from './change.ts';
import { Change, nodeOf } from './change.ts';
import type { ClientStep } from './steps/clients.ts';
import { clientFramesOf, unsubscribeRefusal } from './steps/clients.ts';

export interface Advance {
  readonly state: State;
  readonly observations: readonly Observation[];
}

/** Returns the initial state: every uplink is up and no orc has joined. */
export function start(topology: Topology): State {
  const { variants = [] } = topology;
  const nodes = topology.nodes.map(({ token, horde }) => emptyNode(token, horde, variants));
  const change = new Change(
    { topology, nodes, flights: [], kept: [], history: beginning(topology) },
    { kind: 'settle' },
  );
  for (const uplink of topology.uplinks) change.connect(uplink);
  change.settle();
  return change.state();
}

/** Returns the node's ARP table as an observer sees it, computed anew on each call. */
export function tableOf(state: State, token: NodeToken): Table {
  return tableOfNode(nodeOf(state, token));
}

/** Does one step and delivers until nothing is in flight. `index` gives a published event its id. */
export function advance(state: State, step: Step, index: number): Advance {
  const change = new Change(state, step);
  applyStep(change, step, index);
  if (!change.isHeld) change.settle();
  const { observations } = change;
  const history = advanceHistory(state.history, step, observations);
  return { state: { ...change.state(), history }, observations };
}

/** Applies what the clients and the transport do immediately for a step, before anything is delivered. */
function applyStep(change: Change, step: Step, index: number): void {
  const { topology, history } = change;
  switch (step.kind) {
    case 'unsubscribe':
    case 'hall unsubscribe': {
      const refusal = unsubscribeRefusal(step, history);
      if (refusal) change.observations.push(refusal);
      else if (step.kind === 'unsubscribe') sayAll(change, step);
      else change.handInput(step.node, { kind: 'unsubscribe', topic: step.topic });
      return;
    }
    case 'join':
    case 'command':
    case 'subscribe':
    case 'leave':
    case 'rename':
    case 'inject':
      return sayAll(change, step);
    case 'end': {
      const { orc, pair } = step;
      const { node } = pairOf(topology, pair);
      return change.sendNotice(node, pair, { kind: 'ended', pair, orcName: orc });
    }
    case 'cut': {
      const { pair, socket } = step;
      if (history.open.includes(pair)) change.cut(pair, socket);
      return;
    }
    case 'garble':
      return garble(change, step);
    case 'stray': {
      const { pair, frame } = step;
      return change.handInput(pairOf(topology, pair).node, { kind: 'frame', pair, frame });
    }
    case 'stall':
      // The history records that the client does not read from here on.
      return;
    case 'resume':
      return change.resume(step.pair);
    case 'publish': {
      const { node, topic, payload = null, forward = null } = step;
      return change.handInput(node, {
        kind: 'publish',
        topic,
        id: eventIdOf(index),
        payload,
        forward,
      });
    }
    case 'hall subscribe':
      return change.handInput(step.node, { kind: 'subscribe', topic: step.topic });
    case 'uplink down':
      return change.disconnect(step);
    case 'uplink up':
    case 'reattach':
      return change.connect(step);
    case 'restart':
      return restart(change, step.node);
    case 'crash':
      crash(change, step.node);
      return;
    case 'hold':
      // At `hold` nothing is in flight yet; the history records that frames are held from here on.
      return;
    case 'settle':
      change.isHeld = false;
      return;
    case 'arrive':
      return change.deliver(step.pair, 'command');
    case 'climb':
      return change.deliver(uplinkPair(step.below, step.above), 'command');
    case 'descend':
      return change.deliver(uplinkPair(step.below, step.above), 'event');
    case 'repeat':
      return change.repeat(uplinkPair(step.below, step.above));
    default:
      return step satisfies never;
  }
}

function sayAll(change: Change, step: ClientStep): void {
  for (const { pair, frame } of clientFramesOf(step, change.history)) change.sendFrame(pair, frame);
}

/** Hands a raw, malformed frame to the node at one end of a link, as if the other end had sent it. @clause SAFE-1 */
function garble(
  change: Change,
  { below, above, bus, frame }: Extract<Step, { readonly kind: 'garble' }>,
): void {
  if (bus === 'event') return change.handInput(below, { kind: 'event', uplink: above, frame });
  change.handInput(above, { kind: 'frame', pair: uplinkPair(below, above), frame });
}

/**
 * Drops the node's state at once and puts notices to its neighbours in flight. Returns its links that were up, the
 * uplinks first.
 * @clause HEAL-2
 */
function crash(change: Change, node: NodeToken): Uplink[] {
  const links = linksOf(change.history, node);
  change.resetNode(node);
  for (const uplink of links) change.disconnect(uplink);
  return links;
}

/**
 * Crashes the node and settles the network. Then the node is back, and the nodes below it attach again. @clause HEAL-2
 */
function restart(change: Change, node: NodeToken): void {
  const links = crash(change, node);
  change.settle();
  for (const uplink of links) change.connect(uplink);
}
