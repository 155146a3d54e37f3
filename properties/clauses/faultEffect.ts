/**
 * Fault effects: whether a fault changed anything. A fault that changed nothing exercises no clause, and a run reports how many
 * such faults there were. Separate from the checks, which say what must follow from an effect.
 */
import type { Flight, State } from '#model';
import { tableOf } from '#model';
import { factsOfStep } from '#spec';
import { sameTable } from '../compare/fastEqual.ts';
import type { StepRecord } from '../compare/record.ts';

/** How many faults of a run changed something, and how many changed nothing. */
export interface FaultCounts {
  readonly effective: number;
  readonly ineffective: number;
}

export const sumFaults = (left: FaultCounts, right: FaultCounts): FaultCounts => ({
  effective: left.effective + right.effective,
  ineffective: left.ineffective + right.ineffective,
});

export const isFault = ({ step }: Pick<StepRecord, 'step'>): boolean => factsOfStep(step).isFault;

/** Whether the fault changed a table, dropped or duplicated something in flight, or sent a notice that will change a table. */
export function hadEffect({ before, after, step }: StepRecord): boolean {
  return (
    step.kind === 'repeat' ||
    before.nodes.some(({ token, entries }, at) =>
      entries === after.nodes[at]?.entries
        ? false
        : !sameTable(tableOf(before, token), tableOf(after, token)),
    ) ||
    before.flights.some((flight) => !after.flights.includes(flight)) ||
    after.flights.some((flight) => flight.cause === step && willChangeTable(after, flight))
  );
}

/**
 * Whether the notice will change a table when it is delivered: the node has routes through the lost or returned pair.
 */
function willChangeTable(after: State, { input, pair, to }: Flight): boolean {
  if (input.kind === 'frame') return true;
  if (input.kind === 'ended')
    return tableOf(after, to).routes.some(
      (each) => each.orcName === input.orcName && each.socket === pair,
    );
  return tableOf(after, to).routes.some((each) => each.socket === pair);
}
