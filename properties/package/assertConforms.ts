/**
 * One scenario as a test, for any test runner: `partyline emit --as vitest` writes such tests. The router is a kind, or a command
 * behind the pipe, which is started for the test and ended after it. Stands apart from `partyline/vitest`, as it needs no vitest.
 */
import { fileURLToPath } from 'node:url';
import type { AnyRouterKind, Scenario } from '#spec';
import { parseScenario } from '#spec';
import { connect } from '../bridge/connection.ts';
import { processOf } from '../bridge/pipe.ts';
import { Confirmation } from '../campaign/confirmation.ts';
import { judgeFor } from '../interval/index.ts';
import { requireDriven } from '../lockstep/outcome.ts';
import type { RunOptions } from '../lockstep/run.ts';
import { run } from '../lockstep/run.ts';
import { kindFaults } from '../network/kindFaults.ts';
import { scenarioFaults } from '../scenario/legality.ts';
import { missingForScenario } from '../scenario/needs.ts';
import { formatFindingStory, makeFailure } from './findingStory.ts';

export interface AssertOptions {
  /** The folder in which the command is started. Default: where the tests are run. */
  readonly cwd?: string | URL;
  /** How long the command may take for an answer, in ms. Default: 30 s. */
  readonly timeoutMs?: number;
}

/**
 * Runs the scenario on the router. `router`: its kind, or the words of the command that starts it. Rejects with the story of the
 * finding if the router breaks the law; with Undriven if it cannot be driven; with an Error if it does not offer, or not do yet, what
 * the scenario needs, as a test that shows nothing must not pass; with RangeError for what is no router or no scenario.
 */
export async function assertConforms(
  router: AnyRouterKind | readonly string[],
  scenario: unknown,
  { cwd = process.cwd(), ...options }: AssertOptions = {},
): Promise<void> {
  const legal = requireScenario(scenario);
  if (!isCommand(router)) return await assertKindConforms(requireKind(router), legal);
  if (router.length === 0)
    throw new RangeError("the command of the router has no words; expected such as ['./router']");
  const folder = cwd instanceof URL ? fileURLToPath(cwd) : cwd;
  const bridge = await connect(processOf({ argv: router, cwd: folder }), {
    command: router.join(' '),
    harness: 'partyline',
    ...options,
  });
  try {
    await assertKindConforms(bridge.kind, legal);
  } catch (error) {
    // What the router does at its end says less than why the test has failed.
    await bridge.close().catch(() => {});
    throw error;
  }
  await bridge.close();
}

async function assertKindConforms(kind: AnyRouterKind, scenario: Scenario): Promise<void> {
  const missing = missingForScenario(scenario, kind);
  if (missing.length > 0)
    throw makeFailure(
      `${kind.name} does not offer ${missing.join(', ')}, which the scenario needs, so the test shows nothing`,
    );
  const judge = judgeFor(kind, undefined);
  const runOnce = async (_: AnyRouterKind, of: Scenario, more: Pick<RunOptions, 'past'> = {}) =>
    await (judge ? judge.run(kind, of, more) : run(kind, of, more));
  const outcome = await runOnce(kind, scenario);
  requireDriven(outcome, scenario);
  if (outcome.unsupported !== undefined)
    throw makeFailure(
      `${kind.name} does not do this yet, so the test shows nothing: ${outcome.unsupported}`,
    );
  const [divergence] = outcome.findings;
  if (!divergence) return;
  const [finding] = await new Confirmation(runOnce, {}).confirm(kind, scenario, divergence);
  if (finding) throw makeFailure(await formatFindingStory(finding, kind, 'this test'));
}

const isCommand = (router: unknown): router is readonly string[] => Array.isArray(router);

function requireKind(given: AnyRouterKind): AnyRouterKind {
  const faults = kindFaults(given);
  if (faults.length === 0) return given;
  throw new RangeError(
    `what is given is no command, no router (spec/router.ts) and no network (spec/network.ts): ${faults.join('; ').replaceAll('default export', 'it')}`,
  );
}

function requireScenario(given: unknown): Scenario {
  const scenario = parseScenario(given);
  if (!('steps' in scenario)) throw new RangeError(`no scenario: ${scenario.join('; ')}`);
  const faults = scenarioFaults(scenario);
  if (faults.length === 0) return scenario;
  throw new RangeError(`a step is not legal where it stands: ${faults.join('; ')}`);
}
