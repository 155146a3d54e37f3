/**
 * Machinery: the functions of the harness that commands call, as one argument. It is loaded only when a command needs
 * it. Tests of the command line replace it.
 */
import type { AnyRouterKind, Scenario } from '#spec';
import { featuresOf } from '#spec';
import type { check } from '../../campaign/check.ts';
import type { gather } from '../../campaign/gather.ts';
import type { failureOf, smallest } from '../../campaign/smallestScenario.ts';
import type { Judge } from '../../interval/index.ts';
import type { run } from '../../lockstep/run.ts';
import type { trace, traceOf } from '../../lockstep/trace.ts';
import type { Certificate } from '../../shrink/certificate.ts';
import { explainFailureToDrive } from './exits.ts';

export interface Machinery {
  readonly check: typeof check;
  /** Runs a check without judging it. A shard writes the result for `merge`. */
  readonly gather: typeof gather;
  readonly run: typeof run;
  readonly traceOf: typeof traceOf;
  readonly smallest: typeof smallest;
  readonly failureOf: typeof failureOf;
  /** Reasons why the certificate is not correct for this router; empty if it is. */
  readonly certificateFaults: (
    kind: AnyRouterKind,
    certificate: Certificate,
    judge?: Judge,
  ) => Promise<string[]>;
  readonly trace: typeof trace;
  readonly scenarioFaults: (scenario: Scenario) => readonly string[];
}

export async function loadMachinery(): Promise<Machinery> {
  const [
    checking,
    { gather },
    { run },
    { trace, traceOf },
    { scenarioFaults },
    shrinking,
    certificates,
  ] = await Promise.all([
    import('../../campaign/check.ts'),
    import('../../campaign/gather.ts'),
    import('../../lockstep/run.ts'),
    import('../../lockstep/trace.ts'),
    import('../../scenario/legality.ts'),
    import('../../campaign/smallestScenario.ts'),
    import('../../shrink/certificate.ts'),
  ]);
  return {
    run,
    trace,
    traceOf,
    scenarioFaults,
    check: (kinds, options) => explainFailureToDrive(() => checking.check(kinds, options)),
    gather: (kinds, options) => explainFailureToDrive(() => gather(kinds, options)),
    smallest: (...asked) => explainFailureToDrive(() => shrinking.smallest(...asked)),
    failureOf: (...asked) => explainFailureToDrive(() => shrinking.failureOf(...asked)),
    certificateFaults: (kind, certificate, judge) =>
      explainFailureToDrive(() =>
        certificates.certificateFaults(
          certificate,
          featuresOf(kind),
          shrinking.askOf(kind, judge ? { judge } : {}),
        ),
      ),
  };
}
