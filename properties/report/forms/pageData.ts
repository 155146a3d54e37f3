/**
 * Page data: everything that the report page shows, as the JSON document embedded in it. The page knows nothing of the law:
 * verdicts and traces were made before, and the drawings are laid out here.
 */
import type { Clause, ClauseId, Scenario, Word } from '#spec';
import { clauses, glossary } from '#spec';
import type { Trace } from '../../lockstep/trace.ts';
import { situations } from '../../scenario/situations/registry.ts';
import type { Situation } from '../../scenario/situations/situation.ts';
import type { Coverage, KindReach } from '../../verdict/coverage.ts';
import type { JudgedDeviation } from '../../verdict/deviations.ts';
import type { ClauseResult, Finding, RunReport, Trend } from '../../verdict/verdict.ts';
import { phraseOfCarries, phraseOfServers } from '../../wording/carries.ts';
import { phraseOfOccurrence } from '../../wording/occurrence.ts';
import type { Drawing } from '../picture/drawing.ts';
import { drawingOf } from '../picture/drawTrace.ts';
import type { LaneChart } from '../picture/laneChart.ts';
import { laneChartOf } from '../picture/laneChart.ts';

export type PageClause = Pick<ClauseResult, 'id' | 'verdict' | 'evidence' | 'findings'> &
  Pick<Clause, 'level' | 'box' | 'sentence'>;

export interface PageFinding {
  readonly id: string;
  readonly clause: ClauseId;
  readonly strength: Clause['level'];
  /** What the law says. */
  readonly law: string;
  /** What the router does wrong; null where the judge sees too little for a sentence. */
  readonly sentence: string | null;
  /** The id of the finding that leads its cause: its own if it does. */
  readonly cause: string;
  readonly signature: string;
  readonly detail: string;
  readonly at: number;
  readonly level: Finding['level'];
  readonly also: readonly ClauseId[];
  /** Why it may not be the router's own: a word, and what it means; null if it came again. */
  readonly doubt: { readonly sign: string; readonly text: string } | null;
  /** Where the run met it first, and how often, in words; null if that was not counted. */
  readonly seen: string | null;
  /** Where the router threw: its own calls, the innermost first; empty if none is known. */
  readonly stack: readonly string[];
  /** What the system has logged itself, the oldest line first; empty if it tells none. */
  readonly log: readonly string[];
  /** Why it fails, one sentence per entry. */
  readonly explanation: readonly string[];
  /** For how many scenarios one edit away it was proved that they do not show the finding; null if this was not proved. */
  readonly neighbours: number | null;
  /** The reason of the deviation that declares this finding; null if there is none. */
  readonly declared: string | null;
  readonly scenario: Scenario;
  /** The trace with its pictures; null if the finding was not run again. */
  readonly shown: {
    readonly trace: Trace;
    readonly drawing: Drawing;
    readonly lanes: LaneChart;
  } | null;
  /** The commands that run its scenario again, and that open it in the playground. */
  readonly replay: string;
  readonly play: string;
}

/** How far the scenarios of one level went; each situation with what it is about. */
export interface PageReach extends Omit<KindReach, 'situations'> {
  readonly situations: readonly (KindReach['situations'][number] & Pick<Situation, 'of'>)[];
}

export interface PageCoverage extends Omit<Coverage, 'reach'> {
  readonly reach: readonly PageReach[];
}

/** The words that the page uses and explains at its end, as the glossary has them. */
const pageWords = [
  'clause',
  'finding',
  'signature',
  'exercised',
  'witness',
  'orc',
  'greathall',
  'pair',
  'backend',
  'carrier',
  'line',
  'horde',
  'nice',
  'model',
  'epilogue',
  'canary',
  'held back',
  'minimal',
  'known deviation',
] as const satisfies readonly Word[];

export type PageWord = (typeof pageWords)[number];

