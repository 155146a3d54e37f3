/**
 * The examples in Python: the correct one conforms, the broken one is found out, both through the pipe
 * as for a user. They are as short as the documentation promises.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { clauseIds } from '#spec';
import { check } from '../campaign/check.ts';
import { failureOf, smallest } from '../campaign/smallestScenario.ts';
import { generate } from '../scenario/draw.ts';
import { shapes } from '../scenario/topology.ts';
import { byEffort, isThorough } from '../testing/effort.ts';
import type { Bridge } from './connection.ts';
import { connect } from './connection.ts';
import { processOf } from './pipe.ts';

const cwd = fileURLToPath(new URL('../../examples', import.meta.url));
const python = spawnSync('python3', ['--version']).status === 0;

async function driveExample<T>(
  file: string,
  use: (kind: Bridge['kind']) => Promise<T>,
): Promise<T> {
  const opening = processOf({ argv: ['python3', file], cwd });
  const bridge = await connect(opening, { command: `python3 ${file}`, harness: 'test' });
  try {
    return await use(bridge.kind);
  } finally {
    expect(await bridge.close()).toBeNull();
  }
}

const options = { seed: 'examples', shapes, shrink: false, now: () => 0 };

describe.runIf(python)('the examples in Python', () => {
  it('router.py conforms: no finding, and nothing it declares is left out', async () => {
    const runs = byEffort(12, 300);
    const report = await driveExample('router.py', (kind) => check([kind], { ...options, runs }));
    expect(report.findings).toEqual([]);
    expect(report.totals.scenarios).toBe(runs);
    const declined = report.clauses.filter(({ verdict }) => verdict === 'declined');
    const left = [
      ...['ARP-8', 'LINE-9', ...[9, 10, 11, 12, 13, 14].map((each) => `EVENT-${each}`)],
      ...clauseIds.filter((id) => id.startsWith('WAYS-')),
    ];
    expect(declined.map(({ id }) => id)).toEqual(left);
    if (isThorough)
      expect(report.clauses.filter(({ verdict }) => verdict === 'holds')).toHaveLength(40);
  });

  it('router.py declares interleaving: scenarios that hold frames back are drawn for it', async () => {
    const { features } = await driveExample('router.py', async (kind) => kind);
    const drawn = Array.from({ length: 30 }, (_, at) =>
      generate('examples', at, { features, shapes }),
    );
    const kinds = new Set(drawn.flatMap(({ steps }) => steps.map(({ kind }) => kind)));
    for (const kind of ['hold', 'arrive', 'climb'] as const) expect(kinds).toContain(kind);
  });

  it('broken.py removes other orcs when one leaves: a scenario of three steps shows it', async () => {
    await driveExample('broken.py', async (kind) => {
      const report = await check([kind], { ...options, runs: byEffort(10, 20) });
      const finding = report.findings.find(({ clause }) => clause === 'ROUTE-2');
      expect(finding).toMatchObject({ clause: 'ROUTE-2', reproduced: true });
      if (!finding) return;
      const { scenario } = await smallest(kind, finding.scenario, finding.signature);
      expect(scenario.steps.length).toBeLessThanOrEqual(3);
      expect(await failureOf(kind, scenario)).toMatchObject({ signature: finding.signature });
    });
  });
});

describe('what README promises of router.py', () => {
  it('router.py has fewer than 250 lines and takes nothing but the standard library', () => {
    const text = readFileSync(`${cwd}/router.py`, 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThan(250);
    const imports = text.match(/^(import|from) .*$/gm);
    expect(imports).toEqual([
      'import json, re, sys, traceback',
      'from types import SimpleNamespace',
    ]);
  });
});
