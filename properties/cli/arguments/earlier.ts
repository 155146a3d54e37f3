/** An earlier report for `--against`: `report.json` of any version so far, with the scenarios that lie beside it. */
import { dirname, join } from 'node:path';
import type { Scenario } from '#spec';
import { parseScenario } from '#spec';
import type { EarlierCause, EarlierDocument } from '../../verdict/trend.ts';
import { parseEarlier } from '../../verdict/trend.ts';
import type { Trend } from '../../verdict/verdict.ts';
import { Misuse } from '../program/exits.ts';
import { faultsText, readJson, reportPath } from './documents.ts';

export interface EarlierReport {
  readonly against: Trend['against'];
  readonly clauses: EarlierDocument['clauses'];
  readonly causes: readonly EarlierCause[];
}

/** Where a report names the scenario of a finding; nothing else beside it is read. */
const SCENARIO = /^findings\/[0-9a-f]{8}\.json$/;

/** Reads the report, which may be given by its folder. Throws Misuse if it cannot be read, is not JSON, or is no report. */
export async function readEarlier(given: string, cwd: string): Promise<EarlierReport> {
  const path = await reportPath(given, cwd);
  const document = parseEarlier(await readJson(path, cwd, 'report'));
  if (!('findings' in document))
    throw new Misuse(
      faultsText(
        `${path} is no report: expected the report.json that \`partyline check --out DIR\` writes`,
        document,
      ),
    );
  const { partyline, router, seed, clauses, interrupted = false } = document;
  const findings = new Map<string, EarlierCause['findings'][number]>();
  for (const { id, signature, scenario, reproduced = true } of document.findings)
    findings.set(id, {
      ...{ id, signature, reproduced },
      scenario: await readScenario(join(dirname(path), scenario), scenario, cwd),
    });
  const told = document.causes ?? document.findings.map(causeOf);
  return {
    against: {
      ...{ path, partyline, seed, interrupted },
      router: { name: router.name, version: router.version },
    },
    clauses,
    causes: told.map(({ id, clause, sentence, findings: ids }) => ({
      ...{ id, clause, sentence },
      findings: ids.flatMap((each) => findings.get(each) ?? []),
    })),
  };
}

const causeOf = ({ id, clause, signature }: EarlierDocument['findings'][number]) => ({
  ...{ id, clause, findings: [id] },
  sentence: `${clause} is violated: ${signature}.`,
});

/** Returns null for a scenario that is not there, or not of this version. */
async function readScenario(path: string, name: string, cwd: string): Promise<Scenario | null> {
  if (!SCENARIO.test(name)) return null;
  const value = await readJson(path, cwd, 'scenario').catch((error) => {
    if (error instanceof Misuse) return null;
    throw error;
  });
  const scenario = parseScenario(value);
  return 'steps' in scenario ? scenario : null;
}
