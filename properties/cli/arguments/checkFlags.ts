/**
 * The flags of `check` and the run that they describe, as data: the same for this process, for the
 * threads of `--jobs` and for a shard on another machine.
 */
import type { ClauseId } from '#spec';
import type { PerformerOptions } from '../../campaign/performerOptions.ts';
import type { Limits, Shape } from '../../scenario/topology.ts';
import { shapes } from '../../scenario/topology.ts';
import type { Deviation } from '../../verdict/deviations.ts';
import { profiles } from '../../verdict/profiles.ts';
import { Misuse } from '../program/exits.ts';
import type { Corpus } from './corpus.ts';
import type { JudgeFlags } from './judges.ts';
import type { ReportForm } from './options.ts';
import type { ShardChoice } from './shard.ts';

/**
 * Default number of scenarios. In more than 1000 of them everything is delivered at once, in about 1000 frames are held
 * back. They take 40 s on two cores.
 */
export const DEFAULT_RUNS = 2600;

/** Number of hostile frames in a run of the default length; a shorter run uses `HOSTILE_PER_RUN` for each scenario. */
export const DEFAULT_HOSTILE = 100_000;
export const HOSTILE_PER_RUN = 40;

export interface CheckFlags extends JudgeFlags {
  readonly router: string;
  readonly runs?: number;
  /** The run ends this many milliseconds after its first generated scenario. */
  readonly time?: number;
  readonly seed?: string;
  readonly only?: readonly ClauseId[];
  readonly shape?: readonly Shape[];
  /** A scenario has at most this many nodes. */
  readonly nodes?: number;
  /** A scenario has at most this many orcs, client pairs at one node, lines and steps. */
  readonly orcs?: number;
  readonly pairs?: number;
  readonly lines?: number;
  readonly steps?: number;
  /** Percentage of scenarios that are large in one dimension, such as the number of orcs; 0 for none. */
  readonly large?: number;
  readonly deviations?: string;
  /**
   * False for `--no-fence`: a scenario ends at its first known deviation, even where the run could continue past it.
   */
  readonly fence?: boolean;
  /** Path of the certificate of an exploration of this router. */
  readonly explored?: string;
  /** Path of an earlier report, with which this one is compared. */
  readonly against?: string;
  readonly out?: string;
  readonly report: readonly ReportForm[];
  /** Whether the text has every clause with its evidence. */
  readonly verbose?: boolean;
  /** Path of the file that gets one JSON line for each scenario. */
  readonly observe?: string;
  /** Whether files that this program did not write may be overwritten. */
  readonly force?: boolean;
  readonly shrink: boolean;
  /** Findings are shrunk for at most this many milliseconds altogether. */
  readonly shrinkTime?: number;
  readonly bail?: number;
  /** Number of worker threads. */
  readonly jobs?: number;
  readonly shard?: ShardChoice;
  /** Number of hostile frames. */
  readonly hostile?: number;
  /** Percentage of scenarios that hold frames back. */
  readonly interleave?: number;
  /** The folder of the user's own corpus. */
  readonly corpus?: string;
  /** Whether to add new findings to the corpus. */
  readonly keep?: boolean;
}

/** The part of the flags that determines what is run, wherever it is run. */
export type RunSettings = Omit<PerformerOptions, 'judge' | 'signal' | 'now'> & {
  readonly runs: number;
};

export const limitFlags = ['orcs', 'pairs', 'lines', 'steps'] as const;

/** Returns the limits that flags give for the size of a scenario. */
function limitsOf(flags: CheckFlags): Partial<Limits> {
  const given = limitFlags.flatMap((name) => {
    const limit = flags[name];
    return limit === undefined ? [] : [[name, limit] as const];
  });
  return Object.fromEntries(given);
}

/** Returns the clauses that the flags ask for; undefined for all. Throws Misuse if none is left. */
function clausesAsked({ only, profile }: CheckFlags): readonly ClauseId[] | undefined {
  if (profile === undefined) return only;
  const spoken: readonly ClauseId[] = profiles[profile].clauses;
  const asked = (only ?? spoken).filter((id) => spoken.includes(id));
  if (asked.length > 0) return asked;
  throw new Misuse(
    `--only asks for ${only?.join(', ')}, and the profile ${profile} speaks of none of them. Expected one of ${spoken.join(', ')}.`,
  );
}

export function settingsOf(
  flags: CheckFlags,
  seed: string,
  { scenarios }: Corpus,
  deviations: readonly Deviation[],
): RunSettings {
  const { runs, time, shape, nodes, large, interleave, hostile, fence = true } = flags;
  const only = clausesAsked(flags);
  const limits = limitsOf(flags);
  const known = deviations.map(({ clause, signature, alsoAs, scenario }) => ({
    clause,
    signature,
    alsoAs,
    scenario,
  }));
  return {
    seed,
    // With only a time limit, as many scenarios are run as fit in it.
    runs: runs ?? (time === undefined ? DEFAULT_RUNS : Number.MAX_SAFE_INTEGER),
    ...(only === undefined ? {} : { only }),
    hostile:
      hostile ?? Math.min(DEFAULT_HOSTILE, HOSTILE_PER_RUN * (runs ?? Number.MAX_SAFE_INTEGER)),
    // Whether a declared scenario still fails is asked for sure, and not left to what is drawn.
    corpus: [...scenarios, ...deviations.flatMap(({ scenario }) => scenario ?? [])],
    shapes: shape ?? shapes,
    ...(nodes === undefined ? {} : { nodes }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(large === undefined ? {} : { large }),
    ...(interleave === undefined ? {} : { interleave }),
    ...(flags.observe === undefined ? {} : { observe: true }),
    ...(fence && known.length > 0 ? { known } : {}),
  };
}
