/**
 * Mutants that show only when a lower node attaches again although it never missed its uplink: it is told `uplink up` while it
 * believes the uplink to be up, and the node above has forgotten everything about it.
 */
import type { Effect, Input, NodeToken } from '#spec';
import type { FaultLayer, SoundRouter } from '../planting/mutant.ts';
import { defineMutant } from '../planting/mutant.ts';

/** Plants a fault in the answer to `uplink up` for an uplink that is up already, and in later answers. */
const onSecondReturn =
  (
    returned: (effects: readonly Effect[], uplink: NodeToken) => readonly Effect[],
    later: (effects: readonly Effect[], twice: ReadonlySet<NodeToken>) => readonly Effect[] = (
      effects,
    ) => effects,
  ): FaultLayer =>
  ({ handle }: SoundRouter) => {
    const up = new Set<NodeToken>();
    const twice = new Set<NodeToken>();
    return {
      handle(input: Input) {
        const effects = handle(input);
        if (input.kind === 'uplink down') for (const each of [up, twice]) each.delete(input.uplink);
        if (input.kind !== 'uplink up') return later(effects, twice);
        const { uplink } = input;
        if (up.has(uplink)) {
          twice.add(uplink);
          return returned(effects, uplink);
        }
        up.add(uplink);
        return effects;
      },
    };
  };

export const reattachments = [
  defineMutant(
    'second-return-unheard',
    'HEAL-1',
    'an uplink that comes back while it is held to be up is no news: nothing is announced',
    onSecondReturn(() => []),
    'reattachment',
  ),
  defineMutant(
    'second-return-without-lines',
    'HEAL-1',
    'when an uplink comes back that was held to be up, orcs are announced, their lines are not',
    onSecondReturn((effects) =>
      effects.filter((each) => each.kind !== 'send' || each.message.kind !== ':conn-line'),
    ),
    'reattachment',
  ),
  defineMutant(
    'second-return-counted',
    'ARP-2',
    'an uplink that came back while it was held to be up is kept twice: commands go up twice',
    onSecondReturn(
      (effects) => effects,
      (effects, twice) =>
        effects.flatMap((each) =>
          each.kind === 'send' && each.message.kind === 'command' && twice.has(each.uplink)
            ? [each, each]
            : [each],
        ),
    ),
    'reattachment',
  ),
];
