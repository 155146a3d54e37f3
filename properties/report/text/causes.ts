/** Causes as the reports tell them: each once, by the finding that shows it best, with its other findings named below it. */
import type { Judgement } from '../../verdict/deviations.ts';
import type { Cause, Finding, RunReport } from '../../verdict/verdict.ts';
import { isTimedOut } from '../../verdict/verdict.ts';

export interface ToldCause {
  readonly cause: Cause;
  /** The finding that shows it best. */
  readonly lead: Finding;
  /** Its other findings. */
  readonly others: readonly Finding[];
}

/** Returns the causes that no declared deviation explains, in the order of the report; those that came once or are a time-out are last. */
export function toldCauses({ report, deviations }: Judgement): readonly ToldCause[] {
  const expected = new Set(
    deviations.filter(({ state }) => state === 'expected').flatMap(({ findings }) => findings),
  );
  const told = report.causes.flatMap((cause) => {
    const [lead, ...others] = findingsOf(report, cause).filter(({ id }) => !expected.has(id));
    return lead ? [{ cause, lead, others }] : [];
  });
  return told.sort((one, other) => Number(isDoubtful(one.lead)) - Number(isDoubtful(other.lead)));
}

const isDoubtful = (finding: Finding): boolean => !finding.reproduced || isTimedOut(finding);

function findingsOf({ findings }: RunReport, cause: Cause): readonly Finding[] {
  return cause.findings.flatMap((id) => findings.find((finding) => finding.id === id) ?? []);
}
