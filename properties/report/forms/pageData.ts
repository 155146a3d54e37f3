/**
 * Page: what the report page shows, as one JSON document that lies in it. The page computes nothing about the law;
 * the traces were taken beforehand, and their drawings are laid out here.
 */
import type { Clause, ClauseId, Scenario } from '#spec';
import { clauses } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import type { JudgedDeviation } from '../../verdict/deviations.ts';
import type { ClauseResult, Finding, RunReport } from '../../verdict/verdict.ts';
import type { Drawing } from '../picture/drawing.ts';
import { drawingOf } from '../picture/layout.ts';

export type PageClause = Pick<ClauseResult, 'id' | 'verdict' | 'evidence' | 'findings'> &
  Pick<Clause, 'level' | 'box' | 'sentence'>;

export interface PageFinding {
  readonly id: string;
  readonly clause: ClauseId;
  readonly strength: Clause['level'];
  readonly sentence: string;
  readonly signature: string;
  readonly detail: string;
  readonly at: number;
  readonly level: Finding['level'];
  readonly also: readonly ClauseId[];
  readonly reproduced: boolean;
  /** Why it fails, one sentence each. */
  readonly explanation: readonly string[];
  /** How many scenarios one edit away were shown to pass or to end otherwise; null where it is not proved. */
  readonly neighbours: number | null;
  /** Why it is expected, when a declared deviation says so. */
  readonly declared: string | null;
  readonly scenario: Scenario;
  /** Null where it was not run once more. */
  readonly shown: { readonly trace: Trace; readonly drawing: Drawing } | null;
  readonly replay: string;
}

export interface PageDocument {
  readonly partyline: string;
  readonly router: RunReport['router'];
  readonly seed: string;
  readonly totals: RunReport['totals'];
  readonly interrupted: boolean;
  readonly clauses: readonly PageClause[];
  readonly findings: readonly PageFinding[];
  readonly deviations: readonly {
    readonly clause: ClauseId;
    readonly signature: string | null;
    readonly state: JudgedDeviation['state'];
    readonly reason: string;
  }[];
}

export interface PageOptions {
  /** Of Partyline. */
  readonly version: string;
  readonly traces: ReadonlyMap<string, Trace>;
  replay(finding: Finding): string;
}

export function pageDocument(
  report: RunReport,
  deviations: readonly JudgedDeviation[],
  { version, traces, replay }: PageOptions,
): PageDocument {
  const { router, seed, totals, interrupted } = report;
  return {
    partyline: version,
    router,
    seed,
    totals,
    interrupted,
    clauses: report.clauses.map(({ id, verdict, evidence, findings }) => {
      const { level, box, sentence } = clauses[id];
      return { id, verdict, evidence, findings, level, box, sentence };
    }),
    findings: report.findings.map((finding) => {
      const trace = traces.get(finding.id);
      const { level: strength, sentence } = clauses[finding.clause];
      const { certificate, explanation = [], ...told } = finding;
      return {
        ...told,
        explanation,
        neighbours: certificate ? certificate.neighbours.length : null,
        strength,
        sentence,
        declared: declaredReason(finding, deviations),
        shown: trace ? { trace, drawing: drawingOf(trace) } : null,
        replay: replay(finding),
      };
    }),
    deviations: deviations.map(({ deviation, state }) => ({
      clause: deviation.clause,
      signature: deviation.signature ?? null,
      state,
      reason: deviation.reason,
    })),
  };
}

function declaredReason({ id }: Finding, deviations: readonly JudgedDeviation[]): string | null {
  const known = deviations.find(
    ({ state, findings }) => state === 'expected' && findings.includes(id),
  );
  return known?.deviation.reason ?? null;
}
