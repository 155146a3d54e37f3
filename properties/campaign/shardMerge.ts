/**
 * Shard merge: checks that shards are the parts of one campaign, each present once, and merges them. Its messages say
 * what the user can do, and name shards as the user named them (usually by file).
 */

import type { CampaignResult } from '../verdict/campaignResult.ts';
import { joinResults } from '../verdict/campaignResult.ts';
import type { ShardDocument } from './shardDocument.ts';

export interface NamedShard {
  readonly name: string;
  readonly document: ShardDocument;
}

/** Returns what is wrong with the shards, one sentence each; empty when they make up one campaign. */
export function shardFaults(shards: readonly NamedShard[]): string[] {
  const [first, ...others] = shards;
  if (!first)
    return ['There is no shard. Give the folders that `partyline check --shard` wrote to.'];
  const faults = others.flatMap((other) => findMismatches(first, other));
  if (faults.length > 0) return faults;
  const { count } = first.document.shard;
  for (let index = 1; index <= count; index++) {
    const those = shards.filter(({ document }) => document.shard.index === index);
    if (those.length > 1)
      faults.push(
        `Shard ${index}/${count} is there ${those.length} times: ${those.map(({ name }) => name).join(', ')}. Give each once.`,
      );
    if (those.length === 0)
      faults.push(
        `Shard ${index}/${count} is missing. Run \`partyline check --shard ${index}/${count}\` with the same flags, or give its folder.`,
      );
  }
  return faults;
}

function findMismatches(left: NamedShard, right: NamedShard): string[] {
  const facts = ({ document }: NamedShard) => ({
    'number of shards': String(document.shard.count),
    ...document.run,
  });
  const [here, there] = [facts(left), facts(right)] as [
    Record<string, string>,
    Record<string, string>,
  ];
  return [...new Set([...Object.keys(here), ...Object.keys(there)])]
    .filter((name) => here[name] !== there[name])
    .map(
      (name) =>
        `${left.name} and ${right.name} are of two runs: ${name} ${here[name] ?? 'not said'} here, ${there[name] ?? 'not said'} there. Run all shards with the same flags.`,
    );
}

/** Merges the shards in the order of their numbers. `shardFaults` must have found nothing. */
export function mergeShards(shards: readonly NamedShard[]): CampaignResult {
  return joinResults(
    shards
      .map(({ document }) => document)
      .sort((left, right) => left.shard.index - right.shard.index)
      .map(({ gathered }) => gathered),
  );
}
