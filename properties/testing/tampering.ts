/**
 * Tampering: makes recordings in which one line at a known place is altered, doubled or left out, for the test that
 * each of them is refused at the right line. It chooses only lines about which the law leaves no freedom.
 */
import { advance, start } from '#model';
import type { LoggedRecord, Observation, Scenario } from '#spec';
import { demandedFaults, judged } from '#spec';
import type { Chance } from '../scenario/values/chance.ts';
import { oneOf } from '../scenario/values/chance.ts';
import type { Recording } from '../tracelog/recorder.ts';

export const tamperings = ['altered', 'doubled', 'left out'] as const;
export type Tampering = (typeof tamperings)[number];

export interface TamperedRecording {
  readonly recording: Recording;
  /** Number of the first wrong line: the altered line, the duplicate, or the line after the one that was left out. */
  readonly line: number;
}

/** Whether no orc ever becomes free in the scenario, so that every frame is judged. */
export function isFullyJudged(scenario: Scenario): boolean {
  let state = start(scenario.topology);
  return scenario.steps.every((step, index) => {
    state = advance(state, step, index).state;
    const { history } = state;
    return history.attachments.every(({ orcName }) => judged(history, orcName));
  });
}

/** Tampers with one line of the recording. Returns null if no line is suitable. */
export function tamperRecording(
  recording: Recording,
  tampering: Tampering,
  chance: Chance,
): TamperedRecording | null {
  const { records } = recording;
  const places = [...records.keys()].filter((at) => {
    const record = records[at] as LoggedRecord;
    const again = records.some((each, other) => other > at && isSame(each, record));
    // A line that is left out is missed only if a settled moment follows.
    const isAwaited = records.some(({ kind }, other) => other > at && kind === 'settled');
    return canBeTampered(record) && !again && isAwaited;
  });
  if (places.length === 0) return null;
  const at = oneOf(chance, places);
  const record = records[at] as LoggedRecord;
  const replacement = {
    altered: [alterRecord(record)],
    doubled: [record, record],
    'left out': [],
  }[tampering];
  return {
    recording: { ...recording, records: records.toSpliced(at, 1, ...replacement) },
    // Lines are counted from 1, and line 1 is the header.
    line: at + 2 + (tampering === 'doubled' ? 1 : 0),
  };
}

const isSame = (left: LoggedRecord, right: LoggedRecord) =>
  JSON.stringify(left) === JSON.stringify(right);

function canBeTampered(record: LoggedRecord): boolean {
  if (record.kind === 'refusal')
    return record.fault !== undefined && demandedFaults.has(record.fault);
  return ['frame', 'emission', 'message', 'dispatch', 'closed'].includes(record.kind);
}

/** Alters the record to something that nobody can have observed: with a name or value that occurs nowhere else. */
function alterRecord(record: LoggedRecord): LoggedRecord {
  const seen = record as Observation;
  switch (seen.kind) {
    case 'frame':
    case 'emission':
      return { ...seen, event: { ...seen.event, payload: { doctored: true } } } as LoggedRecord;
    case 'message': {
      const { message } = seen;
      const other =
        'arp' in message
          ? { ...message, arp: { ...message.arp, nice: message.arp.nice + 1000 } }
          : { ...message, orcName: 'doctored@nowhere' };
      return { ...seen, message: other } as LoggedRecord;
    }
    case 'dispatch':
      return { ...seen, orcName: 'doctored@nowhere' } as unknown as LoggedRecord;
    case 'closed':
      return { ...seen, pair: 'doctored' } as unknown as LoggedRecord;
    case 'refusal':
      return { ...seen, fault: seen.fault === 'NO_HORDE' ? 'EMPTY_LINE' : 'NO_HORDE' };
    default:
      return record;
  }
}
