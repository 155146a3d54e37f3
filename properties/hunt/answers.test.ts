/** The shape of answers: without names and order, and with numbers by powers of two. */
import { expect, it } from 'vitest';
import type { Observation } from '#spec';
import { nodeToken, pairId } from '#spec';
import { powerOfTwo, shapeOf } from './answers.ts';

const closed = (pair: string): Observation => ({
  kind: 'closed',
  node: nodeToken('n1'),
  pair: pairId(pair),
});
const refused: Observation = {
  kind: 'refusal',
  node: nodeToken('n1'),
  fault: 'UNKNOWN_PAIR',
  detail: 'any text',
};

it('a shape is the same whatever the names and the order', () => {
  expect(shapeOf([closed('a'), refused])).toBe(shapeOf([{ ...refused, detail: '' }, closed('b')]));
  expect(shapeOf([])).toBe('');
});

it('a shape differs by kinds, faults, and twice as many', () => {
  expect(shapeOf([closed('a')])).not.toBe(shapeOf([refused]));
  expect(shapeOf([refused])).not.toBe(shapeOf([{ ...refused, fault: 'MALFORMED' } as Observation]));
  const many = (count: number) => shapeOf(Array.from({ length: count }, () => closed('a')));
  expect([many(1) === many(2), many(2) === many(3), many(3) === many(4)]).toEqual([
    false,
    true,
    false,
  ]);
  expect([0, 1, 2, 3, 4, 7, 8].map(powerOfTwo)).toEqual([0, 1, 2, 2, 4, 4, 8]);
});
