/**
 * Small examples of healing: what a router announces to a node above that is up again, and what a client finds after a
 * restart. First routers by themselves, then the network with its clients.
 */
import { expect, it } from 'vitest';
import type { Input, Observation, Step } from '#spec';
import { horde, lineId, nodeToken, orcName, pairId } from '#spec';
import { MemoryNetwork } from '../network/network.ts';
import {
  arp,
  connLine,
  frame,
  join,
  low,
  p1,
  p2,
  setUpRouter,
  U,
  x1,
  x2,
} from '../testing/routerFixture.ts';

const up: Input = { kind: 'uplink up', uplink: U, port: 5 };
const down: Input = { kind: 'uplink down', uplink: U };

it('HEAL-1: everybody is announced in ascending order, each with its lines, greathall never', () => {
  const { does, sends } = setUpRouter();
  does(join(x1, p2), connLine(x1, p2, lineId('m')), connLine(x1, p2), join(x2, p1));
  does(frame(low, { kind: ':announce', orcName: 'a@T', arp: arp('T', ['ht'], 3) }));
  does({ kind: 'subscribe', topic: '<L>' });
  expect(sends(down)).toEqual([]);
  expect(sends(up)).toEqual([
    ':announce a@T',
    ':announce p1@B',
    ':announce p2@B',
    ':conn-line L p2@B',
    ':conn-line m p2@B',
  ]);
});

it('HEAL-1: an announcement tells all hordes known here and the orc’s nice, on this uplink alone', () => {
  const { does } = setUpRouter();
  does({ kind: 'uplink up', uplink: nodeToken('V'), port: 6 });
  does(frame(low, { kind: ':announce', orcName: 'a@T', arp: arp('T', ['ht'], 3) }));
  expect(does(down, up)).toEqual([
    {
      kind: 'send',
      uplink: U,
      message: {
        kind: ':announce',
        orcName: 'a@T',
        arp: { token: 'B', port: 5, hordes: ['hb', 'ht'], nice: 3 },
      },
    },
  ]);
});

it('HEAL-1: an orc with two endpoints is announced once, with the lines of both', () => {
  const { does, sends } = setUpRouter();
  does(
    join(pairId('s1')),
    join(x1),
    connLine(pairId('s1')),
    connLine(x1, p1, lineId('m')),
    connLine(x1),
  );
  expect(sends(down, up)).toEqual([':announce p1@B', ':conn-line L p1@B', ':conn-line m p1@B']);
});

it('HEAL-1: while an uplink is down nothing is sent on it, and nothing of it later', () => {
  const { sends } = setUpRouter();
  expect(sends(down, join(x1), connLine(x1))).toEqual([]);
  expect(sends(frame(x1, { kind: ':delete-route', orcName: p1 }), up)).toEqual([]);
});

it('ROUTE-4: a node that loses a lower node forgets whom it reached by it, and says so', () => {
  const { does, sends, routes } = setUpRouter();
  does(join(x1), frame(low, { kind: ':announce', orcName: 'a@T', arp: arp('T') }));
  expect(sends({ kind: 'lost', pair: low, socket: 'command' })).toEqual([':delete-route a@T']);
  expect(routes()).toEqual(['axon p1@B x1']);
});

it('HEAL-2: after a restart clients and greathall hear nothing until they are back', () => {
  const [B, T] = [nodeToken('B'), nodeToken('T')];
  const [q, s] = [orcName('q@T'), pairId('s')];
  const network = new MemoryNetwork({
    nodes: [
      { token: B, horde: horde('hb') },
      { token: T, horde: horde('ht') },
    ],
    uplinks: [{ below: T, above: B }],
    orcs: [{ name: q, nice: 0 }],
    pairs: [{ id: s, node: T, backend: 'ee', port: null }],
  });
  let index = 0;
  const runSteps = (...steps: Step[]): string[] =>
    steps
      .flatMap((step): Observation[] => [...network.apply(step, index++)])
      .flatMap((each) => (each.kind === 'handled' ? [each.orcName] : []));
  const event: Step = { kind: 'publish', node: B, topic: '<L>' };
  const hall: Step = { kind: 'hall subscribe', node: T, topic: '<L>' };
  const own: Step = { kind: 'subscribe', orc: q, pair: s, topic: '<L>' };
  expect(runSteps(own, hall, event).sort()).toEqual(['greathall', 'q@T']);
  expect(runSteps({ kind: 'restart', node: T }, event)).toEqual([]);
  expect(runSteps(own, event)).toEqual(['q@T']);
  expect(runSteps({ kind: 'restart', node: B }, event)).toEqual(['q@T']);
  expect(runSteps({ kind: 'uplink down', below: T, above: B }, event)).toEqual([]);
  expect(runSteps({ ...event, node: T })).toEqual(['q@T']);
  expect(runSteps({ kind: 'uplink up', below: T, above: B }, hall, event).sort()).toEqual([
    'greathall',
    'q@T',
  ]);
});
