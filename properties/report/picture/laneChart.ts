/**
 * Lane chart: a trace as data for a drawing with a lane for each node and pair and time running down, one row for each movement. The
 * terminal's diagram says the same in characters (`spacetime.ts`).
 */
import type { Trace } from '../../lockstep/trace.ts';
import type { DiagramMove, Participant } from './moves.ts';
import { sequenceOf } from './moves.ts';

export interface LaneRow extends Pick<DiagramMove, 'mark' | 'what' | 'label'> {
  /** Index of the step. */
  readonly step: number;
  /** Whether it is the first row of its step. */
  readonly isFirst: boolean;
  /** Index of the lane in which it begins, and of the one in which it ends. */
  readonly from: number;
  readonly to: number;
}

export interface LaneChart {
  readonly lanes: readonly Participant[];
  readonly rows: readonly LaneRow[];
}

export function laneChartOf(trace: Trace): LaneChart {
  const { participants, scenes } = sequenceOf(trace);
  const laneOf = new Map(participants.map((each, index) => [each, index]));
  return {
    lanes: participants,
    rows: scenes.flatMap(({ frame, moves }) =>
      moves.map(({ from, to, mark, what, label }, at) => ({
        step: frame.index,
        isFirst: at === 0,
        from: laneOf.get(from) ?? 0,
        to: laneOf.get(to) ?? 0,
        mark,
        what,
        label,
      })),
    ),
  };
}