export interface PageDocument {
  readonly partyline: string;
  readonly router: RunReport['router'];
  readonly seed: string;
  readonly totals: RunReport['totals'];
  readonly interrupted: boolean;
  /** What the router declared it can carry, in words; null where that is all that the law allows. */
  readonly carries: string | null;
  readonly servers: string | null;
  /** Null if no scenario was measured. */
  readonly coverage: PageCoverage | null;
  /** Null if the report was not compared with an earlier one. */
  readonly trend: Trend | null;
  readonly words: readonly { readonly word: PageWord; readonly meaning: string }[];
  readonly clauses: readonly PageClause[];
  readonly findings: readonly PageFinding[];
  readonly deviations: readonly {
    readonly clause: ClauseId;
    readonly signature: string | null;
    readonly state: JudgedDeviation['state'];
    readonly covers: JudgedDeviation['covers'];
    readonly otherwise: JudgedDeviation['otherwise'];
    readonly reason: string;
  }[];
}

export interface PageOptions {
  /** The version of Partyline. */
  readonly version: string;
  readonly traces: ReadonlyMap<string, Trace>;
  replay(finding: Finding): string;
}

export function pageDocument(
  report: RunReport,
  deviations: readonly JudgedDeviation[],
  { version, traces, replay }: PageOptions,
): PageDocument {
  const { router, seed, totals, interrupted, carries, serversPerNode, coverage } = report;
  return {
    partyline: version,
    router,
    seed,
    totals,
    interrupted,
    carries: carries ? phraseOfCarries(carries) : null,
    servers: serversPerNode ? phraseOfServers(serversPerNode) : null,
    coverage: coverage ? pageCoverage(coverage) : null,
    trend: report.trend ?? null,
    words: pageWords.map((word) => ({ word, meaning: glossary[word].meaning })),
    clauses: report.clauses.map(({ id, verdict, evidence, findings }) => {
      const { level, box, sentence } = clauses[id];
      return { id, verdict, evidence, findings, level, box, sentence };
    }),
    findings: report.findings.map((finding) => {
      const trace = traces.get(finding.id);
      const { level: strength, sentence: law } = clauses[finding.clause];
      const cause = report.causes.find(({ findings }) => findings.includes(finding.id));
      const {
        certificate,
        seen,
        reproduced: _,
        explanation = [],
        stack = [],
        log = [],
        ...told
      } = finding;
      return {
        ...told,
        explanation,
        doubt: doubtOf(finding),
        seen: seen ? phraseOfOccurrence(seen) : null,
        stack,
        log,
        neighbours: certificate ? certificate.neighbours.length : null,
        strength,
        law,
        sentence: finding.sentence ?? null,
        cause: cause?.id ?? finding.id,
        declared: declaredReason(finding, deviations),
        shown: trace ? { trace, drawing: drawingOf(trace), lanes: laneChartOf(trace) } : null,
        replay: replay(finding),
        play: replay(finding).replace('partyline replay', 'partyline play'),
      };
    }),
    deviations: deviations.map(({ deviation, state, covers, otherwise }) => ({
      clause: deviation.clause,
      signature: deviation.signature ?? null,
      state,
      covers,
      otherwise,
      reason: deviation.reason,
    })),
  };
}

function doubtOf({ reproduced, dependsOnEarlier }: Finding): PageFinding['doubt'] {
  if (dependsOnEarlier)
    return {
      sign: 'depends on earlier scenarios',
      text: 'From a fresh start of the router its scenario ends otherwise: something outlives a scenario.',
    };
  const text = 'It did not come again when its scenario was run once more.';
  return reproduced ? null : { sign: 'unstable', text };
}

function pageCoverage({ reach, ...coverage }: Coverage): PageCoverage {
  const subjects = new Map(situations.map(({ id, of }) => [id, of]));
  return {
    ...coverage,
    reach: reach.map((each) => ({
      ...each,
      situations: each.situations.map(({ id, scenarios }) => {
        const of = subjects.get(id);
        if (of === undefined) throw new Error(`no situation is called ${id}`);
        return { id, scenarios, of };
      }),
    })),
  };
}

function declaredReason({ id }: Finding, deviations: readonly JudgedDeviation[]): string | null {
  const known = deviations.find(
    ({ state, findings }) => state === 'expected' && findings.includes(id),
  );
  return known?.deviation.reason ?? null;
}
