/**
 * The document of a shard: what it gathered, of which run it is a part, and a closing record, without which it is
 * refused. The record counts what is above it and seals it, so that a shard that was cut short, on the machine or on
 * the way, is told from a whole one. It reads and writes no file.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Trace } from '../lockstep/trace.ts';
import type { CampaignResult } from '../verdict/campaignResult.ts';
import type { Deviation } from '../verdict/deviations.ts';
import type { Shard } from './gather.ts';

/** Of this layout; another layout has another number. */
const FORMAT = 1;

/** What all shards of a run must have in common, each as it is told to the user. */
export type RunFacts = Readonly<Record<string, string>>;

export interface ShardDocument {
  readonly shard: Shard;
  readonly run: RunFacts;
  /** As given with --router, and what else `replay` has to be told. */
  readonly router: string;
  readonly replay: string;
  readonly deviations: readonly Deviation[];
  readonly gathered: CampaignResult;
  /** Of the findings, by their ids, for those who were run once more. */
  readonly traces: Readonly<Record<string, Trace>>;
}

const shape = z.looseObject({
  partyline: z.string(),
  format: z.literal(FORMAT),
  shard: z.strictObject({ index: z.int().min(1), count: z.int().min(1) }),
  run: z.record(z.string(), z.string()),
});
const closing = z.strictObject({
  scenarios: z.int().min(0),
  expected: z.int().min(0),
  findings: z.int().min(0),
  seal: z.string(),
});

export function buildShardDocument(document: ShardDocument, expected: number, partyline: string) {
  const { gathered } = document;
  const body = { partyline, format: FORMAT, ...document };
  // A run that was interrupted did not come to its end, and says so by leaving it out.
  if (gathered.interrupted) return body;
  const { scenarios, found } = gathered;
  return {
    ...body,
    closing: { scenarios, expected, findings: found.length, seal: sealOf(body) },
  };
}

function sealOf(body: object): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

/** The document in `value`, or one sentence that says what is wrong with it and what to do. */
export function parseShard(value: unknown, partyline: string): ShardDocument | string {
  const versioned = z.looseObject({ partyline: z.string() }).safeParse(value);
  if (versioned.success && versioned.data.partyline !== partyline)
    return `was written by partyline ${versioned.data.partyline}, and this is ${partyline}. Run and merge shards with one version.`;
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `is no report of a shard (${issue?.path.join('.') || 'document'}: ${issue?.message}). Expected what \`partyline check --shard\` writes.`;
  }
  // As it was written: a parser may put its keys in another order.
  const { closing: record, ...body } = value as Record<string, unknown>;
  if (record === undefined)
    return 'has no closing record: the shard was interrupted before its end. Run it again.';
  const closed = closing.safeParse(record);
  if (!closed.success || closed.data.seal !== sealOf(body))
    return 'is not what the shard wrote: its closing record does not fit what is above it. Fetch it again, or run the shard again.';
  if (closed.data.scenarios !== closed.data.expected)
    return `tells of ${closed.data.scenarios} scenarios where ${closed.data.expected} were to be run. Run the shard again.`;
  // The seal says that this version wrote all of it.
  return body as unknown as ShardDocument;
}
