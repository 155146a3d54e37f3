/**
 * The inputs that the contract excludes never come (`excludedInputs` in `spec/free.ts`), and those that a feature lets come do.
 */
import { expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Feature, Input, NodeToken, PairId, RouterKind } from '#spec';
import { excludedInputs } from '#spec';
import { run } from '../lockstep/run.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { byEffort } from '../testing/effort.ts';

const RUNS = byEffort(60, 3000);

/** What one router has been told so far, and the excluded inputs that came all the same. */
class Inputs {
  readonly #owners = new Map<PairId, NodeToken | null>();
  readonly #uplinks = new Set<NodeToken>();
  readonly #patterns: string[] = [];
  readonly #excluded: Set<string>;

  constructor(excluded: Set<string>) {
    this.#excluded = excluded;
  }

  note(input: Input): void {
    if (this.#isExcluded(input)) this.#excluded.add(input.kind);
    if (input.kind === 'attached') this.#owners.set(input.pair, input.node);
    if (input.kind === 'lost') this.#owners.delete(input.pair);
    if (input.kind === 'uplink up') this.#uplinks.add(input.uplink);
    if (input.kind === 'uplink down') this.#uplinks.delete(input.uplink);
    if (input.kind === 'subscribe') this.#patterns.push(input.topic);
    if (input.kind === 'unsubscribe') this.#patterns.splice(this.#patterns.indexOf(input.topic), 1);
  }

  noteClosed(pair: PairId): void {
    this.#owners.delete(pair);
  }

  #isExcluded(input: Input): boolean {
    switch (input.kind) {
      case 'attached':
        return input.node === null ? this.#owners.has(input.pair) : input.backend === 'ee';
      case 'lost':
      case 'frame':
        return !this.#owners.has(input.pair);
      case 'ended':
        return this.#owners.get(input.pair) !== null;
      case 'uplink up':
        return this.#uplinks.has(input.uplink);
      case 'uplink down':
      case 'event':
        return !this.#uplinks.has(input.uplink);
      case 'unsubscribe':
        return !this.#patterns.includes(input.topic);
      default:
        return false;
    }
  }
}

/** Runs scenarios until so many kinds of excluded inputs came. */
async function excludedInputsSeen(
  without: readonly Feature[],
  most: number,
  runs: number,
): Promise<string[]> {
  const excluded = new Set<string>();
  const kind: RouterKind = {
    ...routerKind,
    features: routerKind.features.filter((each) => !without.includes(each)),
    create: (options) => {
      const right = routerKind.create(options);
      const inputs = new Inputs(excluded);
      return {
        ...right,
        handle(input) {
          inputs.note(input);
          const effects = right.handle(input);
          for (const each of effects) if (each.kind === 'close') inputs.noteClosed(each.pair);
          return effects;
        },
      };
    },
  };
  for (let index = 0; index < runs && excluded.size < most; index++)
    await run(kind, generate('excluded', index, { features: kind.features, shapes }));
  return [...excluded].sort();
}

it('an excluded input never comes', async () => {
  expect(await excludedInputsSeen(['stray frames', 'raw links', 'reattachment'], 1, RUNS)).toEqual(
    [],
  );
});

it('an input that a feature lets come does come', async () => {
  const seen = await excludedInputsSeen([], 3, 10 * RUNS);
  expect(seen).toEqual(['event', 'frame', 'uplink up']);
  for (const kind of seen) expect(Object.keys(excludedInputs)).toContain(kind);
});
