/** Reasons: every place of an event gets a reason, and it agrees with what the law says about the place. */
import { describe, expect, it } from 'vitest';
import { networkKind } from '#impl';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { trace } from './trace.ts';

const told = async (publish: Record<string, string>) => {
  const scenario = parseScenario({
    version: 1,
    topology: {
      nodes: ['T', 'B', 'C'].map((token) => ({ token, horde: `h${token}` })),
      uplinks: [
        { below: 'B', above: 'T' },
        { below: 'C', above: 'B' },
      ],
      orcs: [
        { name: 'p1@B', nice: 0 },
        { name: 'p2@B', nice: 0 },
      ],
      pairs: [{ id: 'a1', node: 'B', backend: 'axon', port: 4001 }],
    },
    steps: [
      { kind: 'subscribe', orc: 'p1@B', pair: 'a1', topic: 'news<l1>' },
      { kind: 'join', orc: 'p2@B', pair: 'a1' },
      { kind: 'publish', ...publish },
    ],
  });
  const { frames } = await trace(networkKind, scenario as Scenario);
  return (frames[2]?.reasons ?? [])
    .filter(({ place }) => place.orcName !== 'greathall')
    .map(({ place, says, heard, why }) => `${place.orcName} ${says} (${heard}): ${why}`);
};

describe('the reasons why somebody must, may or must not hear', () => {
  it('EVENT-1: who holds the line must, who does not must not', async () => {
    expect(await told({ node: 'T', topic: 'news<l1>' })).toEqual([
      'p1@B must (1): at B, below T; it holds l1 by "news<l1>"',
      'p2@B must not (0): at B, below T; it does not hold l1',
    ]);
  });

  it('EVENT-1: an orc above the publishing node must not', async () => {
    expect((await told({ node: 'C', topic: 'news<l1>' }))[0]).toBe(
      'p1@B must not (0): B is not at or below C; it holds l1 by "news<l1>"',
    );
  });

  it('EVENT-4: a result is for the orc it names', async () => {
    expect(await told({ node: 'T', topic: 'p2@B::job.finished' })).toEqual([
      'p1@B must not (0): at B, below T; it is a result for p2@B',
      'p2@B must (1): at B, below T; it is the result of its own command',
    ]);
  });

  it('EVENT-9: what is forwarded is heard at and below the node of the horde, or goes nowhere', async () => {
    expect((await told({ node: 'T', topic: 'news<l1>', forward: 'hB' }))[0]).toBe(
      'p1@B must (1): at B, where the event is routed; it holds l1 by "news<l1>"',
    );
    expect((await told({ node: 'B', topic: 'news<l1>', forward: 'hT' }))[0]).toBe(
      'p1@B must not (0): no node at or below B has horde hT, so the event goes nowhere',
    );
    expect((await told({ node: 'T', topic: 'news<l1>', forward: 'hC' }))[0]).toBe(
      'p1@B must not (0): T knows no way to horde hC: nobody stands at or below C',
    );
  });

  it('EVENT-0: an empty line is refused', async () => {
    expect((await told({ node: 'T', topic: 'news<>' }))[0]).toBe(
      'p1@B must not (0): the line in the topic is empty, so the event is refused',
    );
  });
});
