/**
 * A report of many findings with their traces, for tests of the forms: planted faults, each with a scenario of the corpus that
 * catches it. It takes no campaign, so it is there within a second.
 */
import { readFileSync } from 'node:fs';
import { clauseIds } from '#spec';
import type { ClauseDocument } from '../corpus/document.ts';
import { parseDocument } from '../corpus/document.ts';
import type { Trace } from '../lockstep/trace.ts';
import { trace } from '../lockstep/trace.ts';
import type { AnyMutant } from '../mutationTesting/killRecord.ts';
import type { Finding, RunReport } from '../verdict/verdict.ts';
import { exampleFinding, exampleReport } from './exampleReport.ts';
import { kills } from './kills.ts';

export interface PlantedReport {
  readonly report: RunReport;
  readonly traces: ReadonlyMap<string, Trace>;
}

const CLAUSES = new URL('../corpus/clauses/', import.meta.url);

function scenarioOf(name: string) {
  const document = parseDocument(
    JSON.parse(readFileSync(new URL(`${name.replace('!', '')}.json`, CLAUSES), 'utf8')),
  );
  return (document as ClauseDocument).scenario;
}

/** Returns a report of so many findings: each of another mutant, by the last of the documents that catch it. */
export async function plantedReport(
  mutants: readonly Pick<AnyMutant, 'id' | 'kind'>[],
  count: number,
): Promise<PlantedReport> {
  const traces = new Map<string, Trace>();
  const findings: Finding[] = [];
  for (const { id, kind } of mutants.filter((each) => Object.hasOwn(kills, each.id))) {
    if (findings.length === count) break;
    const scenario = scenarioOf(kills[id]?.at(-1) ?? '');
    const shown = await trace(kind, scenario);
    if (!shown.divergence) throw new Error(`${id} passes`);
    const { clause, signature, ...told } = shown.divergence;
    const finding = {
      ...exampleFinding(clause, `${signature}|${id}`),
      ...{ ...told, signature, scenario, level: kind.level },
    };
    findings.push(finding);
    traces.set(finding.id, shown);
  }
  if (findings.length < count) throw new Error(`only ${findings.length} mutants are listed`);
  const violated = new Set(findings.map(({ clause }) => clause));
  const verdicts = clauseIds.map((id) => [id, violated.has(id) ? 'violated' : 'holds'] as const);
  return {
    report: exampleReport(
      Object.fromEntries(verdicts) as Parameters<typeof exampleReport>[0],
      findings,
    ),
    traces,
  };
}
