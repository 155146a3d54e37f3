/** Triggers: a run fails by a known trigger if its failing step is the trigger's own end, whatever it is called. */
import { describe, expect, it } from 'vitest';
import type { Json, Scenario, Step } from '#spec';
import { failsByTrigger } from './trigger.ts';

const scenarioOf = (steps: readonly object[], backend: 'axon' | 'ee' = 'axon'): Scenario =>
  ({
    version: 1,
    topology: {
      nodes: [{ token: 'n1', horde: 'h-n1' }],
      uplinks: [],
      orcs: ['p1@n1', 'p2@n1', '__proto__@n1'].map((name) => ({ name, nice: 0 })),
      pairs: ['s1', 's2'].map((id, at) => ({
        id,
        node: 'n1',
        backend,
        port: backend === 'ee' ? null : 4001 + at,
      })),
    },
    steps: steps as readonly Step[],
  }) as unknown as Scenario;

const join = (orc: string, pair = 's1') => ({ kind: 'join', orc, pair });
const leave = (orc: string) => ({ kind: 'leave', orc });
const publish = (topic: string, payload?: Json) => ({
  kind: 'publish',
  node: 'n1',
  topic,
  ...(payload === undefined ? {} : { payload }),
});

/** Two orcs join by one pair, and the first leaves. */
const departure = scenarioOf([join('p1@n1'), join('p2@n1'), leave('p1@n1')]);
const fails = (scenario: Scenario, at: number, trigger = departure) => {
  const kind = scenario.steps[at]?.kind ?? 'leave';
  return failsByTrigger(scenario, { at, kind }, trigger);
};

describe('a run fails by a trigger', () => {
  it('under other names, with other steps between', () => {
    const steps = [join('p2@n1', 's2'), publish('x'), join('p1@n1', 's2'), leave('p2@n1')];
    expect(fails(scenarioOf(steps), 3)).toBe(true);
  });

  it('in its epilogue, or where that of the trigger ends it', () => {
    const joins = scenarioOf([join('p1@n1'), join('p2@n1')]);
    expect(fails(joins, 2)).toBe(true);
    expect(fails(departure, 2, joins)).toBe(true);
  });

  it('but not at another step, though all of it is there', () => {
    const alone = join('__proto__@n1', 's2');
    const steps = [join('p1@n1'), join('p2@n1'), leave('p1@n1'), alone, leave('__proto__@n1')];
    expect(fails(scenarioOf(steps), 4)).toBe(false);
    expect(fails(scenarioOf(steps), 2)).toBe(true);
  });

  it('if it has what the trigger cannot do without, and whatever else', () => {
    const plain = scenarioOf([publish('<l1>')]);
    const orcOf = (name: string) => scenarioOf([join(name), leave(name)]);
    for (const [scenario, trigger, expected] of [
      [scenarioOf([publish('wh::<l2>.x', 7)], 'ee'), plain, true],
      [scenarioOf([publish('x')]), plain, false],
      [scenarioOf([publish('<l2>')]), scenarioOf([publish('wh::<l1>.<>')]), false],
      [scenarioOf([publish('x', ' ')]), scenarioOf([publish('x', 'y')]), true],
      [scenarioOf([publish('x', 7)]), scenarioOf([publish('x', 'y')]), false],
      [scenarioOf(departure.steps, 'ee'), departure, true],
      [departure, scenarioOf(departure.steps, 'ee'), false],
      [orcOf('__proto__@n1'), orcOf('p1@n1'), true],
      [orcOf('p1@n1'), orcOf('__proto__@n1'), false],
    ] as const)
      expect(fails(scenario, scenario.steps.length - 1, trigger)).toBe(expected);
  });
});
