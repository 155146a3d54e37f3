/**
 * Packing: converts a state of the model to the words of `layout.ts`, and an action of the machine to a step of a scenario. With
 * it the packed search is tested against the model, and its results are reported as scenarios.
 */

import type { State } from '#model';
import { nodeOf } from '#model';
import type { Step } from '#spec';
import { lineOf, readMessage, uplinkPair } from '#spec';
import type { Action } from './actions.ts';
import { ARRIVE, CLIMB, CUT, PUBLISH } from './actions.ts';
import type { Layout } from './layout.ts';
import {
  CONN,
  countBitAt,
  DELETE,
  DISCONN,
  entryBitAt,
  frameOf,
  heldBitAt,
  JOIN,
  lostFrameOf,
} from './layout.ts';
import type { World } from './world.ts';

/** Returns the words of a state of the model in this world. */
export function packState(world: World, layout: Layout, state: State): Int32Array {
  const words = new Int32Array(layout.wordsPerState);
  for (let orc = 0; orc < layout.orcs; orc++) words[orc] = packOrc(world, layout, state, orc);
  for (let bus = layout.firstBusWord; bus < layout.wordsPerState; bus++)
    words[bus] = packBus(world, layout, state, bus);
  return words;
}

function packOrc(world: World, layout: Layout, state: State, at: number): number {
  const { orc, pair } = world.residents[at] as World['residents'][number];
  const { nodes } = state.topology;
  const client = state.history.attachments.find(
    (each) => each.orcName === orc && each.pair === pair,
  );
  let word = client ? 1 << layout.presenceBit : 0;
  for (const [line, topic] of world.topics.entries()) {
    const own = client?.subscriptions.find((each) => each.pattern === topic)?.count ?? 0;
    word |= own << countBitAt(layout, line);
  }
  for (const [place, { node }] of (layout.paths[at] ?? []).entries()) {
    const { entries } = nodeOf(state, (nodes[node] as State['topology']['nodes'][number]).token);
    const entry = entries.find((each) => each.orcName === orc);
    if (!entry) continue;
    word |= 1 << entryBitAt(layout, place);
    for (const { lineId, count } of entry.lines) {
      const line = world.topics.findIndex((topic) => lineOf(topic) === lineId);
      word |=
        place === 0
          ? count << (countBitAt(layout, line) + layout.countBits)
          : 1 << heldBitAt(layout, line, place);
    }
  }
  return word;
}

function packBus(world: World, layout: Layout, state: State, bus: number): number {
  const id =
    bus < layout.links
      ? world.residents[bus - layout.firstBusWord]?.pair
      : linkPairOf(world, bus - layout.links);
  let word = 0;
  let length = 0;
  for (const { pair, input } of state.flights) {
    if (pair !== id) continue;
    const frame =
      input.kind === 'frame' ? packFrame(world, layout, input.frame) : lostFrameOf(layout);
    word |= frame << (length++ * layout.frameBits);
  }
  return word;
}

function linkPairOf({ topology }: World, link: number) {
  const { below, above } = topology.uplinks[link] as World['topology']['uplinks'][number];
  return uplinkPair(below, above);
}

const MESSAGE_KINDS = {
  command: JOIN,
  ':conn-line': CONN,
  ':disconn-line': DISCONN,
  ':delete-route': DELETE,
} as const;

function packFrame({ residents, topics }: World, layout: Layout, frame: unknown): number {
  const message = readMessage(frame);
  if (typeof message === 'string' || !(message.kind in MESSAGE_KINDS))
    throw new RangeError(`this world has no frame like ${JSON.stringify(frame)}`);
  const orc = residents.findIndex((each) => each.orc === message.orcName);
  const line =
    'lineId' in message ? topics.findIndex((topic) => lineOf(topic) === message.lineId) : 0;
  return frameOf(layout, orc, MESSAGE_KINDS[message.kind as keyof typeof MESSAGE_KINDS], line);
}

/** Returns the step of a scenario for which an action of the machine stands. */
export function stepOf({ residents, topology, topics }: World, { kind, orc, line }: Action): Step {
  if (kind === CLIMB) {
    const link = topology.uplinks[orc] as World['topology']['uplinks'][number];
    return { kind: 'climb', below: link.below, above: link.above };
  }
  const topic = topics[line] as string;
  const [top] = topology.nodes;
  if (kind === PUBLISH && top) return { kind: 'publish', node: top.token, topic };
  const { orc: name, pair } = residents[orc] as World['residents'][number];
  switch (kind) {
    case JOIN:
      return { kind: 'join', orc: name, pair };
    case CONN:
      return { kind: 'subscribe', orc: name, pair, topic };
    case DISCONN:
      return { kind: 'unsubscribe', orc: name, pair, topic };
    case DELETE:
      return { kind: 'leave', orc: name };
    case CUT:
      return { kind: 'cut', pair, socket: 'command' };
    case ARRIVE:
      return { kind: 'arrive', pair };
    default:
      throw new RangeError(`no action is of kind ${kind}`);
  }
}
