/** Embedding: which scenarios contain another. */
import { describe, expect, it } from 'vitest';
import type { Scenario, Step } from '#spec';
import { embeds } from './embedding.ts';
import { shapeOf } from './outline.ts';

/** The cast stands for branded names and steps, written as text. */
const scenarioOf = (steps: readonly object[], backend: 'axon' | 'ee' = 'axon'): Scenario =>
  ({
    version: 1,
    topology: {
      nodes: [{ token: 'n1', horde: 'h-n1' }],
      uplinks: [],
      orcs: ['p1@n1', 'p2@n1'].map((name) => ({ name, nice: 0 })),
      pairs: ['s1', 's2'].map((id, at) => ({
        id,
        node: 'n1',
        backend,
        port: backend === 'ee' ? null : 4001 + at,
      })),
    },
    steps: steps as readonly Step[],
  }) as unknown as Scenario;

const join = (orc: string, pair: string) => ({ kind: 'join', orc, pair });
const leave = (orc: string, pair: string) => ({ kind: 'leave', orc, pair });
const publish = (topic: string) => ({ kind: 'publish', node: 'n1', topic });

describe('a scenario contains another', () => {
  it.each([
    ['with other steps between', [join('p1@n1', 's1'), publish('x'), leave('p1@n1', 's1')]],
    ['under other names', [join('p2@n1', 's2'), leave('p2@n1', 's2')]],
  ])('%s', (_, steps) => {
    const part = scenarioOf([join('p1@n1', 's1'), leave('p1@n1', 's1')]);
    expect(embeds(scenarioOf(steps), part)).toBe(true);
  });

  it.each([
    ['in another order', [leave('p1@n1', 's1'), join('p1@n1', 's1')]],
    ['where one name stands for two', [join('p1@n1', 's1'), leave('p2@n1', 's1')]],
    ['where a step is missing', [join('p1@n1', 's1')]],
  ])('but not %s', (_, steps) => {
    const part = scenarioOf([join('p1@n1', 's1'), leave('p1@n1', 's1')]);
    expect(embeds(scenarioOf(steps), part)).toBe(false);
  });

  it('gives up, and does not hang, where many equal steps may stand for one another', () => {
    const joins = (count: number) => Array.from({ length: count }, () => join('p1@n1', 's1'));
    const part = scenarioOf([...joins(20), leave('p1@n1', 's1')]);
    expect(embeds(scenarioOf([...joins(20), leave('p1@n1', 's1')]), part)).toBe(true);
    expect(embeds(scenarioOf([...joins(40), leave('p2@n1', 's1')]), part)).toBe(false);
  });

  it('but not on another backend', () => {
    const steps = [join('p1@n1', 's1')];
    expect(embeds(scenarioOf(steps, 'ee'), scenarioOf(steps))).toBe(false);
  });
});

describe('two scenarios have one shape', () => {
  it('if only names, backends, payloads and what surrounds a line in a topic differ', () => {
    const one = scenarioOf([join('p1@n1', 's1'), publish('<l1>')]);
    const other = scenarioOf([join('p2@n1', 's2'), { ...publish('wh::<l2>.x'), payload: 1 }], 'ee');
    expect(shapeOf(one)).toBe(shapeOf(other));
  });

  it('but not if a line in the topic differs from none', () => {
    expect(shapeOf(scenarioOf([publish('<l1>')]))).not.toBe(shapeOf(scenarioOf([publish('x')])));
  });
});
