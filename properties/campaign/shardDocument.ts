/**
 * Shard document: the result of one shard, the campaign it belongs to, and a closing record with counts and a hash of
 * everything above it. Without a correct closing record the document is refused, so that truncated files are noticed.
 * It reads and writes no file.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Trace } from '../lockstep/trace.ts';
import type { CampaignResult } from '../verdict/campaignResult.ts';
import type { Deviation } from '../verdict/deviations.ts';
import type { Shard } from './gather.ts';

/** Version number of the document's layout. */
const FORMAT = 1;

/** What all shards of one campaign must have in common: each fact's name and value, as they are shown to the user. */
export type RunFacts = Readonly<Record<string, string>>;

export interface ShardDocument {
  readonly shard: Shard;
  readonly run: RunFacts;
  /** The router as given with `--router`, and the further arguments that `replay` needs. */
  readonly router: string;
  readonly replay: string;
  readonly deviations: readonly Deviation[];
  readonly gathered: CampaignResult;
  /** For the id of each finding that was run once more to record a trace: its trace. */
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
  // A campaign that was interrupted is incomplete, and gets no closing record.
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

/** Returns the document in `value`, or a sentence that says what is wrong with it and what to do. */
export function parseShard(value: unknown, partyline: string): ShardDocument | string {
  const versioned = z.looseObject({ partyline: z.string() }).safeParse(value);
  if (versioned.success && versioned.data.partyline !== partyline)
    return `was written by partyline ${versioned.data.partyline}, and this is ${partyline}. Run and merge shards with one version.`;
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `is no report of a shard (${issue?.path.join('.') || 'document'}: ${issue?.message}). Expected what \`partyline check --shard\` writes.`;
  }
  // A parser may reorder keys, so the hash is computed over the value as it was read.
  const { closing: record, ...body } = value as Record<string, unknown>;
  if (record === undefined)
    return 'has no closing record: the shard was interrupted before its end. Run it again.';
  const closed = closing.safeParse(record);
  if (!closed.success || closed.data.seal !== sealOf(body))
    return 'is not what the shard wrote: its closing record does not fit what is above it. Fetch it again, or run the shard again.';
  if (closed.data.scenarios !== closed.data.expected)
    return `tells of ${closed.data.scenarios} scenarios where ${closed.data.expected} were to be run. Run the shard again.`;
  // The cast is safe: the hash shows that this version wrote the whole document.
  return body as unknown as ShardDocument;
}
