/**
 * The order of effects: whatever order the law calls free accuses a router of nothing, and whatever it does not, is found.
 * So `freedoms` in `spec/free.ts` says exactly what the comparison does.
 */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Effect, Feature, RouterKind } from '#spec';
import { run } from '../lockstep/run.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { byEffort } from '../testing/effort.ts';

type Reordering = (effects: readonly Effect[]) => readonly Effect[];

const RUNS = byEffort(20, 500);
/** Within so many scenarios an order that is not free is found. */
const MOST_RUNS = 500;
const HELD: readonly Feature[] = ['overlaps', 'interleaving'];

const reorder = (reordering: Reordering, without: readonly Feature[] = []): RouterKind => ({
  ...routerKind,
  features: routerKind.features.filter((each) => !without.includes(each)),
  create: (options) => {
    const right = routerKind.create(options);
    return { ...right, handle: (input) => reordering(right.handle(input)) };
  },
});

async function signaturesOf(kind: RouterKind, runs: number, most = runs): Promise<string[]> {
  const found: string[] = [];
  for (let index = 0; index < runs && found.length < most; index++) {
    const scenario = generate('order', index, { features: kind.features, shapes });
    found.push(...(await run(kind, scenario)).findings.map(({ signature }) => signature));
  }
  return found;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const each of items) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups.values()];
}

type Send = Extract<Effect, { readonly kind: 'send' }>;
const isSend = (effect: Effect): effect is Send => effect.kind === 'send';

/** Reorders the messages among their own places in the list. */
const reorderSends =
  (reordering: (sends: readonly Send[]) => readonly Send[]): Reordering =>
  (effects) => {
    const sends = [...reordering(effects.filter(isSend))];
    return effects.map((effect) => (isSend(effect) ? (sends.shift() as Send) : effect));
  };

const reverseOrcs = reorderSends((sends) =>
  groupBy(sends, ({ message }) => message.orcName)
    .reverse()
    .flat(),
);

/** Sorts the effects by their kinds, in this order. */
const inOrder =
  (...kinds: readonly Effect['kind'][]): Reordering =>
  (effects) =>
    kinds.flatMap((kind) => effects.filter((effect) => effect.kind === kind));

describe('the order of effects is free', () => {
  it.each<[string, Reordering]>([
    [
      'between uplinks',
      reorderSends((sends) =>
        groupBy(sends, ({ uplink }) => uplink)
          .reverse()
          .flat(),
      ),
    ],
    ['where messages go first', inOrder('send', 'dispatch', 'write', 'emit', 'close', 'refuse')],
    ['where messages go last', inOrder('refuse', 'emit', 'write', 'dispatch', 'close', 'send')],
    [
      'where pairs are closed first',
      inOrder('close', 'emit', 'write', 'send', 'dispatch', 'refuse'),
    ],
    [
      'between pairs, and so is whether an event is one write or several',
      (effects) =>
        effects.flatMap((effect): Effect[] =>
          effect.kind === 'write'
            ? effect.pairs.toReversed().map((pair) => ({ ...effect, pairs: [pair] }))
            : [effect],
        ),
    ],
    [
      'among hordes',
      reorderSends((sends) =>
        sends.map((effect) => {
          if (!('arp' in effect.message)) return effect;
          const arp = { ...effect.message.arp, hordes: effect.message.arp.hordes.toReversed() };
          return { ...effect, message: { ...effect.message, arp } };
        }),
      ),
    ],
  ])('%s', async (_, reordering) => {
    expect(await signaturesOf(reorder(reordering), RUNS)).toEqual([]);
  });

  it('between orcs, where nothing is held back', async () => {
    expect(await signaturesOf(reorder(reverseOrcs, HELD), RUNS)).toEqual([]);
  });
});

describe('the order of effects is judged', () => {
  it('of messages about one orc on one uplink', async () => {
    const reverse = reorderSends((sends) =>
      groupBy(sends, ({ message, uplink }) => `${message.orcName} ${uplink}`).flatMap((each) =>
        each.reverse(),
      ),
    );
    expect(await signaturesOf(reorder(reverse), MOST_RUNS, 1)).toHaveLength(1);
  });

  it('between orcs on one uplink, where frames are held back', async () => {
    const [found] = await signaturesOf(reorder(reverseOrcs), MOST_RUNS, 1);
    expect(found).toMatch(/\|climb$/);
  });
});
