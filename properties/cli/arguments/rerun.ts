/**
 * Rerun: one scenario of a file, run once more by the kinds of a router that offer what it needs.
 * `replay` tells it, `emit` draws it; both mean the same run by it.
 */
import type { Scenario } from '#spec';
import type { Outcome } from '../../lockstep/run.ts';
import { Undriven } from '../../network/undriven.ts';
import { missingForScenario } from '../../scenario/needs.ts';
import { Misuse } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';
import { faultsText, readStored } from './documents.ts';
import type { Kind } from './routers.ts';
import { loadKinds } from './routers.ts';

export interface Rerun {
  readonly kind: Kind;
  readonly outcome: Outcome;
}

export interface Reruns {
  /** In the router's order of kinds; the last is the one that failed, if one did. */
  readonly all: readonly Rerun[];
  /** The one to tell of: the first that fails, else the first; null when no kind offers what is needed. */
  readonly told: Rerun | null;
}

/** Throws Misuse on what is no scenario, or none that is legal step by step. */
export async function readLegalScenario(
  path: string,
  deed: string,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Scenario> {
  const { scenario } = await readStored(path, terminal.cwd);
  const faults = machinery.scenarioFaults(scenario);
  if (faults.length > 0)
    throw new Misuse(
      faultsText(`${path} cannot be ${deed}: a step is not legal where it stands`, faults),
    );
  return scenario;
}

/** Stops at the first kind that fails. Throws Undriven when one cannot be driven. */
export async function rerun(
  scenario: Scenario,
  router: string,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Reruns> {
  const all: Rerun[] = [];
  for (const kind of await selectAbleKinds(scenario, router, terminal)) {
    const outcome = await machinery.run(kind, scenario, { keep: true });
    if (outcome.error !== null)
      throw new Undriven(`${kind.name} ${kind.version} could not be driven: ${outcome.error}`);
    all.push({ kind, outcome });
    if (outcome.findings.length > 0 || terminal.interrupted.aborted) break;
  }
  const last = all.at(-1);
  return { all, told: (last?.outcome.findings.length ? last : all[0]) ?? null };
}

/** The router's kinds that offer what the scenario needs; says which are left out. */
export async function selectAbleKinds(
  scenario: Scenario,
  router: string,
  terminal: Terminal,
): Promise<Kind[]> {
  const kinds = await loadKinds(router, terminal);
  return kinds.filter((kind) => {
    const lacking = missingForScenario(scenario, kind);
    if (lacking.length > 0)
      terminal.err(
        `${kind.name} at ${kind.level} level is left out: it does not offer ${lacking.join(', ')}\n`,
      );
    return lacking.length === 0;
  });
}
