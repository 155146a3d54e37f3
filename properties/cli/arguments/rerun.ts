/**
 * Rerun: one scenario from a file, run by those kinds of a router that declare the features it needs.
 * `replay` prints the run and `emit` draws it.
 */
import type { AnyRouterKind, Scenario } from '#spec';
import { hasVariant } from '#spec';
import type { Outcome } from '../../lockstep/run.ts';
import { Undriven } from '../../network/undriven.ts';
import { missingForScenario } from '../../scenario/needs.ts';
import { webShapes } from '../../scenario/webs.ts';
import { Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';
import { faultsText, readStored } from './documents.ts';
import { kindsForShapes, loadKinds } from './routers.ts';

export interface Rerun {
  readonly kind: AnyRouterKind;
  readonly outcome: Outcome;
}

export interface Reruns {
  /** One run for each kind, in the router's order of kinds, up to and including the first that failed. */
  readonly all: readonly Rerun[];
  /** The run to show: the first that fails, otherwise the first; null if no kind declares the features it needs. */
  readonly shown: Rerun | null;
}

/** Reads a scenario. Throws Misuse if the file has none, or one with an illegal step. */
export async function readLegalScenario(
  path: string,
  purpose: string,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Scenario> {
  const { scenario } = await readStored(path, terminal.cwd);
  const faults = machinery.scenarioFaults(scenario);
  if (faults.length > 0)
    throw new Misuse(
      faultsText(`${path} cannot be ${purpose}: a step is not legal where it stands`, faults),
    );
  return scenario;
}

/** Runs the scenario on each kind and stops at the first that fails. Throws Undriven if a kind cannot be driven. */
export async function rerun(
  scenario: Scenario,
  router: string,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Reruns> {
  const all: Rerun[] = [];
  for (const kind of await selectCapableKinds(scenario, router, terminal)) {
    const outcome = await machinery.run(kind, scenario, { keep: true });
    if (outcome.error !== null)
      throw new Undriven(`${kind.name} ${kind.version} could not be driven: ${outcome.error}`);
    all.push({ kind, outcome });
    if (outcome.findings.length > 0 || terminal.interrupted.aborted) break;
  }
  const last = all.at(-1);
  return { all, shown: (last?.outcome.findings.length ? last : all[0]) ?? null };
}

/** Returns the router's kinds that declare the features the scenario needs; prints which are left out. */
export async function selectCapableKinds(
  scenario: Scenario,
  router: string,
  terminal: Terminal,
): Promise<AnyRouterKind[]> {
  const loaded = await loadKinds(router, terminal);
  // A finding of a trial before several ways is shown by the same trial.
  const asked = hasVariant(scenario.topology, 'ways') ? webShapes : undefined;
  const kinds = kindsForShapes(loaded, asked, terminal);
  return kinds.filter((kind) => {
    const lacking = missingForScenario(scenario, kind);
    if (lacking.length > 0)
      terminal.err(
        `${kind.name} at ${kind.level} level is left out: it does not offer ${lacking.join(', ')}\n`,
      );
    return lacking.length === 0;
  });
}
