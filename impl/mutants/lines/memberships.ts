/**
 * Mutants of memberships: a carrier carries a line for several reasons, such as two orcs that hold it. The router takes the end
 * of one reason for the end of all, or the end of all for the end of one. The table does not show this.
 */
import type { Input, LineId, Message } from '#spec';
import { GREATHALL, lineOf } from '#spec';
import { alterRouting, holdsLine, routeOn, validMessageIn } from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const isOnEmitter = (right: SoundRouter, lineId: LineId | null, isHall: boolean) =>
  right
    .table()
    .routes.some(
      (route) =>
        route.backend === 'ee' &&
        (route.orcName === GREATHALL) === isHall &&
        holdsLine(route, lineId),
    );

const lineSaid = (input: Input, kind: ':conn-line' | ':disconn-line'): LineId | null => {
  const message: Extract<Message, { lineId: LineId }> | null = validMessageIn(input, kind);
  return message?.lineId ?? null;
};

/** At some inputs, stops a line's events on the node's emitter until an orc subscribes to the line there. */
const muteEmitter =
  (
    lineMutedBy: (input: Input, right: SoundRouter) => LineId | null,
    hasSubscribed: (input: Input) => LineId | null,
  ): FaultLayer =>
  (right) => {
    const muted = new Set<LineId>();
    const inner = alterRouting('line', (each) =>
      muted.has(lineOf(each.event.topic) as LineId) ? { ...each, emitted: false } : each,
    )(right);
    return {
      handle(input) {
        const effects = inner.handle(input);
        const ended = lineMutedBy(input, right);
        if (ended !== null) muted.add(ended);
        const begun = hasSubscribed(input);
        if (begun !== null) muted.delete(begun);
        return effects;
      },
    };
  };

const hallLine = (input: Input, kind: 'subscribe' | 'unsubscribe') =>
  input.kind === kind ? lineOf(input.topic) : null;

const subscribedLine = (input: Input) =>
  hallLine(input, 'subscribe') ?? lineSaid(input, ':conn-line');

export const memberships = [
  defineMutant(
    'hall-mutes-the-emitter',
    'EVENT-1',
    'when greathall gives a line back, it is not emitted any more, although orcs on the emitter hold it',
    muteEmitter((input, right) => {
      const lineId = hallLine(input, 'unsubscribe');
      return lineId !== null && !isOnEmitter(right, lineId, true) ? lineId : null;
    }, subscribedLine),
  ),
  defineMutant(
    'orcs-mute-the-hall',
    'LINE-7',
    'when the last orc on the emitter gives a line back, it is not emitted any more, although greathall holds it',
    muteEmitter((input, right) => {
      const lineId = lineSaid(input, ':disconn-line');
      return lineId !== null && !isOnEmitter(right, lineId, false) ? lineId : null;
    }, subscribedLine),
  ),
  defineMutant(
    'two-reasons-leave-one',
    'EVENT-2',
    'a line that greathall and an orc on the emitter held at once is emitted for good',
    (right) => {
      const both = new Set<LineId>();
      const inner = alterRouting('line', (each) =>
        both.has(lineOf(each.event.topic) as LineId) ? { ...each, emitted: true } : each,
      )(right);
      return {
        handle(input) {
          const effects = inner.handle(input);
          const lineId = subscribedLine(input);
          if (lineId && isOnEmitter(right, lineId, true) && isOnEmitter(right, lineId, false))
            both.add(lineId);
          return effects;
        },
      };
    },
  ),
  defineMutant(
    'both-backends-mute-the-socket',
    'EVENT-1',
    'an orc on both backends that gives a line back on one of them gets it by neither, whatever the table shows',
    (right) => {
      const muted = new Set<string>();
      const inner = alterRouting('line', (each) => {
        const lineId = lineOf(each.event.topic);
        return {
          ...each,
          pairs: each.pairs.filter((pair) => !muted.has(`${pair} ${lineId}`)),
        };
      })(right);
      return {
        handle(input) {
          const effects = inner.handle(input);
          const ended = validMessageIn(input, ':disconn-line');
          if (ended && input.kind === 'frame') {
            const own = routeOn(right, ended.orcName, input.pair);
            if (own?.backend === 'ee' && !holdsLine(own, ended.lineId))
              for (const { backend, socket, orcName } of right.table().routes)
                if (backend === 'axon' && orcName === ended.orcName)
                  muted.add(`${socket} ${ended.lineId}`);
          }
          const begun = validMessageIn(input, ':conn-line');
          if (begun && input.kind === 'frame') muted.delete(`${input.pair} ${begun.lineId}`);
          return effects;
        },
      };
    },
  ),
];
