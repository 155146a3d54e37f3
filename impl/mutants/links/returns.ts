/**
 * Mutants of returns: when an uplink comes back, what the node announces on it is cut short, incomplete, stale, or sent to other
 * nodes. Each needs something besides the return: many orcs, several lines, a rename, another uplink, or an earlier return.
 */
import type { Effect, Input, NodeToken, OrcName } from '#spec';
import type { Send } from '../planting/layers.ts';
import { onMessage, routesOf } from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

type UplinkUp = Extract<Input, { kind: 'uplink up' }>;

const isSend = (effect: Effect): effect is Send => effect.kind === 'send';

/** Changes what is sent when an uplink comes back. `earlier` counts how often the uplink was up before. */
const alterReturn =
  (
    alter: (
      sends: readonly Send[],
      right: SoundRouter,
      input: UplinkUp,
      earlier: number,
    ) => readonly Effect[],
  ): FaultLayer =>
  (right) => {
    const times = new Map<NodeToken, number>();
    return {
      handle(input) {
        const effects = right.handle(input);
        if (input.kind !== 'uplink up') return effects;
        const earlier = times.get(input.uplink) ?? 0;
        times.set(input.uplink, earlier + 1);
        return earlier === 0 ? effects : alter(effects.filter(isSend), right, input, earlier);
      },
    };
  };

const lineTold = ({ message }: Send) =>
  message.kind === ':conn-line' ? `${message.orcName} ${message.lineId}` : null;

export const returns = [
  defineMutant(
    'return-cut-at-eight',
    'HEAL-1',
    'when an uplink returns, at most eight messages are sent on it',
    alterReturn((sends) => sends.slice(0, 8)),
    'heal',
  ),
  defineMutant(
    'return-cut-at-twenty',
    'HEAL-1',
    'when an uplink returns, at most 20 messages are sent on it',
    alterReturn((sends) => sends.slice(0, 20)),
    'heal',
  ),
  defineMutant(
    'return-with-first-lines',
    'HEAL-1',
    'when an uplink returns, each orc is announced with the first of its lines',
    alterReturn((sends) =>
      sends.filter(
        (send, at) => lineTold(send) === null || lineTold(sends[at - 1] as Send) === null,
      ),
    ),
    'heal',
  ),
  defineMutant(
    'return-tells-counts',
    'HEAL-1',
    'when an uplink returns, a line is told once for each of its subscriptions',
    alterReturn((sends, right) =>
      sends.flatMap((send) => {
        const { message } = send;
        if (message.kind !== ':conn-line') return [send];
        const counts = routesOf(right, message.orcName).flatMap(({ lines }) =>
          lines.filter(({ lineId }) => lineId === message.lineId).map(({ count }) => count),
        );
        return Array.from({ length: counts.reduce((sum, count) => sum + count, 0) }, () => send);
      }),
    ),
    'heal',
  ),
  defineMutant(
    'return-without-lines-of-ee',
    'HEAL-1',
    'when an uplink returns, an orc on both backends is announced without the lines that it holds on the emitter only',
    alterReturn((sends, right) =>
      sends.filter(({ message }) => {
        if (message.kind !== ':conn-line') return true;
        const routes = routesOf(right, message.orcName);
        return (
          routes.length < 2 ||
          routes.some(
            ({ backend, lines }) =>
              backend === 'axon' && lines.some(({ lineId }) => lineId === message.lineId),
          )
        );
      }),
    ),
    'heal',
  ),
  defineMutant(
    'return-under-the-old-name',
    'HEAL-1',
    'when an uplink returns, an orc that was renamed is announced under the name it had first',
    (right) => {
      const first = new Map<OrcName, OrcName>();
      const inner = alterReturn((sends) =>
        sends.map((send) => ({
          ...send,
          message: {
            ...send.message,
            orcName: first.get(send.message.orcName) ?? send.message.orcName,
          },
        })),
      )(right);
      return onMessage(':rename', ({ orcName, to }, input) => {
        const effects = inner.handle(input);
        if (effects.some(({ kind }) => kind === 'refuse')) return effects;
        first.set(to, first.get(orcName) ?? orcName);
        return effects;
      })({ ...right, handle: inner.handle });
    },
    'heal',
  ),
  defineMutant(
    'return-to-every-uplink',
    'HEAL-1',
    'when an uplink returns, the announcements go up the others as well',
    alterReturn((sends, { uplinks }) =>
      [...uplinks.keys()].flatMap((uplink) => sends.map((send) => ({ ...send, uplink }))),
    ),
    'heal',
  ),
  defineMutant(
    'fifth-return-in-silence',
    'HEAL-1',
    'an uplink that returns for the fifth time is told nothing',
    alterReturn((sends, _, __, earlier) => (earlier >= 5 ? [] : sends)),
    'heal',
  ),
  defineMutant(
    'return-without-the-last-below',
    'HEAL-1',
    'when an uplink returns, the orcs behind the last of several lower nodes are not announced',
    alterReturn((sends, right) => {
      const { routes } = right.table();
      const below = [...right.lower].filter((pair) => routes.some(({ socket }) => socket === pair));
      const last = below.length > 1 ? below.sort().at(-1) : null;
      return sends.filter(
        ({ message }) => !routesOf(right, message.orcName).some(({ socket }) => socket === last),
      );
    }),
    'heal',
  ),
];
