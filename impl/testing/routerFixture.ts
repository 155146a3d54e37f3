/**
 * The fixture of this room's router tests: one router with its pairs set up, and short names for its inputs. It stands apart so
 * that all these tests begin alike. It must not judge anything.
 */

import type { Arp, Effect, Input, Message, PairId } from '#spec';
import { horde, lineId, nodeToken, orcName, pairId } from '#spec';
import { createRouter } from '../router/ways/createRouter.ts';

const B = nodeToken('B');
export const [T, U] = [nodeToken('T'), nodeToken('U')];
export const [p1, p2] = [orcName('p1@B'), orcName('p2@B')];
export const [s1, x1, x2, low] = ['s1', 'x1', 'x2', 'T/B'].map((id) => pairId(id)) as [
  PairId,
  PairId,
  PairId,
  PairId,
];
const LINE = lineId('L');
export const arp = (token: string, hordes: string[] = [], nice = 0): Arp => ({
  token,
  port: 1,
  hordes: hordes.map(horde),
  nice,
});
export const frame = (pair: PairId, message: unknown): Input => ({
  kind: 'frame',
  pair,
  frame: message,
});
export const join = (pair: PairId, orc = p1, said = arp(pair)): Input =>
  frame(pair, { kind: 'command', name: 'join', orcName: orc, arp: said, join: true });
export const say = (pair: PairId, orc = p1, said = arp(pair)): Input =>
  frame(pair, { kind: 'command', name: 'do', orcName: orc, arp: said });
export const connLine = (pair: PairId, orc = p1, line = LINE): Input =>
  frame(pair, { kind: ':conn-line', lineId: line, orcName: orc, arp: arp(pair) });
export const disconnLine = (pair: PairId, orc = p1, line = LINE): Input =>
  frame(pair, { kind: ':disconn-line', lineId: line, orcName: orc });
export const deleteRoute = (pair: PairId, orc = p1): Input =>
  frame(pair, { kind: ':delete-route', orcName: orc });
export const rename = (pair: PairId, orc: string, to: string): Input =>
  frame(pair, { kind: ':rename', orcName: orc, to });
export const publish = (topic: string, forward: string | null = null): Input => ({
  kind: 'publish',
  topic,
  id: 'e',
  payload: null,
  forward: forward === null ? null : horde(forward),
});

export function setUpRouter() {
  const router = createRouter({ token: B, horde: horde('hb') });
  const does = (...inputs: Input[]): Effect[] =>
    inputs.flatMap((input) => [...router.handle(input)]);
  does(
    { kind: 'uplink up', uplink: U, port: 5 },
    { kind: 'attached', pair: s1, backend: 'ee', port: null, node: null },
    { kind: 'attached', pair: x1, backend: 'axon', port: 1, node: null },
    { kind: 'attached', pair: x2, backend: 'axon', port: 1, node: null },
    { kind: 'attached', pair: low, backend: 'axon', port: 2, node: T },
  );
  const sends = (...inputs: Input[]): string[] =>
    does(...inputs).flatMap((effect) =>
      effect.kind === 'send' ? [formatMessage(effect.message)] : [],
    );
  const carried = (topic: string, forward: string | null = null): string[] =>
    does(publish(topic, forward)).flatMap((effect) =>
      effect.kind === 'write' ? [...effect.pairs] : effect.kind === 'emit' ? ['emit'] : [],
    );
  const faults = (...inputs: Input[]): string[] =>
    does(...inputs).flatMap((effect) => (effect.kind === 'refuse' ? [effect.fault] : []));
  const routes = () =>
    router
      .table()
      .routes.filter(({ socket }) => socket !== 'greathall')
      .map(({ backend, orcName, socket, lines }) =>
        [backend, orcName, socket, ...lines.map(({ lineId, count }) => `${lineId}=${count}`)].join(
          ' ',
        ),
      );
  return { router, does, sends, carried, faults, routes };
}

const formatMessage = (message: Message): string =>
  [message.kind, 'lineId' in message ? message.lineId : '', message.orcName]
    .filter(Boolean)
    .join(' ');
