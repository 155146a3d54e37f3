/**
 * The report as data: the document `report.json` that `--out` writes, for programs. Findings are
 * sorted by size; their scenarios are written beside it, one file each, for `replay`.
 */

import type { Clause, ClauseId } from '#spec';
import { clauses } from '#spec';
import type { Size } from '../../shrink/measure.ts';
import { sizeOf } from '../../shrink/measure.ts';
import type { Coverage, KindReach } from '../../verdict/coverage.ts';
import { neverMet } from '../../verdict/coverage.ts';
import type { Deviation, JudgedDeviation } from '../../verdict/deviations.ts';
import type { Cause, ClauseResult, Finding, RunReport } from '../../verdict/verdict.ts';

export interface ReportDocument {
  /** The version of Partyline that wrote it. */
  readonly partyline: string;
  readonly router: RunReport['router'];
  readonly quiescence: RunReport['quiescence'];
  readonly carries?: RunReport['carries'];
  readonly serversPerNode?: number;
  readonly seed: string;
  readonly totals: RunReport['totals'];
  readonly faults?: RunReport['faults'];
  readonly coverage?: CoverageDocument;
  readonly corpus?: RunReport['corpus'];
  readonly hostile?: RunReport['hostile'];
  readonly judge?: RunReport['judge'];
  readonly fence?: RunReport['fence'];
  readonly clauses: readonly ({ readonly level: Clause['level'] } & ClauseResult)[];
  readonly findings: readonly FindingEntry[];
  readonly causes: readonly CauseEntry[];
  readonly trend?: RunReport['trend'];
  readonly deviations: readonly (Deviation & Omit<JudgedDeviation, 'deviation'>)[];
  /** Present only if the run was interrupted. Then the report covers what was run until that moment. */
  readonly interrupted?: true;
}

/** The coverage without the counts of clauses by situations, which only the page shows. */
interface CoverageDocument extends Omit<Coverage, 'reach'> {
  readonly reach: readonly (Omit<KindReach, 'exercised' | 'situations'> & {
    /** How many scenarios met each situation. */
    readonly situations: Readonly<Record<string, number>>;
    /** The situations that no scenario met. */
    readonly never: readonly string[];
  })[];
}

function coverageDocument({ reach, ...coverage }: Coverage): CoverageDocument {
  return {
    ...coverage,
    reach: reach.map(({ level, reached, reachable, situations }) => ({
      level,
      reached,
      reachable,
      situations: Object.fromEntries(situations.map(({ id, scenarios }) => [id, scenarios])),
      never: neverMet(situations),
    })),
  };
}

interface CauseEntry extends Cause {
  /** Path of the scenario file that shows it best, relative to the folder of the report. */
  readonly scenario: string;
}

interface FindingEntry extends Size {
  readonly id: string;
  readonly clause: ClauseId;
  readonly signature: string;
  /** Index of the failing step; the number of steps or more means the epilogue. */
  readonly at: number;
  /** False for an unstable finding: it did not come again when its scenario was run once more. */
  readonly reproduced: boolean;
  /** From a fresh start of the router its scenario ends otherwise than after others. */
  readonly dependsOnEarlier?: true;
  /** Path of the scenario file, relative to the folder of the report. */
  readonly scenario: string;
  readonly seen?: Finding['seen'];
  /** Where the router threw: its own calls, the innermost first. */
  readonly stack?: readonly string[];
  /** What the system has logged itself, the oldest line first. */
  readonly log?: readonly string[];
  /** Whether the search for a smaller scenario was cut short. */
  readonly cutShort?: true;
}

export function reportDocument(
  report: RunReport,
  deviations: readonly JudgedDeviation[],
  version: string,
): ReportDocument {
  const { router, quiescence, seed, totals, faults, coverage, corpus, hostile } = report;
  return {
    partyline: version,
    router,
    quiescence,
    ...(report.carries ? { carries: report.carries } : {}),
    ...(report.serversPerNode ? { serversPerNode: report.serversPerNode } : {}),
    seed,
    totals,
    ...(faults ? { faults } : {}),
    ...(coverage ? { coverage: coverageDocument(coverage) } : {}),
    ...(corpus ? { corpus } : {}),
    ...(hostile ? { hostile } : {}),
    ...(report.profile ? { profile: report.profile } : {}),
    ...(report.judge ? { judge: report.judge } : {}),
    ...(report.fence ? { fence: report.fence } : {}),
    clauses: report.clauses.map(
      ({ id, verdict, byHearing, scenarios, witness, evidence, grounds, findings }) => ({
        id,
        level: clauses[id].level,
        verdict,
        ...(byHearing ? { byHearing } : {}),
        scenarios,
        witness,
        evidence,
        ...(grounds ? { grounds } : {}),
        findings,
      }),
    ),
    findings: report.findings.map(findingEntryOf),
    causes: report.causes.map((cause) => ({ ...cause, scenario: scenarioPath(cause) })),
    ...(report.trend ? { trend: report.trend } : {}),
    deviations: deviations.map(({ deviation, ...judged }) => ({ ...deviation, ...judged })),
    ...(report.interrupted ? { interrupted: true as const } : {}),
  };
}

/**
 * Returns the path of a finding's scenario, relative to the folder of the report; with forward slashes on every
 * system.
 */
export function scenarioPath(finding: Pick<Finding, 'id'>): string {
  return `findings/${finding.id}.json`;
}

function findingEntryOf(finding: Finding): FindingEntry {
  const { id, clause, signature, at, reproduced, seen, scenario, stack, log } = finding;
  return {
    id,
    clause,
    signature,
    at,
    reproduced,
    ...(finding.dependsOnEarlier ? { dependsOnEarlier: true as const } : {}),
    ...(seen ? { seen } : {}),
    ...sizeOf(scenario),
    ...(stack ? { stack } : {}),
    ...(log ? { log } : {}),
    ...(finding.cutShort ? { cutShort: true as const } : {}),
    scenario: scenarioPath(finding),
  };
}
