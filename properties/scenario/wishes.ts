/**
 * Wishes: what every second scenario aims at. Three of four wishes are a goal: a pair or triple of situations. The fourth is a
 * size in some dimension, or names that are alike. Seed and turn alone decide, as for goals.
 */
import type { Feature } from '#spec';
import type { Dimension } from './large.ts';
import { dimensions } from './large.ts';
import type { Goal } from './steering/goals.ts';
import { goalFor, placeOf } from './steering/goals.ts';
import type { WishedStyle } from './values/naming.ts';
import { wishedStyles } from './values/naming.ts';

export interface Wish {
  readonly goal?: Goal | null;
  readonly dimension?: Dimension;
  readonly style?: WishedStyle;
}

/** One in this many wishes is for a size or a style of names. */
const SIZE_EVERY = 4;

export function wishFor(seed: string, turn: number, features: Iterable<Feature>): Wish {
  const sizes = Math.floor(turn / SIZE_EVERY);
  if (turn % SIZE_EVERY < SIZE_EVERY - 1) return { goal: goalFor(seed, turn - sizes, features) };
  const at = Math.floor(sizes / 2);
  return sizes % 2 === 0
    ? { dimension: takeInTurn(dimensions, seed, at) }
    : { dimension: 'names alike', style: takeInTurn(wishedStyles, seed, at) };
}

/** Returns the item of this turn. Each item comes once before one comes again, in an order that the seed determines. */
const takeInTurn = <T>(items: readonly T[], seed: string, turn: number) =>
  items[placeOf(seed, turn, items.length)] as T;
