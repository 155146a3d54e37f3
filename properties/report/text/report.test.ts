/** The report in its two main forms, data and text, is complete. */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { Effect, RouterKind, Scenario } from '#spec';
import { trace } from '../../lockstep/trace.ts';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';
import type { Coverage } from '../../verdict/coverage.ts';
import { mapByDimension } from '../../verdict/coverage.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { reportDocument } from '../forms/json.ts';
import type { TextOptions } from './text.ts';
import { textReport } from './text.ts';

/** The trace of a router that sends no event. */
async function traceOf(scenario: Scenario) {
  const silent: RouterKind = {
    ...routerKind,
    features: ['axon'],
    create: (options) => {
      const router = routerKind.create(options);
      const isSent = ({ kind }: Effect) => kind !== 'write' && kind !== 'emit';
      return { handle: (input) => router.handle(input).filter(isSent) };
    },
  };
  return await trace(silent, scenario);
}

const finding = exampleFinding('LINE-1');
const report = exampleReport({ 'ARP-1': 'holds', 'LINE-1': 'violated', 'HEAL-1': 'declined' }, [
  finding,
]);
const text = (given = report, more: Partial<TextOptions> = {}) =>
  textReport(given, [], {
    version: '0.1.0',
    colour: false,
    replay: ({ id }) => `replay ${id}`,
    ...more,
  });

it('says of how many servers a node is, where it is more than one', () => {
  const told = 'one node, 3 servers: they are open to each other both ways';
  expect(text({ ...report, serversPerNode: 3 })).toContain(told);
  expect(reportDocument({ ...report, serversPerNode: 3 }, [], '0.1.0')).toMatchObject({
    serversPerNode: 3,
  });
  expect(text()).not.toContain('one node,');
});

describe('report.json', () => {
  it('has the documented parts, and no other', () => {
    const document = reportDocument(report, [], '0.1.0');
    expect(Object.keys(document)).toEqual([
      'partyline',
      'router',
      'quiescence',
      'seed',
      'totals',
      'clauses',
      'findings',
      'causes',
      'deviations',
    ]);
    expect(document.clauses[1]).toEqual({
      id: 'LINE-1',
      level: 'must',
      verdict: 'violated',
      scenarios: 10,
      witness: 4,
      evidence: '10 of 12 scenarios; witness in 4',
      findings: [finding.id],
    });
    expect(document.findings).toEqual([
      {
        id: finding.id,
        clause: 'LINE-1',
        signature: finding.signature,
        at: 2,
        reproduced: true,
        steps: 3,
        nodes: 1,
        orcs: 1,
        lines: 1,
        scenario: `findings/${finding.id}.json`,
      },
    ]);
  });

  it('SAFE-1: says how many hostile frames were injected, where any were', () => {
    const hostile = { frames: 100_000, steps: 2491, scenarios: 79, breaches: 0 };
    expect(reportDocument({ ...report, hostile }, [], '0.1.0').hostile).toEqual(hostile);
    expect(reportDocument(report, [], '0.1.0')).not.toHaveProperty('hostile');
  });

  it('says that a run was interrupted', () => {
    expect(reportDocument({ ...report, interrupted: true }, [], '0.1.0').interrupted).toBe(true);
  });
});

describe('the reach of a run', () => {
  const spread = { quartiles: [1, 2, 3] as const, largest: 60 };
  const coverage: Coverage = {
    dimensions: mapByDimension(() => spread),
    payloads: { none: 4, number: 2 },
    alphabets: { 'letters and digits': 9 },
    reach: [
      {
        level: 'router',
        reached: { situations: 1, pairs: 20, triples: 1300 },
        reachable: { situations: 6, pairs: 30, triples: 2000 },
        situations: ['a', 'b', 'c', 'd', 'e', 'f'].map((id, at) => ({
          id,
          scenarios: at === 0 ? 7 : 0,
        })),
        exercised: { 'LINE-1': [7, 0, 0, 0, 0, 0] },
      },
    ],
  };
  const reaching = { ...report, coverage };
  it('is data: sizes, values, and what was met of what can be met', () => {
    const told = reportDocument(reaching, [], '0.1.0').coverage;
    expect(told?.dimensions.orcs).toEqual(spread);
    expect(told?.reach[0]).toEqual({
      level: 'router',
      reached: { situations: 1, pairs: 20, triples: 1300 },
      reachable: { situations: 6, pairs: 30, triples: 2000 },
      situations: { a: 7, b: 0, c: 0, d: 0, e: 0, f: 0 },
      never: ['b', 'c', 'd', 'e', 'f'],
    });
  });
  it('is at most six lines of text, which name what was never met', () => {
    const said = text(reaching, { verbose: true, width: 140 }).split('\n');
    const from = said.findIndex((line) => line.startsWith('reach: '));
    const lines = said.slice(from, said.indexOf('', from));
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(lines.join('\n')).toContain('orcs of a pair 2 (60)');
    expect(lines).toContain('  names: letters and digits; payloads: none, number');
    expect(lines.at(-1)).toBe(
      '  router: 1 of 6 situations, 20 of 30 pairs, 1 300 of 2 000 triples; never: b; c; d; 2 more',
    );
  });
});

