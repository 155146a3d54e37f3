/**
 * Layers: the few shapes that planted faults have, so that a mutant needs only a line or two about its own fault. They are
 * separate from the faults and know none of them.
 */
import type {
  Arp,
  Effect,
  Event,
  Input,
  Message,
  NodeToken,
  OrcName,
  PairId,
  Route,
  Table,
} from '#spec';
import { addresseeOf, readEvent, readMessage, routingOf } from '#spec';
import type { FaultLayer, SoundRouter } from './mutant.ts';

export type Frame = Extract<Input, { kind: 'frame' }>;
export type Send = Extract<Effect, { kind: 'send' }>;
type MessageOfKind<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/** Returns the message in a frame input if it is well formed and of this kind; else null. */
export function validMessageIn<Kind extends Message['kind']>(
  input: Input,
  kind: Kind,
): MessageOfKind<Kind> | null {
  if (input.kind !== 'frame') return null;
  const message = readMessage(input.frame);
  return typeof message !== 'string' && message.kind === kind
    ? (message as MessageOfKind<Kind>)
    : null;
}

/** Replaces the answer to messages of one kind. */
export function onMessage<Kind extends Message['kind']>(
  kind: Kind,
  answer: (message: MessageOfKind<Kind>, input: Frame, right: SoundRouter) => readonly Effect[],
): FaultLayer {
  return (right) => ({
    handle(input) {
      const message = validMessageIn(input, kind);
      return message && input.kind === 'frame'
        ? answer(message, input, right)
        : right.handle(input);
    },
  });
}

/** Changes the effects of the correct router. */
export function alterEffects(
  alter: (effects: readonly Effect[], input: Input, right: SoundRouter) => readonly Effect[],
): FaultLayer {
  return (right) => ({ handle: (input) => alter(right.handle(input), input, right) });
}

/** Changes the messages that go up. `null` drops a message. */
export function alterSends(
  alter: (message: Message, input: Input, right: SoundRouter) => Message | null,
): FaultLayer {
  return alterEffects((effects, input, right) =>
    effects.flatMap((effect): Effect[] => {
      if (effect.kind !== 'send') return [effect];
      const message = alter(effect.message, input, right);
      return message ? [{ ...effect, message }] : [];
    }),
  );
}

/** An event and where it goes: the pairs on which it is written, and whether it is emitted. */
export interface Carriage {
  readonly event: Event;
  readonly pairs: readonly PairId[];
  readonly emitted: boolean;
}

/** Changes where an event goes that is published here or comes from above, unless the correct router refuses it. */
export function alterCarriage(
  alter: (carried: Carriage, input: Input, right: SoundRouter) => Carriage,
): FaultLayer {
  return alterEffects((effects, input, right) => {
    const event = eventIn(input);
    if (!event || effects.some((effect) => effect.kind === 'refuse')) return effects;
    const write = effects.find((effect) => effect.kind === 'write');
    const emit = effects.find((effect) => effect.kind === 'emit');
    const before = {
      event: write?.event ?? emit?.event ?? event,
      pairs: write?.pairs ?? [],
      emitted: emit !== undefined,
    };
    return effectsOf(alter(before, input, right));
  });
}

export function effectsOf({ event, pairs, emitted }: Carriage): Effect[] {
  return [
    ...(pairs.length > 0 ? [{ kind: 'write' as const, event, pairs }] : []),
    ...(emitted ? [{ kind: 'emit' as const, event }] : []),
  ];
}

/** Returns the event that an input publishes or brings from above; null for other inputs. */
export function eventIn(input: Input): Event | null {
  if (input.kind === 'event') {
    const event = readEvent(input.frame);
    return typeof event === 'string' ? null : event;
  }
  if (input.kind !== 'publish') return null;
  const { topic, id, payload, forward } = input;
  return forward === null ? { topic, id, payload } : { topic, id, payload, forward };
}

type Alteration = (carried: Carriage, fromAbove: boolean, right: SoundRouter) => Carriage;

/** Changes where the events of one routing go. */
export const alterRouting = (kind: 'line' | 'broadcast', alter: Alteration): FaultLayer =>
  alterCarriage((each, input, right) =>
    each.event.forward === undefined && routingOf(each.event.topic).kind === kind
      ? alter(each, input.kind === 'event', right)
      : each,
  );

