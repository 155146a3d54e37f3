/**
 * Shard: which part of a run this process does, as given or as the environment variables of the CI
 * say. Flags whose meaning depends on the progress of other shards are refused in a shard.
 */
import { appendFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import type { Shard } from '../../campaign/gather.ts';
import { Misuse } from '../program/exits.ts';
import type { Terminal } from '../program/terminal.ts';

/** The value of `--shard`: `2/5`, `auto`, or `auto/5` where the environment tells only the index. */
export type ShardChoice =
  | { readonly kind: 'given'; readonly shard: Shard }
  | { readonly kind: 'auto'; readonly count: number | null };

const MAX_SHARDS = 10_000;

export function readShard(value: string): ShardChoice {
  const parts = /^(?:(\d+)\/(\d+)|auto(?:\/(\d+))?)$/.exec(value);
  const [index, count] = [Number(parts?.[1]), Number(parts?.[2] ?? parts?.[3])];
  if (!parts)
    throw new InvalidArgumentError(
      'Expected the number of this shard and how many there are, such as 2/5, or auto for the index variables of your CI.',
    );
  if (value === 'auto') return { kind: 'auto', count: null };
  if (count < 1 || count > MAX_SHARDS)
    throw new InvalidArgumentError(`Expected from 1 to ${MAX_SHARDS} shards, such as 2/5.`);
  if (parts[1] === undefined) return { kind: 'auto', count };
  if (index < 1 || index > count)
    throw new InvalidArgumentError(
      `Shards count from 1: expected 1/${count} to ${count}/${count}.`,
    );
  return { kind: 'given', shard: { index, count } };
}

/** The environment variables by which a CI system gives the shard. `first`: the number of the first shard, 0 or 1. */
interface ShardVariables {
  readonly name: string;
  readonly index: string;
  readonly total: string | null;
  readonly first: 0 | 1;
}

/**
 * In order of precedence: the workflow's own variables, then systems that tell index and count, then
 * those that tell only the index.
 */
const SHARD_VARIABLES: readonly ShardVariables[] = [
  { name: 'the workflow', index: 'PARTYLINE_JOB_INDEX', total: 'PARTYLINE_JOB_TOTAL', first: 0 },
  { name: 'Bazel', index: 'TEST_SHARD_INDEX', total: 'TEST_TOTAL_SHARDS', first: 0 },
  { name: 'GitLab', index: 'CI_NODE_INDEX', total: 'CI_NODE_TOTAL', first: 1 },
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', total: null, first: 0 },
];

const VARIABLES_TEXT = SHARD_VARIABLES.map(({ name, index, total }) =>
  total === null
    ? `${index} with --shard auto/N (${name}, where N is its completions)`
    : `${index} and ${total} (${name})`,
).join(', ');

/**
 * Finds out which shard to run. Throws Misuse if the environment does not tell the shard, or contradicts the count.
 */
export function resolveShard(choice: ShardChoice, env: Terminal['env']): Shard {
  if (choice.kind === 'given') return choice.shard;
  const place = SHARD_VARIABLES.find(
    ({ index, total }) => env[index] && (total === null ? choice.count !== null : env[total]),
  );
  if (!place)
    throw new Misuse(
      `--shard auto: nothing here tells which shard this is. Expected one of these to be set: ${VARIABLES_TEXT}. Or give it, such as --shard 2/5.`,
    );
  const { name, first } = place;
  const total = place.total === null ? null : readVariable(place.total, env[place.total], 1);
  if (total !== null && choice.count !== null && total !== choice.count)
    throw new Misuse(
      `--shard auto/${choice.count}: ${name} says that there are ${total} shards (${place.total}). Make them agree, or leave the number out.`,
    );
  const count = total ?? choice.count ?? 1;
  const index = readVariable(place.index, env[place.index], first) - first + 1;
  if (index > count)
    throw new Misuse(
      `--shard auto: ${place.index} is ${env[place.index]}, but there are ${count} shards. Expected ${first} to ${count - 1 + first}.`,
    );
  return { index, count };
}

function readVariable(variable: string, value: string | undefined, least: number): number {
  const count = Number(value);
  if (/^\d+$/.test(value ?? '') && count >= least && count <= MAX_SHARDS) return count;
  throw new Misuse(
    `--shard auto: ${variable} is ${JSON.stringify(value)}. Expected a whole number from ${least}.`,
  );
}

/** Tells Bazel that this program can be sharded. Otherwise Bazel would run the whole campaign in each shard. */
export async function acknowledgeShard({ env }: Pick<Terminal, 'env'>): Promise<void> {
  const file = env.TEST_SHARD_STATUS_FILE;
  // Appends nothing: so the file is there, and what is in it stays.
  if (file) await appendFile(file, '');
}

export interface UnshardedFlags {
  readonly time?: number;
  readonly bail?: number;
  readonly shrinkTime?: number;
  readonly keep?: boolean;
  readonly explored?: string;
  readonly against?: string;
  readonly out?: string;
}

/**
 * Checks the flags of a shard. Throws Misuse for those that have no meaning in one. `runs`: number of scenarios of
 * all shards together.
 */
export function refuseUnsharded(
  { time, bail, shrinkTime, keep, explored, against, out }: UnshardedFlags,
  { index, count }: Shard,
  forms: readonly string[],
  runs: number,
): void {
  const refuse = (what: string, why: string) => {
    throw new Misuse(`--shard ${index}/${count} with ${what}: ${why}`);
  };
  if (time !== undefined)
    refuse(
      '--time',
      'how many scenarios a shard runs would hang on how fast its machine is. Give --runs.',
    );
  if (bail !== undefined)
    refuse('--bail', 'where a run stops hangs on what the other shards find. Leave it out.');
  if (shrinkTime !== undefined)
    refuse('--shrink-time', 'findings are shrunk when the shards are joined. Leave it out.');
  if (keep === true)
    refuse(
      '--keep',
      'findings are kept when the shards are joined. Give --keep to `partyline merge`.',
    );
  if (explored !== undefined)
    refuse(
      '--explored',
      'evidence is told when the shards are joined. Give --explored to `partyline merge`.',
    );
  if (against !== undefined)
    refuse(
      '--against',
      'reports are compared when the shards are joined. Give --against to `partyline merge`.',
    );
  if (out === undefined)
    refuse('no --out', 'a shard leaves its report in a folder. Give one, such as --out shards.');
  const others = forms.filter((form) => form !== 'text');
  if (others.length > 0)
    refuse(
      `--report ${others.join(',')}`,
      'verdicts are given when the shards are joined. Give it to `partyline merge`.',
    );
  if (count > runs)
    refuse(
      `--runs ${runs}`,
      `${count} shards have not one scenario each. Give more runs or fewer shards.`,
    );
}
