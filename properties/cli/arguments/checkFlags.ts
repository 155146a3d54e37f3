/**
 * The flags of `check` and what they mean for a run, as data: the same for this process, for the threads of `--jobs`
 * and for a shard on another machine.
 */
import type { ClauseId } from '#spec';
import type { PerformerOptions } from '../../campaign/performer.ts';
import type { Shape } from '../../scenario/topology.ts';
import { shapes } from '../../scenario/topology.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import type { Corpus } from './corpus.ts';
import type { JudgeFlags } from './judges.ts';
import type { ReportForm } from './options.ts';
import type { ShardChoice } from './shard.ts';

/** So that the main job runs more than 1000 settled scenarios and about 1000 that hold frames back, within 40 s on two cores. */
export const DEFAULT_RUNS = 2600;

/** Of a run of the usual length; a shorter one throws as many for each of its scenarios. */
export const DEFAULT_HOSTILE = 100_000;
export const HOSTILE_PER_RUN = 40;

export interface CheckFlags extends JudgeFlags {
  readonly router: string;
  readonly runs?: number;
  /** In ms. */
  readonly time?: number;
  readonly seed?: string;
  readonly only?: readonly ClauseId[];
  readonly shape?: readonly Shape[];
  /** Most nodes of a scenario. */
  readonly nodes?: number;
  readonly deviations?: string;
  /** Known deviations end no scenario where it can go on. */
  readonly fence?: boolean;
  /** The certificate of an exploration of this router. */
  readonly explored?: string;
  readonly out?: string;
  readonly report: readonly ReportForm[];
  readonly shrink: boolean;
  readonly bail?: number;
  /** Worker threads. */
  readonly jobs?: number;
  readonly shard?: ShardChoice;
  /** Hostile frames. */
  readonly hostile?: number;
  /** Percent of the cases. */
  readonly interleave?: number;
  /** The folder of the user's own corpus. */
  readonly corpus?: string;
  /** Findings go into the corpus. */
  readonly keep?: boolean;
}

/** What is run, whoever runs it. */
export type RunSettings = Omit<PerformerOptions, 'judge' | 'signal' | 'now'> & {
  readonly runs: number;
};

export function settingsOf(
  flags: CheckFlags,
  seed: string,
  { scenarios }: Corpus,
  deviations: readonly Deviation[],
): RunSettings {
  const { runs, time, only, shape, nodes, interleave, hostile, fence = true } = flags;
  const known = deviations.map(({ clause, signature }) => ({ clause, signature }));
  return {
    seed,
    // A time limit alone means: as many as fit.
    runs: runs ?? (time === undefined ? DEFAULT_RUNS : Number.MAX_SAFE_INTEGER),
    ...(only === undefined ? {} : { only }),
    hostile:
      hostile ?? Math.min(DEFAULT_HOSTILE, HOSTILE_PER_RUN * (runs ?? Number.MAX_SAFE_INTEGER)),
    corpus: scenarios,
    shapes: shape ?? shapes,
    ...(nodes === undefined ? {} : { nodes }),
    ...(interleave === undefined ? {} : { interleave }),
    ...(fence && known.length > 0 ? { known } : {}),
  };
}
