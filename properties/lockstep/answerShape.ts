/**
 * Answer shape: whether the answers of a router in this process have the shape that its contract requires. This check is slow, so
 * it is made only when judging a step has failed.
 */

import { wireAnswers, wireTable } from '#spec';
import type { StepRecord } from '../compare/record.ts';
import { Undriven } from '../network/undriven.ts';
import { stepName } from '../wording/steps.ts';

/** Returns an error that says what is malformed in the answer to a step; null when nothing is. */
export function answerFault({ index, observed, tables }: StepRecord): Undriven | null {
  const faults = [
    ...faultsOf('apply()', wireAnswers.observations.safeParse({ observations: observed })),
    ...tables.flatMap(({ node, observed: table }) =>
      table === null ? [] : faultsOf(`the table of ${node}`, wireTable.safeParse(table)),
    ),
  ];
  return faults.length === 0
    ? null
    : new Undriven(
        `at ${stepName(index)} it gave what its contract does not allow:\n  ${faults.join('\n  ')}`,
      );
}

type Parsed = ReturnType<typeof wireTable.safeParse | typeof wireAnswers.observations.safeParse>;

function faultsOf(what: string, { error }: Parsed): string[] {
  return (error?.issues ?? [])
    .slice(0, 3)
    .map(({ path, message }) => `${[what, ...path].join(', ')}: ${message}`);
}
