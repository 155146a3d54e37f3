/** The report in its two main forms, data and text, is complete. */
import { describe, expect, it } from 'vitest';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';
import type { Coverage } from '../../verdict/coverage.ts';
import { mapByDimension } from '../../verdict/coverage.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import { reportDocument } from '../forms/json.ts';
import { textReport } from './text.ts';

const finding = exampleFinding('LINE-1');
const report = exampleReport({ 'ARP-1': 'holds', 'LINE-1': 'violated', 'HEAL-1': 'declined' }, [
  finding,
]);
const text = (given = report, colour = false) =>
  textReport(given, [], { version: '0.1.0', colour, replay: ({ id }) => `replay ${id}` });

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
    const said = text(reaching).split('\n');
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
  it('aligns verdicts and tells each finding', () => {
    const lines = text().split('\n');
    expect(lines).toContain('ARP-1   must   holds     10 of 12 scenarios; witness in 4');
    expect(lines).toContain('LINE-1  must   violated  10 of 12 scenarios; witness in 4');
    expect(lines).toContain('> 2  "news<l1>" is published at T');
    expect(lines).toContain(`  replay: replay ${finding.id}`);
    expect(lines).toContain('3 clauses: 1 violated, 1 declined, 1 holds');
  });

  it('names the step of the epilogue at which it ended', () => {
    const late = { ...report, findings: [{ ...finding, at: 3 }] };
    const options = { version: '0.1.0', colour: false, replay: () => '' };
    expect(textReport(late, [], options)).toContain('> 3  canaries, then everyone leaves');
  });

  it('is coloured only when asked', () => {
    expect(text()).not.toContain('\u001b');
    expect(text(report, true)).toContain('\u001b');
  });

  it('does not tell a declared finding again', () => {
    const judged = applyDeviations(report, [{ clause: 'LINE-1', reason: 'known since 2019' }]);
    const told = textReport(judged.report, judged.deviations, {
      version: '0.1.0',
      colour: false,
      replay: () => 'replay',
    });
    expect(told).not.toContain('first difference');
    expect(told).toContain(`  LINE-1: still there: ${finding.id}. known since 2019`);
  });
});