/** Changes where results go. */
export const alterEventsToOneOrc = (
  alter: (carried: Carriage, orcName: OrcName, right: SoundRouter, fromAbove: boolean) => Carriage,
): FaultLayer =>
  alterCarriage((each, input, right) => {
    const orcName = each.event.forward === undefined ? addresseeOf(each.event.topic) : null;
    return orcName === null ? each : alter(each, orcName, right, input.kind === 'event');
  });

/** Changes events on their way, but not where they go. */
export const alterEvent = (alter: (event: Event, right: SoundRouter) => Event): FaultLayer =>
  alterCarriage((each, _, right) => ({ ...each, event: alter(each.event, right) }));

/** Carries the event to nobody. */
export const carryNowhere = (each: Carriage): Carriage => ({ ...each, pairs: [], emitted: false });

/** Carries the event by all routes that fit, on both backends. */
export const carryBy = (
  each: Carriage,
  right: SoundRouter,
  fits: (route: Route) => boolean,
): Carriage => ({
  ...each,
  pairs: pairsOf(right, fits),
  emitted: right.table().routes.some((route) => route.backend === 'ee' && fits(route)),
});

/** Routes an event as if it had another topic. The event itself keeps its topic. */
export const routeAs =
  (read: (topic: string) => string): FaultLayer =>
  ({ handle }) => ({
    handle(input) {
      const event = eventIn(input);
      if (!event) return handle(input);
      const topic = read(event.topic);
      const asked =
        input.kind === 'event' ? { ...input, frame: { ...event, topic } } : { ...input, topic };
      return handle(asked as Input).map((effect) =>
        effect.kind === 'write' || effect.kind === 'emit'
          ? { ...effect, event: { ...effect.event, topic: event.topic } }
          : effect,
      );
    },
  });

/** Changes the routes that the table shows. `null` hides a route. */
export function alterRoutes(
  { table }: Pick<SoundRouter, 'table'>,
  alter: (route: Route) => Route | null,
): Table {
  const { node, routes } = table();
  return { node, routes: routes.flatMap((route) => alter(route) ?? []) };
}

export function routesOf({ table }: SoundRouter, orcName: OrcName): Route[] {
  return table().routes.filter((route) => route.orcName === orcName);
}

/** Returns the orc's route whose messages arrive on this pair. */
export function routeOn(right: SoundRouter, orcName: OrcName, pair: PairId): Route | undefined {
  return routesOf(right, orcName).find((route) => route.socket === pair);
}

export const holdsLine = ({ lines }: Route, lineId: string | null) =>
  lines.some((line) => line.lineId === lineId);

/** Returns the pairs of all axon routes, in ascending order, each once. */
export function pairsOf(
  right: SoundRouter,
  fits: (route: Route) => boolean = () => true,
): PairId[] {
  const routes = right.table().routes.filter((route) => route.backend === 'axon' && fits(route));
  return [...new Set(routes.map((route) => route.socket))].sort();
}

/** Handles further inputs and appends their effects to the given ones. */
export function handleMore(
  right: SoundRouter,
  effects: readonly Effect[],
  ...inputs: Input[]
): Effect[] {
  return [...effects, ...inputs.flatMap((input) => right.handle(input))];
}

/** Sends messages of this kind only to the first of the nodes above. */
export function sendToFirstUplinkOnly(which: Message['kind']): FaultLayer {
  return alterEffects((effects, _, { uplinks }) => {
    const [first] = [...uplinks.keys()].sort();
    const rest = ({ message, uplink }: Send) => message.kind === which && uplink !== first;
    return effects.filter((effect) => effect.kind !== 'send' || !rest(effect));
  });
}

/** Returns the arp that a node sends with a message: its own token, its own horde and all hordes in its table. */
export function arpOf({ options, table }: SoundRouter, port: number, nice: number): Arp {
  const below = table().routes.flatMap((route) => route.hordes);
  return { token: options.token, port, hordes: [...new Set([options.horde, ...below])], nice };
}

/** Returns effects that send the message to every node above. */
export function sendToUplinks({ uplinks }: SoundRouter, message: Message): Send[] {
  return [...uplinks.keys()].map((uplink: NodeToken) => ({ kind: 'send', uplink, message }));
}

export const dropSends = (effects: readonly Effect[]) =>
  effects.filter((effect) => effect.kind !== 'send');

/** Returns the object in a frame input, well formed or not; null if the frame is no object. */
export function rawMessageOf(input: Input): Record<string, unknown> | null {
  if (input.kind !== 'frame') return null;
  const { frame } = input;
  return typeof frame === 'object' && frame !== null ? (frame as Record<string, unknown>) : null;
}
