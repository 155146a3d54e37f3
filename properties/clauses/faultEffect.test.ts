/** Fault effects: a fault without effect is reported, and exercises no clause. */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Step, Topology } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import { check } from '../campaign/check.ts';
import { run } from '../lockstep/run.ts';
import { textReport } from '../report/text/text.ts';
import { shapes } from '../scenario/topology.ts';

const [below, above] = [nodeToken('T'), nodeToken('B')];
const [orc, pair] = [orcName('p1@T'), pairId('s1')];
const topology: Topology = {
  nodes: [below, above].map((token) => ({ token, horde: horde(`h${token}`) })),
  uplinks: [{ below, above }],
  orcs: [{ name: orc, nice: 0 }],
  pairs: [{ id: pair, node: below, backend: 'axon', port: 1 }],
};
const join: Step = { kind: 'join', orc, pair };
const down: Step = { kind: 'uplink down', below, above };
const up: Step = { kind: 'uplink up', below, above };
const hold: Step = { kind: 'hold' };

const of = (...steps: Step[]) => run(routerKind, { version: 1, topology, steps });

describe('a fault', () => {
  it.each([
    ['a link that nobody is reached by', [down], { effective: 0, ineffective: 2 }],
    ['a link that somebody is reached by', [join, down, up], { effective: 2, ineffective: 0 }],
    [
      'a link with something in flight',
      [hold, join, { kind: 'arrive', pair }, down],
      { effective: 2, ineffective: 0 },
    ],
    [
      'a link whose loss is still to be heard of',
      [join, hold, down],
      { effective: 2, ineffective: 0 },
    ],
    [
      'a node that knows nobody',
      [{ kind: 'restart', node: above }],
      { effective: 0, ineffective: 1 },
    ],
  ] as const)('is effective where it changes something: %s', async (_what, steps, told) => {
    const { faults, findings } = await of(...(steps as readonly Step[]));
    expect(findings).toEqual([]);
    // The epilogue brings lost uplinks back, and cuts the pairs that no orc uses any more.
    expect(faults).toMatchObject(told);
  });

  it('HEAL-1, ROUTE-4: exercises no clause where it changed nothing', async () => {
    const idle = await of(down, up);
    expect([...idle.exercised]).not.toContain('HEAL-1');
    expect([...idle.exercised]).not.toContain('ROUTE-4');
    const busy = await of(join, down, up);
    expect([...busy.exercised]).toEqual(expect.arrayContaining(['HEAL-1', 'ROUTE-4']));
  });

  it('is counted in the report, and so is how many were ineffective', async () => {
    const options = { seed: 'effects', runs: 40, shapes, shrink: false, now: () => 0 };
    const report = await check([routerKind], options);
    const { effective = 0, ineffective = 0 } = report.faults ?? {};
    expect(effective).toBeGreaterThan(ineffective);
    expect(ineffective).toBeGreaterThan(0);
    const text = textReport(report, [], {
      version: '0',
      colour: false,
      verbose: true,
      replay: () => '',
    });
    expect(text).toContain(`${effective + ineffective} faults, ${ineffective} of them ineffective`);
  });
});
