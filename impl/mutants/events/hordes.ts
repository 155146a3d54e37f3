/**
 * Mutants of hordes: of several entries that lead to a horde the wrong one is taken, or one is found that is not there.
 * The order of entries shows only where two of them hold one horde.
 */
import type { Horde, PairId, Route } from '#spec';
import { GREATHALL } from '#spec';
import { alterCarriage, rawMessageOf } from '../planting/layers.ts';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

const keyOf = (pair: PairId, orcName: unknown) => `${pair} ${String(orcName)}`;

/** Forwards by the first of the entries that hold the horde, in an order that the ages of entries may decide. */
const forwardByFirst =
  (before: (one: Route, other: Route, ageOf: (route: Route) => number) => number): FaultLayer =>
  (right: SoundRouter) => {
    const renewals = new Map<string, number>();
    let clock = 0;
    const ageOf = ({ socket, orcName }: Route) => -(renewals.get(keyOf(socket, orcName)) ?? 0);
    const inner = alterCarriage((each) => {
      const { forward } = each.event;
      if (forward === undefined || forward === right.options.horde) return each;
      const [first] = right
        .table()
        .routes.filter(({ hordes, orcName }) => orcName !== GREATHALL && hordes.includes(forward))
        .sort((one, other) => before(one, other, ageOf));
      if (!first) return each;
      const isOnAxon = first.backend === 'axon';
      return { ...each, pairs: isOnAxon ? [first.socket] : [], emitted: !isOnAxon };
    })(right);
    return {
      handle(input) {
        const said = rawMessageOf(input);
        if (said && 'arp' in said && input.kind === 'frame')
          renewals.set(keyOf(input.pair, said.orcName), ++clock);
        return inner.handle(input);
      },
    };
  };

const isInherited = (horde: Horde | null) => horde !== null && horde in {};

export const hordes = [
  defineMutant(
    'forward-by-the-oldest',
    'EVENT-9',
    'of several entries that lead to a horde the oldest is taken',
    forwardByFirst((one, other, ageOf) => ageOf(other) - ageOf(one)),
  ),
  defineMutant(
    'forward-by-the-least-name',
    'EVENT-9',
    'of several entries that lead to a horde the one with the least name is taken, whichever is newest',
    forwardByFirst((one, other) => (one.orcName < other.orcName ? -1 : 1)),
  ),
  defineMutant(
    'inherited-hordes-known',
    'EVENT-9',
    'hordes are looked up in a plain object: one named like a method of objects is never refused',
    ({ handle }) => ({
      handle(input) {
        const effects = handle(input);
        return input.kind === 'publish' && isInherited(input.forward)
          ? effects.filter((effect) => effect.kind !== 'refuse')
          : effects;
      },
    }),
  ),
];
