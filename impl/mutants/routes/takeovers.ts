/**
 * Mutants of takeovers: an orc joins by another socket, and the older route stays, is removed too late, or leaves its lines
 * behind.
 */
import type { Effect, Route } from '#spec';
import type { Frame } from '../planting/layers.ts';
import { handleMore, onMessage, routeOn, routesOf, validMessageIn } from '../planting/layers.ts';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

/** Returns the routes that a join by this pair takes over. */
function routesTakenOver(right: SoundRouter, input: Frame): Route[] {
  const join = validMessageIn(input, 'command');
  if (!join?.join || routeOn(right, join.orcName, input.pair)) return [];
  const below = right.lower.has(input.pair);
  const backend = right.backends.get(input.pair);
  return routesOf(right, join.orcName).filter(
    (route) => below || right.lower.has(route.socket) || route.backend === backend,
  );
}

const isSend = (effect: Effect, kind: string) =>
  effect.kind === 'send' && effect.message.kind === kind;

export const takeovers = [
  defineMutant(
    'takeover-keeps-lines',
    'ARP-5',
    'a join by another socket takes the lines of the older route along',
    onMessage('command', ({ orcName, arp }, input, right) => {
      const lines = routesTakenOver(right, input).flatMap((route) => route.lines);
      const frames = lines.map(({ lineId }) => ({
        ...input,
        frame: { kind: ':conn-line', lineId, orcName, arp },
      }));
      return handleMore(right, right.handle(input), ...frames);
    }),
  ),
  defineMutant(
    'takeover-not-told',
    'ARP-5',
    'a join by another socket passes no `:delete-route` up',
    onMessage('command', (_, input, right) =>
      right.handle(input).filter((effect) => !isSend(effect, ':delete-route')),
    ),
  ),
  defineMutant(
    'takeover-told-too-late',
    'ARP-5',
    'a join by another socket passes `:delete-route` up after the join',
    onMessage('command', (_, input, right) => {
      const effects = right.handle(input);
      const deletes = effects.filter((effect) => isSend(effect, ':delete-route'));
      return [...effects.filter((effect) => !deletes.includes(effect)), ...deletes];
    }),
  ),
  defineMutant(
    'takeover-forgets-the-other-endpoint',
    'ARP-5',
    'after a takeover the lines of the other endpoint are not told again',
    onMessage('command', (_, input, right) =>
      right.handle(input).filter((effect) => !isSend(effect, ':conn-line')),
    ),
  ),
  defineMutant(
    'first-socket-wins',
    'ARP-5',
    'while the older route stands, a join by another socket is ignored',
    onMessage('command', (_, input, right) =>
      routesTakenOver(right, input).length > 0 ? [] : right.handle(input),
    ),
  ),
  defineMutant(
    'rejoin-forgets-lines',
    'ARP-5',
    'one more join by the same socket loses the lines of the route',
    onMessage('command', ({ join, orcName }, input, right) => {
      const route = join ? routeOn(right, orcName, input.pair) : undefined;
      const frames = (route?.lines ?? []).flatMap(({ lineId, count }) =>
        Array.from({ length: count }, () => ({
          ...input,
          frame: { kind: ':disconn-line', lineId, orcName },
        })),
      );
      return handleMore(right, right.handle(input), ...frames);
    }),
  ),
  defineMutant(
    'other-backend-ends',
    'ARP-5',
    'an orc has one endpoint: a join by the other backend ends the first',
    onMessage('command', ({ join, orcName }, input, right) => {
      const own = join && !routeOn(right, orcName, input.pair) && !right.lower.has(input.pair);
      const others = own
        ? routesOf(right, orcName).filter(({ socket }) => !right.lower.has(socket))
        : [];
      const effects = right.handle(input);
      const left = others.filter(({ socket }) => routeOn(right, orcName, socket));
      return handleMore(
        right,
        effects,
        ...left.map(({ socket }) => ({ kind: 'ended' as const, pair: socket, orcName })),
      );
    }),
  ),
  defineMutant(
    'way-beside-the-endpoint',
    'ARP-4',
    'an orc that comes up to this node keeps its entry by the lower node beside its endpoint',
    (right) => {
      const kept = new Map<string, Route>();
      return {
        handle(input) {
          const join = validMessageIn(input, 'command');
          if (join?.join && input.kind === 'frame' && right.backends.get(input.pair) === 'ee')
            for (const route of routesOf(right, join.orcName))
              if (right.lower.has(route.socket)) kept.set(route.orcName, route);
          const left = validMessageIn(input, ':delete-route');
          if (left) kept.delete(left.orcName);
          return right.handle(input);
        },
        table() {
          const { node, routes } = right.table();
          const ghosts = [...kept.values()].filter(
            (ghost) =>
              !routes.some((each) => each.backend === 'axon' && each.orcName === ghost.orcName),
          );
          return { node, routes: [...routes, ...ghosts] };
        },
      };
    },
  ),
];
