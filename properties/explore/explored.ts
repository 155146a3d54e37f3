/**
 * Explored: the result of an exploration, as data. It is a certificate if everything within the bounds was covered, a
 * counterexample if something failed, and otherwise the progress so far, which proves nothing.
 */

import * as z from 'zod';
import type { ClauseId, Scenario } from '#spec';
import { clauseIds } from '#spec';
import type { RunReport } from '../verdict/verdict.ts';
import type { Bounds } from './search/bounds.ts';
import { formatBounds, searchShapes } from './search/bounds.ts';
import type { StopReason } from './search/search.ts';

export const EXPLORED_VERSION = 1;

export interface Explored {
  readonly explored: typeof EXPLORED_VERSION;
  /** The router whose scenarios were run; null if only the model was explored. */
  readonly router: {
    readonly name: string;
    readonly version: string;
    readonly level: string;
  } | null;
  readonly bounds: Bounds;
  readonly reductions: {
    /** How many names a state has under exchanges of names; 1 without symmetry reduction. */
    readonly symmetry: number;
    readonly partialOrder: boolean;
    /** Whether scenarios that end in equal tables were continued only once. */
    readonly merged: boolean;
  };
  /** Everything within the bounds was covered, and nothing failed. */
  readonly complete: boolean;
  readonly stopped: StopReason | null;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  /** Number of scenarios that the router ran. */
  readonly scenarios: number;
  /** What was checked in every state or every scenario. */
  readonly checks: readonly { readonly clause: ClauseId; readonly asked: string }[];
  /** Failures that were declared beforehand. Scenarios that end in one of them were not continued. */
  readonly expected: readonly { readonly signature: string; readonly scenarios: number }[];
  readonly finding: {
    readonly clause: ClauseId;
    readonly signature: string;
    readonly detail: string;
    readonly scenario: Scenario;
  } | null;
}

const count = z.int().min(0);
const shape = z.looseObject({
  explored: z.literal(EXPLORED_VERSION),
  router: z.object({ name: z.string(), version: z.string(), level: z.string() }).nullable(),
  bounds: z.strictObject({
    shape: z.enum(searchShapes),
    nodes: count,
    orcs: count,
    lines: count,
    countCap: count,
    queueCap: count,
    steps: count.nullable(),
    interleaved: z.boolean(),
    cuts: z.boolean(),
    stalls: z.boolean().optional(),
  }),
  reductions: z.strictObject({ symmetry: count, partialOrder: z.boolean(), merged: z.boolean() }),
  complete: z.boolean(),
  stopped: z.enum(['time', 'memory', 'interrupted']).nullable(),
  states: count,
  transitions: count,
  depth: count,
  seconds: z.number().min(0),
  scenarios: count,
  checks: z.array(z.strictObject({ clause: z.enum(clauseIds), asked: z.string() })),
  expected: z.array(z.strictObject({ signature: z.string(), scenarios: count })),
  finding: z.looseObject({ clause: z.enum(clauseIds) }).nullable(),
});

/** Returns the certificate in `value`, or one sentence for each fault. An incomplete exploration is no certificate. */
export function parseExplored(value: unknown): Explored | readonly string[] {
  const parsed = shape.safeParse(value);
  if (!parsed.success)
    return parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`,
    );
  if (!parsed.data.complete)
    return [
      'complete: false; an exploration that was stopped, or that found something, proves nothing',
    ];
  return parsed.data as unknown as Explored;
}

/** Returns `exhaustive up to chain of 3 nodes, ...` for one clause; null when the clause was not checked. */
function exhaustiveEvidence(explored: Explored, id: ClauseId): string | null {
  const { bounds, checks, scenarios, expected } = explored;
  if (!checks.some(({ clause }) => clause === id)) return null;
  const around = expected.length > 0 ? `, around ${expected.length} declared deviations` : '';
  return `exhaustive up to ${formatBounds(bounds)} (${scenarios} scenarios${around})`;
}

/** Adds the exhaustive evidence to the report; the certificate must be of the same router. */
export function addExhaustiveEvidence(report: RunReport, explored: Explored): RunReport {
  return {
    ...report,
    clauses: report.clauses.map((result) => {
      const evidence = exhaustiveEvidence(explored, result.id);
      return evidence === null
        ? result
        : { ...result, evidence: `${result.evidence}; ${evidence}` };
    }),
  };
}
