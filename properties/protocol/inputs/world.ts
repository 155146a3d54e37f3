/**
 * The world of the scenes: one node with two uplinks, the pairs of two lower nodes, and pairs of clients on both backends.
 * Here are the words in which scenes are written, as short as a page needs them: `from('s1', join('p1@n1'))` is one input.
 */
import type { Arp, Event, Input, Json, Message } from '#spec';
import { horde, lineId, nodeToken, orcName, pairId } from '#spec';

/** The node whose router gets the inputs. */
export const here = { token: nodeToken('n1'), horde: horde('h1') };

interface Place {
  readonly port: number | null;
  /** The token of the lower node that owns the pair; null for a client's. */
  readonly node: 'm1' | 'm2' | null;
}

/** Every pair by which somebody may attach to the node. */
export const places = {
  s1: { port: 4001, node: null },
  s2: { port: 4002, node: null },
  e1: { port: null, node: null },
  e2: { port: null, node: null },
  m1: { port: 50001, node: 'm1' },
  m2: { port: 50002, node: 'm2' },
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof places;

/** The pair that a place stands for: a lower node's pair is named after the link. */
export const pairAt = (place: PlaceName) =>
  pairId(places[place].node === null ? place : `${place}/n1`);

/** The event ports that the node has at the nodes above it. */
export const uplinkPorts = { u1: 60001, u2: 60002 } as const;

export type UplinkName = keyof typeof uplinkPorts;

interface ArpOptions {
  readonly hordes?: readonly string[];
  readonly nice?: number;
}

/** A message that still lacks what it says of its sender. */
type Draft = (place: PlaceName) => Message;

function arpOf(place: PlaceName, { hordes, nice = 0 }: ArpOptions): Arp {
  const { node, port } = places[place];
  const ownHordes = node === null ? [] : [`h-${node}`];
  return { token: place, port, hordes: (hordes ?? ownHordes).map(horde), nice };
}

/** The orc's first command on an endpoint. */
export const join =
  (orc: string, options: ArpOptions = {}): Draft =>
  (place) =>
    ({ ...command(orc, 'join', options)(place), join: true }) as Message;

export const command =
  (orc: string, name = 'do', options: ArpOptions = {}): Draft =>
  (place) => ({
    kind: 'command',
    name,
    orcName: orcName(orc),
    arp: arpOf(place, options),
    join: false,
  });

export const announce =
  (orc: string, options: ArpOptions = {}): Draft =>
  (place) => ({ kind: ':announce', orcName: orcName(orc), arp: arpOf(place, options) });

export const conn =
  (orc: string, line: string, options: ArpOptions = {}): Draft =>
  (place) => ({
    kind: ':conn-line',
    lineId: lineId(line),
    orcName: orcName(orc),
    arp: arpOf(place, options),
  });

export const disconn =
  (orc: string, line: string): Draft =>
  () => ({ kind: ':disconn-line', lineId: lineId(line), orcName: orcName(orc) });

export const leave =
  (orc: string): Draft =>
  () => ({ kind: ':delete-route', orcName: orcName(orc) });

export const rename =
  (orc: string, to: string): Draft =>
  () => ({ kind: ':rename', orcName: orcName(orc), to: orcName(to) });

/** A message comes by a pair. */
export const from = (place: PlaceName, draft: Draft): Input => raw(place, draft(place));

/** Any frame comes by a pair, well formed or not. */
export const raw = (place: PlaceName, frame: unknown): Input => ({
  kind: 'frame',
  pair: pairAt(place),
  frame,
});

/** A pair is opened. */
export function open(place: PlaceName): Input {
  const { port, node } = places[place];
  return {
    kind: 'attached',
    pair: pairAt(place),
    backend: port === null ? 'ee' : 'axon',
    port,
    node: node === null ? null : nodeToken(node),
  };
}

/** A pair is opened and messages come by it. */
export const at = (place: PlaceName, ...drafts: readonly Draft[]): Input[] => [
  open(place),
  ...drafts.map((draft) => from(place, draft)),
];

export const lost = (place: PlaceName, socket: 'command' | 'event' = 'command'): Input => ({
  kind: 'lost',
  pair: pairAt(place),
  socket,
});

export const ended = (place: PlaceName, orc: string): Input => ({
  kind: 'ended',
  pair: pairAt(place),
  orcName: orcName(orc),
});

export const up = (name: UplinkName): Input => ({
  kind: 'uplink up',
  uplink: nodeToken(name),
  port: uplinkPorts[name],
});

export const down = (name: UplinkName): Input => ({ kind: 'uplink down', uplink: nodeToken(name) });

/** The node's own program publishes an event. */
export const publish = (
  topic: string,
  { forward = null, payload = null }: { forward?: string | null; payload?: Json } = {},
): Input => ({
  kind: 'publish',
  topic,
  id: 'e1',
  payload,
  forward: forward === null ? null : horde(forward),
});

/** An event comes down from a node above. */
export const event = (name: UplinkName, topic: string, forward?: string): Input =>
  rawEvent(name, {
    topic,
    id: 'e1',
    payload: null,
    ...(forward === undefined ? {} : { forward: horde(forward) }),
  } satisfies Event);

export const rawEvent = (name: UplinkName, frame: unknown): Input => ({
  kind: 'event',
  uplink: nodeToken(name),
  frame,
});

export const hallSubscribes = (topic: string): Input => ({ kind: 'subscribe', topic });
export const hallUnsubscribes = (topic: string): Input => ({ kind: 'unsubscribe', topic });
