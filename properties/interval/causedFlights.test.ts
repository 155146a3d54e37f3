/**
 * The cause of a frame when the notice of an older step is delivered during a newer one: a step is acknowledged when
 * everything that it set in motion has been delivered, and not before.
 */
import { expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import { createIntervalJudge } from './index.ts';
import { recordRun } from './judge.ts';

const lost = parseScenario({
  version: 1,
  topology: {
    nodes: [{ token: 'n1', horde: 'h-n1' }],
    uplinks: [],
    orcs: [
      { name: 'p1@n1', nice: 0 },
      { name: 'p2@n1', nice: 0 },
    ],
    pairs: [{ id: 's1', node: 'n1', backend: 'axon', port: 4001 }],
  },
  steps: [
    { kind: 'join', orc: 'p1@n1', pair: 's1' },
    { kind: 'hold' },
    { kind: 'cut', pair: 's1', socket: 'event' },
    { kind: 'subscribe', orc: 'p2@n1', pair: 's1', topic: '<l1>' },
    { kind: 'publish', node: 'n1', topic: '<l1>' },
  ],
}) as Scenario;

it('EVENT-1: a subscription on a reopened pair is at rest only once it arrived, though news of the old pair’s loss comes first', async () => {
  const { log } = await recordRun(routerKind, lost);
  expect((await createIntervalJudge().run(routerKind, lost)).findings).toEqual([]);
  const kinds = log.entries.map((entry) =>
    'request' in entry ? `${entry.kind} ${entry.request}` : entry.kind,
  );
  expect(kinds).toContain('acknowledged 4');
  // Step 3 is still in flight when the event of step 4 is published and delivered.
  expect(kinds.slice(0, kinds.indexOf('acknowledged 4'))).not.toContain('acknowledged 3');
});

const chain = {
  nodes: ['n1', 'n2', 'n3'].map((token) => ({ token, horde: `h-${token}` })),
  uplinks: [
    { below: 'n1', above: 'n2' },
    { below: 'n2', above: 'n3' },
  ],
  orcs: [{ name: 'p1@n1', nice: 0 }],
  pairs: [{ id: 's1', node: 'n1', backend: 'axon', port: 4001 }],
};
const hold = { kind: 'hold' };
const lostLink = { kind: 'uplink down', below: 'n1', above: 'n2' };

it.each([
  [
    'a departure that was passed on into the lost link',
    [
      { kind: 'join', orc: 'p1@n1', pair: 's1' },
      hold,
      { kind: 'leave', orc: 'p1@n1' },
      lostLink,
      { kind: 'arrive', pair: 's1' },
      { kind: 'publish', node: 'n3', topic: 'p1@n1::.error' },
    ],
  ],
  [
    'the crash of a node whose link was lost before',
    [
      { kind: 'subscribe', orc: 'p1@n1', pair: 's1', topic: '<l1>' },
      hold,
      lostLink,
      { kind: 'crash', node: 'n1' },
      { kind: 'publish', node: 'n3', topic: '<l1>' },
    ],
  ],
  [
    'a departure that is being told above when the link below is lost',
    [
      { kind: 'join', orc: 'p1@n1', pair: 's1' },
      hold,
      { kind: 'leave', orc: 'p1@n1' },
      { kind: 'arrive', pair: 's1' },
      { kind: 'climb', below: 'n1', above: 'n2' },
      { kind: 'crash', node: 'n1' },
      { kind: 'climb', below: 'n1', above: 'n2' },
      { kind: 'publish', node: 'n3', topic: 'p1@n1::.error' },
    ],
  ],
  [
    'the crash of a node behind a link whose loss is being told above',
    [
      { kind: 'join', orc: 'p1@n1', pair: 's1' },
      hold,
      lostLink,
      { kind: 'climb', below: 'n1', above: 'n2' },
      { kind: 'crash', node: 'n1' },
      { kind: 'publish', node: 'n3', topic: 'p1@n1::.error' },
    ],
  ],
])(
  'PRUNE-2, PRUNE-4: %s is not at rest above until the loss is noticed there',
  async (_, steps) => {
    const scenario = parseScenario({ version: 1, topology: chain, steps }) as Scenario;
    expect((await createIntervalJudge().run(routerKind, scenario)).findings).toEqual([]);
  },
);
