/** Causing steps: what differs only when held-back frames are delivered is told under the clause of the step that put them there. */
import { describe, expect, it } from 'vitest';
import { allMutants } from '#impl';
import type { AnyRouterKind, Scenario, Step } from '#spec';
import { run } from '../lockstep/run.ts';

const topology = {
  nodes: ['n1', 'n2', 'n3'].map((token) => ({ token, horde: `h-${token}` })),
  uplinks: [
    { below: 'n1', above: 'n2' },
    { below: 'n2', above: 'n3' },
  ],
  orcs: ['p1@n1', 'p2@n1'].map((name) => ({ name, nice: 0 })),
  pairs: ['s1', 's2'].map((id, at) => ({ id, node: 'n1', backend: 'axon', port: 4001 + at })),
};

const join = (number: 1 | 2) => ({ kind: 'join', orc: `p${number}@n1`, pair: `s${number}` });
const subscribe = { kind: 'subscribe', orc: 'p1@n1', pair: 's1', topic: '<l1>' };
const [hold, settle] = [{ kind: 'hold' }, { kind: 'settle' }];
const malformed = { kind: 'inject', pair: 's2', frame: { kind: 'hello' } };

const divergenceOn = async (kind: AnyRouterKind, steps: readonly unknown[]) => {
  const scenario = { version: 1, topology, steps: steps as Step[] } as unknown as Scenario;
  return (await run(kind, scenario)).findings[0];
};
const kindOf = (id: string) => allMutants.find((each) => each.id === id)?.kind as AnyRouterKind;

describe('a difference at a settle', () => {
  it.each([
    [
      'pair-left-open',
      'ROUTE-1|closed missing|settle',
      [join(1), join(2), hold, subscribe, { kind: 'leave', orc: 'p2@n1', pair: 's2' }, settle],
    ],
    ['count-once', 'LINE-2|route lines|settle', [join(2), hold, subscribe, subscribe, settle]],
    [
      'commands-stop-where-served',
      'ARP-2|message missing|settle',
      [
        join(1),
        ...[hold, subscribe],
        ...[{ kind: 'command', orc: 'p1@n1', pair: 's1', name: 'job.start' }, settle],
      ],
    ],
    [
      'announce-not-passed-up',
      'HEAL-1|message missing|settle',
      [join(1), hold, subscribe, { kind: 'reattach', below: 'n1', above: 'n2' }, settle],
    ],
    [
      'lost-node-remembered',
      'ROUTE-4|message missing|settle',
      [join(1), hold, join(2), { kind: 'uplink down', below: 'n1', above: 'n2' }, settle],
    ],
    [
      'malformed-dropped',
      'SAFE-1|refusal missing|settle',
      [join(1), hold, subscribe, malformed, join(2), settle],
    ],
  ] as const)('%s is told as %s', async (id, signature, steps) => {
    expect((await divergenceOn(kindOf(id), steps))?.signature).toBe(signature);
  });
});
