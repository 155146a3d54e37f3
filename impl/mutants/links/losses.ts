/**
 * Mutants of losses and repetitions: faults that show only between a loss and the moment when it is noticed, or when a message
 * comes twice. Without overlaps a node above always notices a loss before the node below is back.
 */
import type { Effect, Input, NodeToken, PairId } from '#spec';
import type { SoundRouter } from '../planting/mutant.ts';
import { defineMutant, rawMessageIn } from '../planting/mutant.ts';

type Attached = Extract<Input, { readonly kind: 'attached' }>;

/** Remembers which pairs are attached, and which of them belong to lower nodes. */
class Pairs {
  readonly #nodes = new Map<PairId, NodeToken | null>();

  /** Whether the input attaches a lower node whose older pair is still attached. */
  isReattachment(input: Input): input is Attached {
    return (
      input.kind === 'attached' &&
      input.node !== null &&
      [...this.#nodes.values()].includes(input.node)
    );
  }

  track(input: Input): void {
    if (input.kind === 'attached') this.#nodes.set(input.pair, input.node);
    if (input.kind === 'lost') this.#nodes.delete(input.pair);
  }

  isLower(pair: PairId): boolean {
    return (this.#nodes.get(pair) ?? null) !== null;
  }
}

/** Plants a fault that acts when a lower node attaches again before its loss was noticed. */
const plantOnReattachment =
  (plant: (right: SoundRouter, input: Attached) => readonly Effect[]) =>
  (right: SoundRouter): { readonly handle: SoundRouter['handle'] } => {
    const pairs = new Pairs();
    return {
      handle(input) {
        const anew = pairs.isReattachment(input);
        pairs.track(input);
        return anew ? plant(right, input) : right.handle(input);
      },
    };
  };

/** Passes a message on twice if it came from a lower node twice in a row. */
const passRepeatsOn =
  (kind: ':delete-route' | ':disconn-line' | ':conn-line') =>
  ({ handle }: SoundRouter): { readonly handle: SoundRouter['handle'] } => {
    const last = new Map<PairId, string>();
    const pairs = new Pairs();
    let passed: readonly Effect[] = [];
    return {
      handle(input) {
        const effects = handle(input);
        pairs.track(input);
        if (input.kind !== 'frame' || !pairs.isLower(input.pair)) return effects;
        const text = JSON.stringify(input.frame);
        const again = rawMessageIn(input, kind) && last.get(input.pair) === text;
        last.set(input.pair, text);
        if (again && effects.length === 0) return passed;
        passed = effects.filter((each) => each.kind === 'send');
        return effects;
      },
    };
  };

export const losses = [
  defineMutant(
    'older-pair-kept',
    'HEAL-1',
    'a lower node that attaches anew before its loss was noticed keeps all that its older pair had told',
    plantOnReattachment(() => []),
    'interleaving',
    'reattachment',
  ),
  defineMutant(
    'older-pair-ends-in-silence',
    'HEAL-1',
    'the older pair of a lower node that attaches anew ends here, and nobody above is told',
    plantOnReattachment(({ handle }, input) => {
      handle(input);
      return [];
    }),
    'interleaving',
    'reattachment',
  ),
  defineMutant(
    'stale-loss-handled-late',
    'HEAL-1',
    'the stale pair’s loss is handled late: after the first word of the pair that took its place',
    (right) => {
      const late = new Map<PairId, Attached>();
      const { handle } = plantOnReattachment((_right, input) => {
        late.set(input.pair, input);
        return [];
      })(right);
      return {
        handle(input) {
          const effects = handle(input);
          const attached = input.kind === 'frame' ? late.get(input.pair) : undefined;
          if (!attached) return effects;
          late.delete(attached.pair);
          return [...effects, ...right.handle(attached)];
        },
      };
    },
    'interleaving',
    'reattachment',
  ),
  defineMutant(
    'repeated-delete-passed-on',
    'ROUTE-3',
    'a `:delete-route` that comes twice is passed on twice',
    passRepeatsOn(':delete-route'),
    'interleaving',
  ),
  defineMutant(
    'repeated-line-passed-on',
    'LINE-4',
    'a `:conn-line` that comes twice is passed on twice',
    passRepeatsOn(':conn-line'),
    'interleaving',
  ),
  defineMutant(
    'repeated-withdrawal-passed-on',
    'LINE-5',
    'a `:disconn-line` that comes twice is passed on twice',
    passRepeatsOn(':disconn-line'),
    'interleaving',
  ),
];
