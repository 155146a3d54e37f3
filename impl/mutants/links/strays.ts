/**
 * Mutants that heed what comes where nothing is open: on a pair that was never attached or is over, or from an uplink that is
 * down. A transport that mixes up its sockets, or a late frame of a lost link, brings such frames.
 */
import type { Effect, NodeToken, PairId } from '#spec';
import { readEvent, readMessage } from '#spec';
import type { FaultLayer } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const isUnknown = (effects: readonly Effect[]) =>
  effects.some((effect) => effect.kind === 'refuse' && effect.fault === 'UNKNOWN_PAIR');

/**
 * Attaches a pair that is not open for a well-formed message on it, and handles the message. `isMeant` is told whose pair it was:
 * a lower node's, a client's (null), or nobody's yet (undefined).
 */
const attachForMessages =
  (isMeant: (owner: NodeToken | null | undefined) => boolean): FaultLayer =>
  ({ handle, backends }) => {
    const owners = new Map<PairId, NodeToken | null>();
    return {
      handle(input) {
        if (input.kind === 'attached') owners.set(input.pair, input.node);
        const effects = handle(input);
        if (input.kind !== 'frame' || !isUnknown(effects)) return effects;
        const { pair, frame } = input;
        const owner = owners.get(pair);
        if (!isMeant(owner) || typeof readMessage(frame) === 'string') return effects;
        const backend = backends.get(pair) ?? 'axon';
        const port = backend === 'ee' ? null : 4001;
        handle({ kind: 'attached', pair, backend, port, node: owner ?? null });
        return handle(input);
      },
    };
  };

const routeEventsOfDownUplinks: FaultLayer = ({ handle }) => ({
  handle(input) {
    const effects = handle(input);
    if (input.kind !== 'event' || !isUnknown(effects)) return effects;
    const event = readEvent(input.frame);
    if (typeof event === 'string') return effects;
    return handle({ kind: 'publish', ...event, forward: event.forward ?? null });
  },
});

export const strays = [
  defineMutant(
    'events-of-a-down-uplink',
    'SAFE-1',
    'an event from an uplink that is down is routed like any other',
    routeEventsOfDownUplinks,
    'raw links',
  ),
  defineMutant(
    'lost-node-is-heard',
    'SAFE-1',
    'a message on the pair of a lower node whose link is lost attaches that pair again',
    attachForMessages((owner) => typeof owner === 'string'),
    'raw links',
  ),
  defineMutant(
    'ended-pair-is-heard',
    'SAFE-1',
    'a message on a client’s pair that is over attaches that pair again',
    attachForMessages((owner) => owner === null),
    'stray frames',
  ),
  defineMutant(
    'unattached-pair-is-heard',
    'SAFE-1',
    'a message on a pair that was never attached attaches it',
    attachForMessages((owner) => owner === undefined),
    'stray frames',
  ),
];
