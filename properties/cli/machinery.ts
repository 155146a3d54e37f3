/**
 * Machinery: what the commands ask of the harness, as one argument.
 * Loaded only when a command needs it, and made up by tests of the command line.
 */
import type { Scenario } from '#spec';
import type { check } from '../check.ts';
import type { Judge } from '../interval/index.ts';
import type { run } from '../run.ts';
import type { gather } from '../shards/gather.ts';
import type { Certificate } from '../shrink/certificate.ts';
import type { failureOf, smallest } from '../shrink/smallest.ts';
import type { trace, traced } from '../trace.ts';
import { Undriven } from './exits.ts';
import type { Kind } from './routers.ts';

export interface Machinery {
  readonly check: typeof check;
  /** A check without its verdicts: what a shard leaves for `merge`. */
  readonly gather: typeof gather;
  readonly run: typeof run;
  readonly traced: typeof traced;
  readonly smallest: typeof smallest;
  readonly failureOf: typeof failureOf;
  /** Whatever keeps the certificate from being right on this router. */
  readonly certificateFaults: (
    kind: Kind,
    certificate: Certificate,
    judge?: Judge,
  ) => Promise<string[]>;
  readonly trace: typeof trace;
  readonly scenarioFaults: (scenario: Scenario) => readonly string[];
}

export async function theMachinery(): Promise<Machinery> {
  const [
    door,
    { gather },
    { run },
    { trace, traced },
    { scenarioFaults },
    shrinking,
    certificates,
    undriven,
  ] = await Promise.all([
    import('../check.ts'),
    import('../shards/gather.ts'),
    import('../run.ts'),
    import('../trace.ts'),
    import('../legal.ts'),
    import('../shrink/smallest.ts'),
    import('../shrink/certificate.ts'),
    import('../undriven.ts'),
  ]);
  /** What the harness says of a router becomes what the command line says of it. */
  const told = async <T>(asked: () => Promise<T>): Promise<T> => {
    try {
      return await asked();
    } catch (error) {
      if (!(error instanceof undriven.Undriven)) throw error;
      throw new Undriven(`The router could not be driven: ${error.message}`);
    }
  };
  return {
    run,
    trace,
    traced,
    scenarioFaults,
    check: (kinds, options) => told(() => door.check(kinds, options)),
    gather: (kinds, options) => told(() => gather(kinds, options)),
    smallest: (...asked) => told(() => shrinking.smallest(...asked)),
    failureOf: (...asked) => told(() => shrinking.failureOf(...asked)),
    certificateFaults: (kind, certificate, judge) =>
      told(() =>
        certificates.certificateFaults(certificate, kind.features, shrinking.askOf(kind, judge)),
      ),
  };
}
