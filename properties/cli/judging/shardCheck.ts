/**
 * A shard of a check: runs its part and leaves what it gathered in `--out`, for `merge`. It gives no verdict, for a
 * part sees too little: it fails on what it found, and on nothing that it did not see.
 */
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { clauseIds } from '#spec';
import type { Shard } from '../../campaign/gather.ts';
import type { Run } from '../../campaign/shardDocument.ts';
import { shardDocument } from '../../campaign/shardDocument.ts';
import { scenarioPath } from '../../report/forms/json.ts';
import { findingText } from '../../report/text/finding.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import { judge } from '../../verdict/deviations.ts';
import type { Gathered } from '../../verdict/gathered.ts';
import { reportOf } from '../../verdict/report.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { coloursFor } from '../../wording/colours.ts';
import { counted } from '../../wording/counts.ts';
import type { CheckFlags, RunOrder } from '../arguments/checkFlags.ts';
import { writeDocument } from '../arguments/documents.ts';
import type { Kind } from '../arguments/routers.ts';
import { acknowledge } from '../arguments/shard.ts';
import { reasonsFor, replayFlags, replayLine } from '../output/telling.ts';
import { tracesOf } from '../output/traces.ts';
import type { Exit } from '../program/exits.ts';
import { exits, unexplained } from '../program/exits.ts';
import type { Machinery } from '../program/machinery.ts';
import type { Terminal } from '../program/terminal.ts';
import { plainOnly } from '../program/terminal.ts';
import { version } from '../program/version.ts';
import { performed } from '../workers/performing.ts';

export interface ShardCheck {
  readonly flags: CheckFlags;
  readonly shard: Shard;
  readonly folder: string;
  readonly kinds: readonly Kind[];
  readonly order: RunOrder;
  readonly deviations: readonly Deviation[];
}

export async function checkShard(
  { flags, shard, folder, kinds, order, deviations }: ShardCheck,
  terminal: Terminal,
  machinery: Machinery,
): Promise<Exit> {
  await acknowledge(terminal);
  let expected = 0;
  const gathered = await performed(flags, order, kinds, terminal, (of, options) =>
    machinery.gather(of, {
      ...options,
      shard,
      onProgress: (done) => {
        expected = done.total;
        options.onProgress?.(done);
      },
    }),
  );
  const { report, deviations: judged } = judge(reportOf(gathered), deviations);
  const traces = await tracesOf(report, kinds, terminal, machinery);
  const replay = replayFlags(flags.router, flags);
  const document = shardDocument(
    {
      shard,
      run: runOf(flags, order, kinds, deviations),
      router: flags.router,
      replay,
      deviations,
      gathered,
      traces: Object.fromEntries(traces),
    },
    expected,
    version,
  );
  for (const finding of report.findings)
    await writeDocument(join(folder, scenarioPath(finding)), finding.scenario);
  const path = join(folder, `shard-${shard.index}-of-${shard.count}.json`);
  await writeDocument(path, document);
  terminal.err(`wrote ${relative(terminal.cwd, path)}\n`);
  const told = judged.flatMap(({ state, findings }) => (state === 'expected' ? findings : []));
  const found = report.findings.filter(
    (finding) => !told.includes(finding.id) || unexplained(finding, report),
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
        ascii: plainOnly(terminal.env),
      })}\n`,
    );
  if (report.interrupted) return exits.interrupted;
  return found.some((finding) => unexplained(finding, report)) ? exits.violated : exits.asExpected;
}

function shardText(gathered: Gathered, { index, count }: Shard, found: readonly Finding[]): string {
  const { kinds, seed, scenarios, steps, seconds, interrupted } = gathered;
  const [kind] = kinds;
  return [
    `${kind?.name} ${kind?.version}, shard ${index} of ${count}, by partyline ${version}`,
    `seed ${seed}: ${counted(scenarios, 'scenario')}, ${counted(steps, 'step')} in ${seconds.toFixed(1)} s`,
    interrupted
      ? 'Interrupted: this shard cannot be merged. Run it again.'
      : `${counted(found.length, 'finding')}; \`partyline merge\` gives the verdicts, from all ${count} shards`,
    '',
  ].join('\n');
}

/** What all shards of a run have in common, as it is told where it is not. */
function runOf(
  { router, judge: asked, withhold, shrink, fence = true }: CheckFlags,
  order: RunOrder,
  kinds: readonly Kind[],
  deviations: readonly Deviation[],
): Run {
  const { seed, runs, shapes, nodes, interleave, hostile, only, corpus = [] } = order;
  return {
    seed,
    router: `${router} (${kinds.map(({ level, name, version: its }) => `${name} ${its}, ${level} level`).join('; ')})`,
    features: kinds.map(({ features }) => [...features].sort().join(' ')).join('; '),
    '--runs': String(runs),
    '--shape': shapes.join(','),
    '--nodes': String(nodes ?? 'not given'),
    '--interleave': String(interleave ?? 'not given'),
    '--hostile': String(hostile),
    '--judge': asked === 'interval' ? `interval, ${withhold ?? 0} % withheld` : 'model',
    '--only': (only ?? clauseIds).join(','),
    '--no-shrink': shrink ? 'not given' : 'given',
    '--no-fence': fence ? 'not given' : 'given',
    corpus: `${counted(corpus.length, 'document')}, ${digest(corpus)}`,
    deviations: `${deviations.length} declared, ${digest(deviations)}`,
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
