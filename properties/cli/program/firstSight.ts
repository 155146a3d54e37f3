/**
 * First sight: one line for each finding when a run first meets it, for whoever watches a terminal or reads the log of a CI job. The
 * report tells it in full at the end.
 */
import type { KnownDeviation } from '../../knownDeviations/knownDeviation.ts';
import { isKnown } from '../../knownDeviations/knownDeviation.ts';
import type { Finding } from '../../verdict/verdict.ts';
import type { ProgressMeter } from './progress.ts';
import type { Terminal } from './terminal.ts';
import { isCi } from './terminal.ts';

/** Returns what to call for each new finding. Declared deviations are not told: they are as expected. */
export function firstSightOn(
  terminal: Pick<Terminal, 'watched' | 'env' | 'err'>,
  progress: Pick<ProgressMeter, 'clear'>,
  known: readonly KnownDeviation[] = [],
): (finding: Finding) => void {
  if (!terminal.watched && !isCi(terminal.env)) return () => {};
  return (finding) => {
    if (isKnown(known, finding, finding.scenario)) return;
    progress.clear();
    terminal.err(`${firstSightText(finding)}\n`);
  };
}

/** Returns a line such as `found: ROUTE-2: When p1@n1 leaves, ...`. */
function firstSightText({ clause, sentence, detail, reproduced }: Finding): string {
  const doubt = reproduced ? '' : ' (once)';
  return `found${doubt}: ${clause}: ${(sentence ?? detail).replace(/\s+/g, ' ')}`;
}
