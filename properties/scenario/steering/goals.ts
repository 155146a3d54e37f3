/**
 * Goals: the pair or triple towards which a scenario is steered. Seed and index alone choose the goal, so that shards, jobs and
 * replays see the same scenarios. The goals come in an order that the seed determines, and each comes once before one comes
 * again.
 */
import { createHash } from 'node:crypto';
import type { Feature } from '#spec';
import type { GoalKind, GoalLists } from '../situations/lists.ts';
import { goalListsFor } from '../situations/lists.ts';

export interface Goal {
  /** One number for a pair, two for a triple: indexes into the list of situations. */
  readonly situations: readonly number[];
  readonly kind: GoalKind;
}

/** One in this many goals is a pair; the others are triples. */
const PAIR_EVERY = 10;

/** Returns the goal for this turn, counted among the scenarios with a goal; null where the features allow none. */
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
 * A permutation of 0 to `size - 1`. It steps through the numbers by a stride that has no factor in common with the size, from an
 * offset; the seed determines both.
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
