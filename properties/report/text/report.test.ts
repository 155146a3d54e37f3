/** The report in its two main forms, data and text, is complete. */
import { describe, expect, it } from 'vitest';
import { exampleFinding, exampleReport } from '../../testing/exampleReport.ts';
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
