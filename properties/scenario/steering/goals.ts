/**
 * Goals: the pair or triple that a scenario is steered towards. Seed and index alone choose it, so that shards, jobs and
 * replays see the same scenarios: the list is walked in an order of the seed's own, and met in full before any repeats.
 */
import { createHash } from 'node:crypto';
import type { Feature } from '#spec';
import type { GoalKind, GoalLists } from '../situations/lists.ts';
import { goalListsFor } from '../situations/lists.ts';

export interface Goal {
  /** One for a pair, two for a triple; by number in the list of situations. */
  readonly situations: readonly number[];
  readonly kind: GoalKind;
}

/** Of the scenarios with a goal, one in so many has a pair; the others have a triple. */
const PAIR_EVERY = 10;

/** The goal of the scenario of this turn, of those that have one; null where the features unlock none. */
export function goalFor(seed: string, turn: number, features: Iterable<Feature>): Goal | null {
  const lists = goalListsFor(features);
  const pairTurns = Math.ceil(turn / PAIR_EVERY);
  if (turn % PAIR_EVERY === 0) return pairGoal(lists, placeOf(seed, pairTurns, lists.pairs.length));
  return tripleGoal(lists, placeOf(seed, turn - pairTurns, lists.triples.length));
}

function pairGoal({ pairs }: GoalLists, at: number): Goal | null {
  const pair = pairs[at];
  return pair ? { situations: [pair.situation], kind: pair.kind } : null;
}

export function tripleGoal({ triples }: GoalLists, at: number): Goal | null {
  const triple = triples[at];
  return triple ? { situations: [triple.first, triple.second], kind: triple.kind } : null;
}

/**
 * A permutation of 0 to `size - 1`, as affine as a die is cheap: a stride that has no factor in common with the size, and
 * an offset, both of the seed.
 */
export function placeOf(seed: string, turn: number, size: number): number {
  if (size === 0) return -1;
  const { stride, offset } = orderOf(seed);
  let step = 1 + (stride % size);
  while (commonFactor(step, size) !== 1) step++;
  return Number((BigInt(turn) * BigInt(step) + BigInt(offset)) % BigInt(size));
}

interface Order {
  readonly stride: number;
  readonly offset: number;
}

let lastOrder: { readonly seed: string; readonly order: Order } | null = null;

function orderOf(seed: string): Order {
  if (lastOrder?.seed === seed) return lastOrder.order;
  const digest = createHash('sha256').update(`goals of ${seed}`).digest();
  const order = { stride: digest.readUInt32LE(0), offset: digest.readUInt32LE(4) };
  lastOrder = { seed, order };
  return order;
}

function commonFactor(one: number, other: number): number {
  return other === 0 ? one : commonFactor(other, one % other);
}
