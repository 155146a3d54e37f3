/**
 * The trace check accepts what our router does, with all fields or some missing, and refuses what it did
 * not do, at the line where the last possible state is lost. Runs a sample; PARTYLINE_THOROUGH=1 runs more.
 */
import { describe, expect, it } from 'vitest';
import { routerKind } from '#impl';
import type { LoggedRecord, Tracelog, TracelogOptions } from '#spec';
import { horde, nodeToken, orcName, pairId, parseTracelog } from '#spec';
import { generate } from '../scenario/draw.ts';
import { seeded } from '../scenario/values/chance.ts';
import { byEffort } from '../testing/effort.ts';
import type { Tampering } from '../testing/tampering.ts';
import { isFullyJudged, tamperings, tamperRecording } from '../testing/tampering.ts';
import { judgeLog } from './judgement.ts';
import type { Recording } from './recorder.ts';
import { formatTracelog, recordScenario } from './recorder.ts';
import { thinRecording } from './thinning.ts';

const LOGS = byEffort(12, 60);
const TAMPERED = byEffort(6, 30);
const SHARE = 33;

/** Every other scenario holds frames back. */
const scenarioAt = (index: number) =>
  generate('tracelog', index, {
    interleave: index % 2 === 0 ? 0 : 100,
    steps: byEffort(16, 40),
    // With many orcs and frames held back more states are possible than the check looks at; and of the steered scenarios
    // one in some hundred is left undecided: a pair that is joined anew while its end is on the way.
    large: 0,
    goals: false,
  });

function readRecording(recording: Recording, options?: TracelogOptions): Tracelog {
  const log = parseTracelog(formatTracelog(recording), options);
  if (!('lines' in log)) throw new Error(log.join('\n'));
  return log;
}

/** The recording as if the recorder had been cut off after this line. */
function prefixOf(recording: Recording, line: number): Tracelog {
  const rows = formatTracelog(recording).split('\n').slice(0, line);
  const log = parseTracelog(rows.join('\n'), { unfinished: true });
  if (!('lines' in log)) throw new Error(log.join('\n'));
  return log;
}

describe('a log of our router', () => {
  it(`is accepted: ${LOGS} of them, settled and with frames held back`, async () => {
    for (let index = 0; index < LOGS; index++) {
      const tables = index % 4 < 2;
      const log = readRecording(await recordScenario(routerKind, scenarioAt(index), { tables }));
      expect(judgeLog(log).verdict, `log ${index}`).toBe('accepted');
    }
  }, 600_000);

  it(`is accepted with a third of its fields missing: ${LOGS} of them`, async () => {
    for (let index = 0; index < LOGS; index++) {
      const whole = await recordScenario(routerKind, scenarioAt(index));
      const log = readRecording(thinRecording(whole, seeded('thinned', index), SHARE));
      expect(judgeLog(log).verdict, `log ${index}`).toBe('accepted');
    }
  }, 1_800_000);
});

describe('a log that leaves out which raw frame was sent', () => {
  it('is accepted where the router refused one that its owner may not send either', async () => {
    const pair = pairId('e1');
    const recording = await recordScenario(routerKind, {
      version: 1,
      topology: {
        nodes: [{ token: nodeToken('n1'), horde: horde('h1') }],
        uplinks: [],
        orcs: [{ name: orcName('p1@n1'), nice: 0 }],
        pairs: [{ id: pair, node: nodeToken('n1'), backend: 'ee', port: null }],
      },
      steps: [
        { kind: 'join', orc: orcName('p1@n1'), pair },
        {
          kind: 'inject',
          pair,
          frame: {
            kind: ':announce',
            orcName: 'p1@n1',
            arp: { token: 'e1', port: null, hordes: [], nice: 0 },
          },
        },
      ],
    });
    const records = recording.records.map(
      (record): LoggedRecord =>
        record.kind === 'requested' && record.step.kind === 'inject'
          ? { ...record, step: { kind: 'inject', pair } }
          : record,
    );
    expect(judgeLog(readRecording({ ...recording, records })).verdict).toBe('accepted');
  });
});

describe('a log with one record altered, dropped or added', () => {
  const cases = async () => {
    const found: { recording: Recording; line: number; treatment: Tampering; index: number }[] = [];
    for (let index = 0; found.length < TAMPERED; index++) {
      const scenario = scenarioAt(index);
      if (!isFullyJudged(scenario)) continue;
      const treatment = tamperings[found.length % tamperings.length] as Tampering;
      const made = tamperRecording(
        await recordScenario(routerKind, scenario),
        treatment,
        seeded('d', index),
      );
      if (made) found.push({ ...made, treatment, index });
    }
    return found;
  };

  it('is refused with its clause, also where the line tells hardly anything', async () => {
    const { header, records } = await recordScenario(routerKind, scenarioAt(0));
    for (const kind of ['message', 'dispatch', 'closed'] as const) {
      const surplus: LoggedRecord = { kind };
      const log = readRecording({ header, records: [surplus, ...records] });
      const { verdict, refusal } = judgeLog(log);
      expect([verdict, refusal?.line], kind).toEqual(['refused', 2]);
      expect(refusal?.detail, kind).not.toContain('undefined');
    }
  });

  it(`is refused at the line after which no state is left: ${TAMPERED} of them`, async () => {
    for (const { recording, line, treatment, index } of await cases()) {
      const judgement = judgeLog(readRecording(recording));
      const { refusal } = judgement;
      const label = `log ${index}, line ${line} ${treatment}`;
      expect(judgement.verdict, label).toBe('refused');
      const refusedAt = refusal?.line ?? 0;
      // An altered or doubled line cannot have been seen. A missing line is noticed at the next line that it had to
      // precede.
      if (treatment === 'left out') {
        const { records } = recording;
        const settled = records.findIndex(({ kind }, at) => kind === 'settled' && at + 2 >= line);
        expect(refusedAt, label).toBeGreaterThanOrEqual(line);
        if (settled >= 0) expect(refusedAt, label).toBeLessThanOrEqual(settled + 2);
      } else expect(refusedAt, label).toBe(line);
      // The lines before it are accounted for by some run of the model; with this line there is none.
      expect(judgeLog(prefixOf(recording, refusedAt - 1)).verdict, label).toBe('accepted');
      const cut = judgeLog(prefixOf(recording, refusedAt));
      expect([cut.verdict, cut.refusal?.line], label).toEqual(['refused', refusedAt]);
      expect(refusal?.states.length, label).toBeGreaterThan(0);
    }
  }, 1_800_000);
});
