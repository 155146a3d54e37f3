/**
 * Layers: the few shapes that a planted fault takes, so that a mutant is a line or two about its fault alone.
 * They stand apart from the faults, which they know nothing of.
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
import { readEvent, readMessage } from '#spec';
import type { Plant, Right } from './mutant.ts';

export type Frame = Extract<Input, { kind: 'frame' }>;
export type Send = Extract<Effect, { kind: 'send' }>;
type Said<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/** The message of that kind in a frame that is well formed. */
export function told<Kind extends Message['kind']>(input: Input, kind: Kind): Said<Kind> | null {
  if (input.kind !== 'frame') return null;
  const message = readMessage(input.frame);
  return typeof message !== 'string' && message.kind === kind ? (message as Said<Kind>) : null;
}

/** Messages of one kind are answered otherwise. */
export function onMessage<Kind extends Message['kind']>(
  kind: Kind,
  answer: (message: Said<Kind>, input: Frame, right: Right) => readonly Effect[],
): Plant {
  return (right) => ({
    handle(input) {
      const message = told(input, kind);
      return message && input.kind === 'frame'
        ? answer(message, input, right)
        : right.handle(input);
    },
  });
}

/** What the right router answers is altered. */
export function answers(
  alter: (effects: readonly Effect[], input: Input, right: Right) => readonly Effect[],
): Plant {
  return (right) => ({ handle: (input) => alter(right.handle(input), input, right) });
}

/** What goes up is altered, or kept back where null is given. */
export function sends(
  alter: (message: Message, input: Input, right: Right) => Message | null,
): Plant {
  return answers((effects, input, right) =>
    effects.flatMap((effect): Effect[] => {
      if (effect.kind !== 'send') return [effect];
      const message = alter(effect.message, input, right);
      return message ? [{ ...effect, message }] : [];
    }),
  );
}

/** An event and what is done with it: written to pairs, emitted. */
export interface Carried {
  readonly event: Event;
  readonly pairs: readonly PairId[];
  readonly emitted: boolean;
}

/** Where an event goes that is published here or comes from above is altered; those that are refused are not. */
export function carries(alter: (carried: Carried, input: Input, right: Right) => Carried): Plant {
  return answers((effects, input, right) => {
    const event = eventIn(input);
    if (!event || effects.some((effect) => effect.kind === 'refuse')) return effects;
    const write = effects.find((effect) => effect.kind === 'write');
    const emit = effects.find((effect) => effect.kind === 'emit');
    const before = {
      event: write?.event ?? emit?.event ?? event,
      pairs: write?.pairs ?? [],
      emitted: emit !== undefined,
    };
    return carried(alter(before, input, right));
  });
}

export function carried({ event, pairs, emitted }: Carried): Effect[] {
  return [
    ...(pairs.length > 0 ? [{ kind: 'write' as const, event, pairs }] : []),
    ...(emitted ? [{ kind: 'emit' as const, event }] : []),
  ];
}

/** The event that is published by the input or came from above. */
export function eventIn(input: Input): Event | null {
  if (input.kind === 'event') {
    const event = readEvent(input.frame);
    return typeof event === 'string' ? null : event;
  }
  if (input.kind !== 'publish') return null;
  const { topic, id, payload, forward } = input;
  return forward === null ? { topic, id, payload } : { topic, id, payload, forward };
}

/** The table shows routes otherwise, or not at all. */
export function shown(
  { table }: Pick<Right, 'table'>,
  alter: (route: Route) => Route | null,
): Table {
  const { node, routes } = table();
  return { node, routes: routes.flatMap((route) => alter(route) ?? []) };
}

export function routesOf({ table }: Right, orcName: OrcName): Route[] {
  return table().routes.filter((route) => route.orcName === orcName);
}

/** The orc's route whose messages come by this pair. */
export function routeOn(right: Right, orcName: OrcName, pair: PairId): Route | undefined {
  return routesOf(right, orcName).find((route) => route.socket === pair);
}

export const holds = ({ lines }: Route, lineId: string | null) =>
  lines.some((line) => line.lineId === lineId);

/** The pairs of all routes on axon, ascending, each once. */
export function pairsOf(right: Right, fits: (route: Route) => boolean = () => true): PairId[] {
  const routes = right.table().routes.filter((route) => route.backend === 'axon' && fits(route));
  return [...new Set(routes.map((route) => route.socket))].sort();
}

/** Does a further input, and gives its answers too. */
export function andThen(right: Right, effects: readonly Effect[], ...inputs: Input[]): Effect[] {
  return [...effects, ...inputs.flatMap((input) => right.handle(input))];
}

/** Only the first of the nodes above is told what `which` says. */
export function firstUplinkOnly(which: Message['kind']): Plant {
  return answers((effects, _, { uplinks }) => {
    const [first] = [...uplinks.keys()].sort();
    const rest = ({ message, uplink }: Send) => message.kind === which && uplink !== first;
    return effects.filter((effect) => effect.kind !== 'send' || !rest(effect));
  });
}

/** What a node says of itself in a message: its own horde and all that its table knows. */
export function arpOf({ options, table }: Right, port: number, nice: number): Arp {
  const below = table().routes.flatMap((route) => route.hordes);
  return { token: options.token, port, hordes: [...new Set([options.horde, ...below])], nice };
}

/** A message to every node above. */
export function toAll({ uplinks }: Right, message: Message): Send[] {
  return [...uplinks.keys()].map((uplink: NodeToken) => ({ kind: 'send', uplink, message }));
}

export const withoutSends = (effects: readonly Effect[]) =>
  effects.filter((effect) => effect.kind !== 'send');

/** What a frame says, well formed or not; null for what is no object. */
export function messageOf(input: Input): Record<string, unknown> | null {
  if (input.kind !== 'frame') return null;
  const { frame } = input;
  return typeof frame === 'object' && frame !== null ? (frame as Record<string, unknown>) : null;
}
