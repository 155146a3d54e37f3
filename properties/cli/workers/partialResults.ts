/**
 * Partial results: keeps what a run has found so far, for the case that it is interrupted and cannot end by itself. A new
 * finding is kept at once; otherwise the result is kept from time to time, because it takes a while to make.
 */
import type { CampaignResult } from '../../verdict/campaignResult.ts';
import type { PartialResult, Terminal } from '../program/terminal.ts';

export type PartialOf = (result: CampaignResult) => PartialResult;

const EVERY_MS = 1000;
/** How long an interrupted run waits for answers of a router that does not answer, in ms. */
const WAIT_MS = 400;

export function partialKeeper(
  { keepPartial, now }: Terminal,
  partialOf: PartialOf,
): (resultSoFar: () => CampaignResult, findings: number) => void {
  let keptAtMs = Number.NEGATIVE_INFINITY;
  let keptFindings = 0;
  return (resultSoFar, findings) => {
    if (!keepPartial) return;
    if (findings === keptFindings && now() - keptAtMs < EVERY_MS) return;
    keepPartial(partialOf(resultSoFar()));
    keptFindings = findings;
    keptAtMs = now();
  };
}

/** Resolves some time after an interrupt. */
export function afterInterrupt(interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wait = () => setTimeout(resolve, WAIT_MS).unref();
    if (interrupted.aborted) wait();
    else interrupted.addEventListener('abort', wait, { once: true });
  });
}
