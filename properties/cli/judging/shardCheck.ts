/**
 * A shard of a check: runs its part and writes the results to `--out`, for `merge`. One part has too few scenarios for
 * verdicts. So its exit code depends only on its findings, and not on clauses that it never exercised.
 */

import { createHash } from 'node:crypto';
import type { AnyRouterKind } from '#spec';
import { clauseIds, featuresOf } from '#spec';
import type { Shard } from '../../campaign/gather.ts';
import type { RunFacts } from '../../campaign/shardDocument.ts';
import { buildShardDocument } from '../../campaign/shardDocument.ts';
import { scenarioPath } from '../../report/forms/json.ts';
import { findingText } from '../../report/text/finding.ts';
import type { CampaignResult } from '../../verdict/campaignResult.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import { applyDeviations } from '../../verdict/deviations.ts';
import { reportOf } from '../../verdict/runReport.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { coloursFor } from '../../wording/colours.ts';
import { formatCount } from '../../wording/counts.ts';
import type { CheckFlags, RunSettings } from '../arguments/checkFlags.ts';
import { limitFlags } from '../arguments/checkFlags.ts';
import { judgeNameOf } from '../arguments/judges.ts';
import { acknowledgeShard } from '../arguments/shard.ts';
import type { OutputAttempts } from '../files/outputAttempts.ts';
import type { OutputFolder } from '../files/outputFolder.ts';
import { shownPath } from '../files/outputFolder.ts';
import { partialReport } from '../output/partialReport.ts';
import { reasonsFor, replayFlags, replayLine } from '../output/reportOutput.ts';
import { tracesOf } from '../output/traces.ts';
import { keepUndriven } from '../output/undrivenRun.ts';
import type { Exit } from '../program/exits.ts';
import { exits, isUnexplained } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';
import { isAsciiOnly } from '../program/terminal.ts';
import { version } from '../program/version.ts';
import { performRun } from '../workers/checkRun.ts';

export interface ShardCheck {
  readonly flags: CheckFlags;
  readonly shard: Shard;
  readonly folder: OutputFolder;
  readonly kinds: readonly AnyRouterKind[];
  readonly order: RunSettings;
  readonly deviations: readonly Deviation[];
  readonly attempts: OutputAttempts;
}

export async function checkShard(
  { flags, shard, folder, kinds, order, deviations, attempts }: ShardCheck,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  await attempts.attempt('The file of TEST_SHARD_STATUS_FILE', () => acknowledgeShard(terminal));
  let expected = 0;
  // A part that was interrupted cannot be merged, so no files are written for it.
  const partialOf = (result: CampaignResult) => partialReport(result, deviations, null);
  const gathered = await performRun(
    {
      ...{ flags, settings: order, kinds, attempts, partialOf },
      onUndriven: (error, soFar) =>
        keepUndriven(error, soFar, { deviations, folder, attempts, writesReport: false }, terminal),
    },
    terminal,
    (of, options) =>
      machinery.gather(of, {
        ...options,
        shard,
        onProgress: (done) => {
          expected = done.total;
          options.onProgress?.(done);
        },
      }),
  );
  const { report, deviations: judged } = applyDeviations(reportOf(gathered), deviations);
  const traces = await tracesOf(report, kinds, terminal, machinery);
  const replay = replayFlags(flags.router, flags);
  const document = buildShardDocument(
    {
      shard,
      run: runFactsOf(flags, order, kinds, deviations),
      router: flags.router,
      replay,
      deviations,
      gathered,
      traces: Object.fromEntries(traces),
    },
    expected,
    version,
  );
  const name = `shard-${shard.index}-of-${shard.count}.json`;
  await attempts.attempt(name, async () => {
    await folder.writeJson(name, document);
    terminal.err(`wrote ${shownPath(folder, name, terminal.cwd)}\n`);
  });
  for (const finding of report.findings) {
    const path = scenarioPath(finding);
    await attempts.attempt(path, () => folder.writeJson(path, finding.scenario));
  }
  const expectedIds = judged.flatMap(({ state, findings }) =>
    state === 'expected' ? findings : [],
  );
  const found = report.findings.filter(
    (finding) => !expectedIds.includes(finding.id) || isUnexplained(finding, report),
  );
  terminal.out(shardText(gathered, shard, found));
  const colours = coloursFor(terminal.coloured);
  for (const finding of found)
    terminal.out(
      `\n${findingText(finding, {
        colours,
        replay: replayLine(finding, { folder, replay }, terminal.cwd),
        trace: traces.get(finding.id),
        explanation: reasonsFor(finding),
        ascii: isAsciiOnly(terminal.env),
      })}\n`,
    );
  if (report.interrupted) return attempts.exitFor(exits.interrupted);
  const hasFailed = found.some((finding) => isUnexplained(finding, report));
  return attempts.exitFor(hasFailed ? exits.violated : exits.asExpected);
}

function shardText(
  gathered: CampaignResult,
  { index, count }: Shard,
  found: readonly Finding[],
): string {
  const { kinds, seed, scenarios, steps, seconds, interrupted } = gathered;
  const [kind] = kinds;
  return [
    `${kind?.name} ${kind?.version}, shard ${index} of ${count}, by partyline ${version}`,
    `seed ${seed}: ${formatCount(scenarios, 'scenario')}, ${formatCount(steps, 'step')} in ${seconds.toFixed(1)} s`,
    interrupted
      ? 'Interrupted: this shard cannot be merged. Run it again.'
      : `${formatCount(found.length, 'finding')}; \`partyline merge\` gives the verdicts, from all ${count} shards`,
    '',
  ].join('\n');
}

/** Returns the settings in which all shards of a run must agree, under the names by which messages call them. */
function runFactsOf(
  flags: CheckFlags,
  settings: RunSettings,
  kinds: readonly AnyRouterKind[],
  deviations: readonly Deviation[],
): RunFacts {
  const { router, profile, withhold, shrink, fence = true } = flags;
  const { seed, runs, shapes, nodes, limits = {}, large, interleave, hostile, only } = settings;
  const { corpus = [] } = settings;
  return {
    seed,
    router: `${router} (${kinds.map(({ level, name, version: its }) => `${name} ${its}, ${level} level`).join('; ')})`,
    features: kinds.map((kind) => [...featuresOf(kind)].sort().join(' ')).join('; '),
    '--runs': String(runs),
    '--shape': shapes.join(','),
    '--nodes': String(nodes ?? 'not given'),
    ...Object.fromEntries(
      limitFlags.map((name) => [`--${name}`, String(limits[name] ?? 'not given')]),
    ),
    '--large': String(large ?? 'not given'),
    '--interleave': String(interleave ?? 'not given'),
    '--hostile': String(hostile),
    '--profile': profile ?? 'not given',
    '--judge':
      judgeNameOf(flags) === 'interval' ? `interval, ${withhold ?? 0} % withheld` : 'model',
    '--only': (only ?? clauseIds).join(','),
    '--no-shrink': shrink ? 'not given' : 'given',
    '--no-fence': fence ? 'not given' : 'given',
    corpus: `${formatCount(corpus.length, 'document')}, ${digest(corpus)}`,
    deviations: `${deviations.length} declared, ${digest(deviations)}`,
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
