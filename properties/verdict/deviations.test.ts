/** A declared deviation is expected while it is there, and fails the run once it is gone. */
import { describe, expect, it } from 'vitest';
import { exitOf, exits, isUnexplained } from '../cli/program/exits.ts';
import { isKnown } from '../knownDeviations/knownDeviation.ts';
import { textReport } from '../report/text/text.ts';
import { exampleFinding, exampleReport } from '../testing/exampleReport.ts';
import type { Deviation } from './deviations.ts';
import { applyDeviations, olderMeaning, olderNameHint, parseDeviations } from './deviations.ts';
import type { RunReport } from './verdict.ts';

const one = exampleFinding('ROUTE-2', 'ROUTE-2|hearing missing|leave');
const two = exampleFinding('ROUTE-2', 'ROUTE-2|route missing|leave');
const all: Deviation = { clause: 'ROUTE-2', reason: 'known' };
const first: Deviation = { ...all, signature: one.signature };
const second: Deviation = { ...all, signature: two.signature };

const violated = (...findings: (typeof one)[]) =>
  exampleReport({ 'ROUTE-2': 'violated' }, findings);
const applyDeclared = (report: RunReport, ...deviations: Deviation[]) => {
  const { report: after, deviations: states } = applyDeviations(report, deviations);
  return [after.clauses[0]?.verdict, ...states.map(({ state }) => state)];
};

describe('judging a report by declared deviations', () => {
  it('leaves alone what nobody declared', () =>
    expect(applyDeclared(violated(one))).toEqual(['violated']));
  it('expects a declared clause', () =>
    expect(applyDeclared(violated(one, two), all)).toEqual(['expected', 'expected']));
  it('expects declared signatures', () =>
    expect(applyDeclared(violated(one, two), first, second)).toEqual([
      'expected',
      'expected',
      'expected',
    ]));
  it('explains by its signature the clauses that a finding breaks besides', () => {
    const report = exampleReport({ 'ROUTE-2': 'violated', 'SAFE-3': 'violated' }, [one]);
    const clauses = report.clauses.map((each) => ({ ...each, findings: [one.id] }));
    const verdicts = (...deviations: Deviation[]) =>
      applyDeviations({ ...report, clauses }, deviations).report.clauses.map(
        ({ verdict }) => verdict,
      );
    expect(verdicts(first)).toEqual(['expected', 'expected']);
    expect(verdicts(all)).toEqual(['expected', 'violated']);
    expect(verdicts()).toEqual(['violated', 'violated']);
    const open = (...deviations: Deviation[]) =>
      isUnexplained(
        { ...one, also: ['SAFE-3'] },
        applyDeviations({ ...report, clauses }, deviations).report,
      );
    expect([open(first), open(all), open()]).toEqual([false, true, true]);
  });
  it('keeps a violation beside a declared one', () =>
    expect(applyDeclared(violated(one, two), first)).toEqual(['violated', 'expected']));
  it('calls a deviation healed that matches nothing', () =>
    expect(applyDeclared(exampleReport({ 'ROUTE-2': 'holds' }), all)).toEqual([
      'healed',
      'healed',
    ]));
  it('calls one of two deviations healed', () =>
    expect(applyDeclared(violated(one), first, second)).toEqual(['healed', 'expected', 'healed']));
  it('does not match another signature of the clause', () =>
    expect(applyDeclared(violated(two), first)).toEqual(['violated', 'healed']));
  it.each(['undecided', 'declined'] as const)(
    'calls a deviation unmatched if its clause is %s',
    (verdict) =>
      expect(applyDeclared(exampleReport({ 'ROUTE-2': verdict }), all)).toEqual([
        verdict,
        'unmatched',
      ]),
  );
  it('fails the run for one that is unmatched or healed, and says what to do', () => {
    for (const [verdict, told] of [
      ['undecided', /never seen.*take it out/],
      ['holds', /healed.*--remove-healed/],
    ] as const) {
      const judgement = applyDeviations(exampleReport({ 'ROUTE-2': verdict, 'ARP-1': 'holds' }), [
        all,
      ]);
      expect(exitOf(judgement)).toBe(exits.violated);
      const { report, deviations } = judgement;
      const text = textReport(report, deviations, {
        version: '0',
        colour: false,
        replay: () => '',
      });
      expect(text).toMatch(told);
    }
  });
  it('says of an entry with a signature of an older naming what it may be called now', () => {
    const older: Deviation = {
      clause: 'SAFE-3',
      signature: 'SAFE-3|message missing|settle',
      reason: 'known',
    };
    const judgement = applyDeviations(exampleReport({ 'SAFE-3': 'holds' }), [older]);
    const options = { version: '0', colour: false, replay: () => '' };
    expect(textReport(judgement.report, judgement.deviations, options)).toMatch(
      /healed.*under the clause of the step that was held back now/,
    );
    expect(olderNameHint(all)).toBe('');
  });
  it('expects a crash that is declared by its signature, and none by the clause alone', () => {
    const crash = exampleFinding('ROUTE-2', 'ROUTE-2|crash|leave');
    const crashed = exampleReport({ 'ROUTE-2': 'crashed' }, [crash]);
    const declared = { ...all, signature: crash.signature };
    expect(applyDeclared(crashed, declared)).toEqual(['expected', 'expected']);
    expect(exitOf(applyDeviations(crashed, [declared]))).toBe(exits.asExpected);
    expect(applyDeclared(crashed, all)).toEqual(['crashed', 'not judged']);
    expect(applyDeclared(crashed)).toEqual(['crashed']);
    const both = exampleReport({ 'ROUTE-2': 'crashed' }, [crash, one]);
    expect(applyDeclared(both, declared)).toEqual(['violated', 'expected']);
    expect(applyDeclared(both, all)).toEqual(['crashed', 'expected']);
    expect(applyDeclared(both, declared, first)).toEqual(['expected', 'expected', 'expected']);
  });
  it('does not judge a clause that was not asked for', () =>
    expect(applyDeclared(exampleReport({ 'ARP-1': 'holds' }), all)).toEqual([
      'holds',
      'not judged',
    ]));
  it('does not judge after an interrupt', () =>
    expect(
      applyDeclared({ ...exampleReport({ 'ROUTE-2': 'holds' }), interrupted: true }, all),
    ).toEqual(['holds', 'not judged']));
});

