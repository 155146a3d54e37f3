/** A small made-up report, for tests of the forms of reports. */

import { createHash } from 'node:crypto';
import type { ClauseId, Scenario } from '#spec';
import { horde, nodeToken, orcName, pairId } from '#spec';
import type { ClauseResult, Finding, RunReport, Verdict } from '../verdict/verdict.ts';

const node = nodeToken('T');
const orc = orcName('p1@T');
const pair = pairId('a1');

export const exampleScenario: Scenario = {
  version: 1,
  topology: {
    nodes: [{ token: node, horde: horde('T') }],
    uplinks: [],
    orcs: [{ name: orc, nice: 0 }],
    pairs: [{ id: pair, node, backend: 'axon', port: 4001 }],
  },
  steps: [
    { kind: 'join', orc, pair },
    { kind: 'subscribe', orc, pair, topic: 'news<l1>' },
    { kind: 'publish', node, topic: 'news<l1>' },
  ],
};

export function exampleFinding(clause: ClauseId, signature = `${clause}|hearing|publish`): Finding {
  return {
    id: createHash('sha256').update(signature).digest('hex').slice(0, 8),
    clause,
    signature,
    detail: 'p1@T at T on a1 should have heard it and did not',
    scenario: exampleScenario,
    at: 2,
    level: 'router',
    also: [],
    reproduced: true,
  };
}

export function exampleReport(
  verdicts: Partial<Record<ClauseId, Verdict>>,
  findings: readonly Finding[] = [],
): RunReport {
  const clauses = (Object.keys(verdicts) as ClauseId[]).map(
    (id): ClauseResult => ({
      id,
      verdict: verdicts[id] ?? 'holds',
      scenarios: 10,
      witness: 4,
      evidence: '10 of 12 scenarios; witness in 4',
      findings: findings.filter((each) => each.clause === id).map((each) => each.id),
    }),
  );
  return {
    router: { name: 'made-up', version: '1.2.3' },
    seed: 'partyline',
    totals: { scenarios: 1200, steps: 24_000, seconds: 2 },
    clauses,
    findings,
    causes: findings.map(({ id, clause, detail }) => ({
      id,
      sentence: detail,
      clause,
      findings: [id],
    })),
    quiescence: ['exact'],
    interrupted: false,
  };
}