describe('the report as text', () => {
  it('tells each finding, then the clauses that want attention, and counts the others', () => {
    const lines = text().split('\n');
    expect(lines).toContain('> 3  "news<l1>" is published at T (event e2)');
    expect(lines).toContain(`  replay: replay ${finding.id}`);
    expect(lines.slice(-6)).toEqual([
      'clause  level  verdict   why',
      'LINE-1  must   violated  told above',
      '',
      '3 clauses: 1 violated, 1 declined, 1 holds (--verbose: each with its evidence)',
      'seed partyline',
      '',
    ]);
  });

  it('with --verbose aligns the verdicts of all clauses, with their evidence', () => {
    const lines = text(report, { verbose: true }).split('\n');
    expect(lines).toContain('ARP-1   must   holds     10 of 12 scenarios; witness in 4');
    expect(lines).toContain('LINE-1  must   violated  10 of 12 scenarios; witness in 4');
    expect(lines).toContain('3 clauses: 1 violated, 1 declined, 1 holds');
  });

  it('says why a clause is undecided, and which of several causes break one', () => {
    const other = exampleFinding('ARP-1');
    const many = exampleReport(
      { 'ARP-1': 'violated', 'LINE-1': 'violated', 'LINE-2': 'undecided' },
      [finding, other],
    );
    const lines = text(many).split('\n');
    expect(lines.filter((line) => line.startsWith('Cause '))).toEqual([
      'Cause 1 of 2',
      'Cause 2 of 2',
    ]);
    expect(lines).toContain('ARP-1   must   violated   cause 2 above');
    expect(lines).toContain('LINE-1  must   violated   cause 1 above');
    expect(lines).toContain('LINE-2  must   undecided  10 of 12 scenarios; witness in 4');
  });

  it('is as wide as the terminal, and no line of the table is wider', () => {
    const evidence = `10 of 12 scenarios; witness in 4 (${'a long reason '.repeat(9)})`;
    const wordy = { ...report, clauses: report.clauses.map((each) => ({ ...each, evidence })) };
    for (const width of [80, 120, 200]) {
      const lines = text(wordy, { verbose: true, width }).split('\n');
      const longest = Math.max(...lines.map((line) => line.length));
      expect(longest).toBeLessThanOrEqual(width);
      expect(longest).toBeGreaterThan(width === 200 ? 170 : width - 20);
    }
  });

  it('ends with the seed and the command for what comes next, which names the first finding once', () => {
    const nextCommand = (first: Finding | null) => (first ? `replay: ${first.id}` : 'again: check');
    const lines = text(report, { nextCommand }).trimEnd().split('\n');
    expect(lines.slice(-2)).toEqual(['seed partyline', `replay: ${finding.id}`]);
    expect(lines.filter((line) => line.includes('replay'))).toHaveLength(1);
    const green = text(exampleReport({ 'ARP-1': 'holds' }), { nextCommand })
      .trimEnd()
      .split('\n');
    expect(green.slice(1)).toEqual([
      '1 200 scenarios, 24 000 steps in 2.0 s',
      '',
      '1 clause: 1 holds (--verbose: each with its evidence)',
      'seed partyline',
      'again: check',
    ]);
  });

  it('shows the network before the steps, and marks the steps that were not run', async () => {
    const { scenario } = finding;
    const steps = [...scenario.steps, ...scenario.steps.slice(1), ...scenario.steps.slice(1)];
    const early = { ...finding, scenario: { ...scenario, steps: steps.slice(0, 5) }, at: 2 };
    const ran = await traceOf(early.scenario);
    const lines = text({ ...report, findings: [early] }, { trace: () => ran }).split('\n');
    const at = lines.indexOf('  node   T');
    expect(lines.slice(at, at + 3)).toEqual([
      '  node   T',
      '  pair   a1 at T (axon, port 4001)',
      '',
    ]);
    expect(lines.filter((line) => line.includes('not run'))).toEqual([
      '  4  (not run) p1@T subscribes to "news<l1>" by a1',
      '  5  (not run) "news<l1>" is published at T',
    ]);
    const longer = { ...early, scenario: { ...scenario, steps } };
    expect(text({ ...report, findings: [longer] }, { trace: () => ran })).toContain(
      '\n  4  (steps 4 to 7 were not run)\n',
    );
  });

  it('names the step of the epilogue at which it ended', () => {
    const late = { ...report, findings: [{ ...finding, at: 3 }] };
    const options = { version: '0.1.0', colour: false, replay: () => '' };
    expect(textReport(late, [], options)).toContain('> 4  canaries, then everyone leaves');
  });

  it('is coloured only when asked', () => {
    expect(text()).not.toContain('\u001b');
    expect(text(report, { colour: true })).toContain('\u001b');
  });

  it('does not tell a declared finding again', () => {
    const judged = applyDeviations(report, [{ clause: 'LINE-1', reason: 'known since 2019' }]);
    const told = textReport(judged.report, judged.deviations, {
      version: '0.1.0',
      colour: false,
      replay: () => 'replay',
    });
    expect(told).not.toContain('first difference');
    expect(told).toContain(
      `  LINE-1: still there: ${finding.id}; it covers whatever breaks the clause. known since 2019`,
    );
  });
});