describe('reading a deviations file', () => {
  const faults = (value: unknown) => {
    const parsed = parseDeviations(value);
    return 'faults' in parsed ? parsed.faults : [];
  };
  it('takes entries with a clause and a reason', () =>
    expect(parseDeviations([{ ...first, issue: '#12' }])).toEqual({
      deviations: [{ ...first, issue: '#12' }],
    }));
  it.each([
    ['no list', {}, /^document: /],
    ['an unknown clause', [{ clause: 'ARP-9', reason: 'x' }], /^0\.clause: .*LINE-2/],
    ['no reason', [{ clause: 'ARP-1' }], /^0\.reason: /],
    ['an empty reason', [{ clause: 'ARP-1', reason: ' ' }], /^0\.reason: /],
    ['a word too many', [{ clause: 'ARP-1', reason: 'x', why: 1 }], /^0: .*why/],
    ['one entry twice', [all, all], /^1: .*twice/],
    ['a signature that is none', [{ ...all, signature: 'x' }], /^0\.signature: .*copy it/],
    ['a scenario that is none', [{ ...first, scenario: { version: 1 } }], /^0\.scenario: /],
    [
      'one scenario twice',
      [1, 2].map(() => ({ ...first, scenario: one.scenario })),
      /^1: .*signature and scenario is declared twice/,
    ],
    ['one of another clause', [{ ...first, clause: 'ARP-1' }], /^0\.signature: .*under ROUTE-2/],
  ])('refuses %s', (_, value, message) => expect(faults(value)[0]).toMatch(message));
});

describe('a list from before pruning had clauses of its own', () => {
  const entry = { clause: 'EVENT-2', signature: 'EVENT-2|frame surplus|publish', reason: 'floods' };
  const flood = exampleFinding('PRUNE-2', 'PRUNE-2|frame surplus|publish');
  const report = exampleReport({ 'EVENT-2': 'holds', 'PRUNE-2': 'violated' }, [flood]);
  const read = (list: unknown) => {
    const parsed = parseDeviations(list);
    if ('faults' in parsed) throw new Error(parsed.faults.join());
    return parsed.deviations;
  };
  const verdictsBy = (list: unknown) => {
    const { report: after, deviations } = applyDeviations(report, read(list));
    return [
      ...after.clauses.map(({ verdict }) => verdict),
      ...deviations.map((each) => each.state),
    ];
  };

  it('declares under EVENT what is told under PRUNE now, with a notice', () => {
    expect(verdictsBy([entry])).toEqual(['holds', 'expected', 'expected']);
    expect(olderMeaning(read([entry])[0] as Deviation)).toContain(
      'is read as PRUNE-2|frame surplus|publish too',
    );
    expect(isKnown(read([entry]), { ...flood, at: 0 }, flood.scenario)).toBe(true);
  });

  it('no longer does so with an entry about PRUNE in it', () => {
    const newer = { clause: 'PRUNE-1', reason: 'floods' };
    expect(verdictsBy([entry, newer]).slice(0, 3)).toEqual(['healed', 'violated', 'healed']);
    expect(isKnown(read([entry, newer]), { ...flood, at: 0 }, flood.scenario)).toBe(false);
  });

  it('declares nothing else besides', () =>
    expect(read([{ ...entry, signature: 'EVENT-2|hearing missing|publish' }])[0]?.alsoAs).toBe(
      undefined,
    ));
});
