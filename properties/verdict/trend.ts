/**
 * Trend: what has changed since an earlier report, cause by cause and clause by clause. A cause is the same where a finding of it has
 * the same signature and the same scenario, whatever its names. One that this run did not meet is healed only if its scenario was run
 * again and passes. Knows no file and runs nothing.
 */
import * as z from 'zod';
import type { Scenario } from '#spec';
import { newerSignature } from '../clauses/olderSignatures.ts';
import { canonicalize } from '../shrink/canonical.ts';
import type { Cause, RunReport, Trend, TrendCause } from './verdict.ts';
import { verdictsInOrder } from './verdict.ts';

const finding = z.looseObject({
  id: z.string(),
  clause: z.string(),
  signature: z.string(),
  reproduced: z.boolean().optional(),
  scenario: z.string(),
});
const earlierShape = z.looseObject({
  partyline: z.string(),
  router: z.looseObject({ name: z.string(), version: z.string() }),
  seed: z.string(),
  clauses: z.array(z.looseObject({ id: z.string(), verdict: z.enum(verdictsInOrder) })),
  findings: z.array(finding),
  /** Older versions wrote no causes: then each finding is one. */
  causes: z
    .array(
      z.looseObject({
        id: z.string(),
        clause: z.string(),
        sentence: z.string(),
        findings: z.array(z.string()),
      }),
    )
    .optional(),
  interrupted: z.boolean().optional(),
});

/** The parts of a report.json, of this version or an older one, that are compared. */
export type EarlierDocument = z.infer<typeof earlierShape>;

/** Returns the document, or one sentence for each fault. */
export function parseEarlier(value: unknown): EarlierDocument | readonly string[] {
  const { data, error } = earlierShape.safeParse(value);
  return (
    data ??
    error?.issues.map(({ path, message }) => `${path.join('.') || 'document'}: ${message}`) ??
    []
  );
}

/** A cause of an earlier report. */
export interface EarlierCause {
  readonly id: string;
  readonly clause: string;
  readonly sentence: string;
  readonly findings: readonly {
    readonly id: string;
    readonly signature: string;
    /** Whether it came again when its scenario was run once more. */
    readonly reproduced: boolean;
    /** Null if its file is not there, or not of this version. */
    readonly scenario: Scenario | null;
  }[];
}

/** How the scenario of an earlier cause ends now: in a signature, by passing (null), or it could not be run, and why. */
export type Again = { readonly signature: string | null } | { readonly unrun: string };

/** `again`: how the scenario of an earlier cause ends now, if the cause is asked for by its id. */
export function trendOf(
  report: RunReport,
  against: Trend['against'],
  verdicts: EarlierDocument['clauses'],
  causes: readonly EarlierCause[],
  again: ReadonlyMap<string, Again>,
): Trend {
  const own = new Map(report.causes.map((cause) => [cause, marksOf(cause, report)]));
  const told: TrendCause[] = [];
  const pair = (cause: Cause | undefined, earlier: EarlierCause, because: string) => {
    if (cause) own.delete(cause);
    const { id, clause, sentence } = cause ?? earlier;
    told.push({
      ...{ state: 'still there', clause, sentence, because, earlier: earlier.id },
      ...(cause ? { id } : {}),
    });
  };
  const firstOf = (fits: (marks: Marks) => boolean) =>
    [...own].find(([, marks]) => fits(marks))?.[0];
  const left: EarlierCause[] = [];
  for (const earlier of causes) {
    const marks = earlierMarks(earlier);
    const same = firstOf(({ exact }) => exact.some((each) => marks.exact.includes(each)));
    if (same) pair(same, earlier, 'the same scenario fails alike');
    else left.push(earlier);
  }
  for (const earlier of left) {
    const { id, clause, sentence } = earlier;
    const { signatures } = earlierMarks(earlier);
    const alike = firstOf((marks) => marks.signatures.some((each) => signatures.includes(each)));
    const now = again.get(id) ?? { unrun: 'it was not run again' };
    const gone = { clause, sentence, earlier: id };
    if ('unrun' in now) {
      if (alike) pair(alike, earlier, `it fails alike; of its earlier scenario: ${now.unrun}`);
      else told.push({ state: 'not seen', ...gone, because: now.unrun });
    } else if (now.signature === null) {
      const because = 'its scenario passes';
      if (earlier.findings.every(({ reproduced }) => reproduced))
        told.push({ state: 'healed', ...gone, because });
      else
        told.push({
          ...{ state: 'not seen', ...gone },
          because: `${because}, but it did not always fail before`,
        });
    } else if (signatures.includes(now.signature))
      pair(alike, earlier, 'its earlier scenario still fails alike');
    else
      told.push({
        ...{ state: 'not seen', ...gone },
        because: `its scenario ends otherwise now, in ${now.signature}`,
      });
  }
  const found = [...own.keys()].map(
    ({ id, clause, sentence }): TrendCause => ({
      ...{ state: 'new', id, clause, sentence },
      because: 'nothing in the earlier report is like it',
    }),
  );
  const before = new Map(verdicts.map(({ id, verdict }) => [id, verdict]));
  return {
    against,
    causes: [...found, ...told],
    clauses: report.clauses.flatMap(({ id, verdict: is }) => {
      const was = before.get(id);
      return was === undefined || was === is ? [] : [{ id, was, is }];
    }),
  };
}

/** The ids of earlier causes that this report does not have by the same scenario: their scenarios are to be run again. */
export function unmetCauses(
  report: RunReport,
  causes: readonly EarlierCause[],
): readonly EarlierCause[] {
  const exact = new Set(report.causes.flatMap((cause) => marksOf(cause, report).exact));
  return causes.filter((cause) => !earlierMarks(cause).exact.some((each) => exact.has(each)));
}

interface Marks {
  readonly signatures: readonly string[];
  /** Each signature with its scenario under plain names. */
  readonly exact: readonly string[];
}

const marksOf = ({ findings: ids }: Cause, { findings }: RunReport): Marks =>
  markAll(findings.filter(({ id }) => ids.includes(id)));

/** What an earlier report told under EVENT may be told under PRUNE now. */
const earlierMarks = ({ findings }: EarlierCause): Marks =>
  markAll(
    findings.flatMap((each) => {
      const newer = newerSignature(each.signature);
      return newer ? [each, { ...each, signature: newer.signature }] : [each];
    }),
  );

function markAll(
  findings: readonly { readonly signature: string; readonly scenario: Scenario | null }[],
): Marks {
  return {
    signatures: findings.map(({ signature }) => signature),
    exact: findings.flatMap(({ signature, scenario }) =>
      scenario === null ? [] : [`${signature} ${JSON.stringify(canonicalize(scenario))}`],
    ),
  };
}
