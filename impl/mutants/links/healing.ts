/**
 * Mutants of healing: when an uplink returns, the node announces too little or too much, or keeps what was lost. They show only
 * after an uplink or a node has come back.
 */
import type { Effect, Input, NodeToken, PairId } from '#spec';
import { GREATHALL, readMessage } from '#spec';
import { validMessageIn } from '../planting/layers.ts';
import { defineMutant } from '../planting/mutant.ts';

type Send = Extract<Effect, { kind: 'send' }>;

const isSend = (effect: Effect): effect is Send => effect.kind === 'send';

/** Returns the `:delete-route` messages that the input would make the router send, for all uplinks together. */
function departureSendsOf(input: Input): Send[] {
  const message = input.kind === 'frame' ? readMessage(input.frame) : '';
  return typeof message === 'string' ? [] : [{ kind: 'send', uplink: '' as NodeToken, message }];
}

export const healing = [
  defineMutant(
    'returns-without-lines',
    'HEAL-1',
    'after an uplink’s return orcs are announced, their lines are not',
    ({ handle }) => ({
      handle: (input) =>
        input.kind === 'uplink up'
          ? handle(input).filter((each) => !isSend(each) || each.message.kind !== ':conn-line')
          : handle(input),
    }),
    'heal',
  ),
  defineMutant(
    'returns-with-greathall',
    'HEAL-1',
    'greathall is announced when an uplink comes back',
    ({ handle, options }) => {
      const known = new Set<string>();
      return {
        handle(input) {
          const effects = handle(input);
          if (input.kind !== 'uplink up' || !known.has(input.uplink)) {
            if (input.kind === 'uplink up') known.add(input.uplink);
            return effects;
          }
          const { uplink, port } = input;
          const arp = { token: options.token, port, hordes: [options.horde], nice: 0 };
          const message = { kind: ':announce', orcName: GREATHALL, arp } as const;
          return [{ kind: 'send', uplink, message }, ...effects];
        },
      };
    },
    'heal',
  ),
  defineMutant(
    'returns-with-what-was-missed',
    'HEAL-1',
    'what could not be sent is kept, and sent before the announcements',
    ({ handle }) => {
      const kept = new Map<string, Effect[]>();
      return {
        handle(input) {
          if (input.kind === 'uplink down') {
            kept.set(input.uplink, []);
            return [];
          }
          const missed = input.kind === 'uplink up' ? (kept.get(input.uplink) ?? []) : [];
          if (input.kind === 'uplink up') kept.delete(input.uplink);
          const effects = handle(input);
          for (const each of effects) if (isSend(each)) kept.get(each.uplink)?.push(each);
          return [...missed, ...effects.filter((each) => !isSend(each) || !kept.has(each.uplink))];
        },
      };
    },
    'heal',
  ),
  defineMutant(
    'missed-deletes-sent-late',
    'HEAL-1',
    'a delete that could not be sent is kept and passed on after newer subscriptions: behind the announcements',
    ({ handle }) => {
      const kept = new Map<string, Effect[]>();
      return {
        handle(input) {
          if (input.kind === 'uplink down') kept.set(input.uplink, []);
          const effects = handle(input);
          for (const lost of kept.values())
            if (validMessageIn(input, ':delete-route')) lost.push(...departureSendsOf(input));
          if (input.kind !== 'uplink up') return effects;
          const { uplink } = input;
          const missed = kept.get(uplink) ?? [];
          kept.delete(uplink);
          return [...effects, ...missed.map((each) => (isSend(each) ? { ...each, uplink } : each))];
        },
      };
    },
    'heal',
  ),
  defineMutant(
    'announce-not-passed-up',
    'HEAL-1',
    '`:announce` is heard by the first node above only',
    ({ handle }) => ({
      handle: (input) =>
        validMessageIn(input, ':announce')
          ? handle(input).filter((each) => each.kind !== 'send')
          : handle(input),
    }),
    'heal',
  ),
  defineMutant(
    'lost-node-remembered',
    'ROUTE-4',
    'a node that loses a lower node forgets nobody',
    ({ handle }) => {
      const lower = new Set<PairId>();
      return {
        handle(input) {
          if (input.kind === 'attached' && input.node !== null) lower.add(input.pair);
          return input.kind === 'lost' && lower.has(input.pair) ? [] : handle(input);
        },
      };
    },
    'heal',
  ),
  defineMutant(
    'deaf-after-start',
    'HEAL-2',
    'a node takes announcements only after somebody has spoken to it',
    ({ handle }) => {
      let spoken = false;
      return {
        handle(input: Input) {
          if (validMessageIn(input, ':announce') && !spoken) return [];
          // Messages about lines follow an announcement; they do not mean that the orc has spoken.
          if (validMessageIn(input, 'command')) spoken = true;
          return handle(input);
        },
      };
    },
    'heal',
  ),
];
