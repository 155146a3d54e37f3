/**
 * Runs a check, in this process or in the threads of `--jobs`, and shows progress if somebody watches. Then prints what
 * the router's kinds report about the run, in whichever thread they ran.
 */
import type { AnyRouterKind } from '#spec';
import type { CheckOptions } from '../../campaign/check.ts';
import { Undriven } from '../../network/undriven.ts';
import type { CampaignResult } from '../../verdict/campaignResult.ts';
import type { CheckFlags, RunSettings } from '../arguments/checkFlags.ts';
import type { JudgeFlags } from '../arguments/judges.ts';
import { fitKind } from '../arguments/judges.ts';
import { isOfUser, startAnew } from '../arguments/routers.ts';
import type { OutputAttempts } from '../files/outputAttempts.ts';
import { firstSightOn } from '../program/firstSight.ts';
import { progressOn } from '../program/progress.ts';
import type { Terminal } from '../program/terminal.ts';
import { openObservations } from './observations.ts';
import type { PartialOf } from './partialResults.ts';
import { afterInterrupt, partialKeeper } from './partialResults.ts';
import { Pool } from './pool.ts';

interface CheckRun {
  readonly flags: CheckFlags;
  readonly settings: RunSettings;
  readonly kinds: readonly AnyRouterKind[];
  /** Gets told of lines of `--observe` that cannot be written. The run goes on without them. */
  readonly attempts: OutputAttempts;
  /** Returns what to print and write if the run cannot end by itself. */
  readonly partialOf: PartialOf;
  /** Called if the router could not be driven any further, with the result until then; null if nothing was run. */
  readonly onUndriven: (error: Undriven, soFar: CampaignResult | null) => Promise<void>;
}

/** Runs a check or a shard of one on worker threads. `run`: what the machinery does with the performer. */
export async function performRun<T>(
  { flags, settings, kinds, attempts, partialOf, onUndriven }: CheckRun,
  terminal: Terminal,
  run: (kinds: readonly AnyRouterKind[], options: CheckOptions) => Promise<T>,
): Promise<T> {
  const {
    router,
    time,
    shrink,
    shrinkTime,
    bail,
    jobs = 1,
    observe,
    report,
    force = false,
    ...judge
  } = flags;
  const observations =
    observe === undefined
      ? null
      : openObservations(observe, { cwd: terminal.cwd, force, attempts });
  const progress = progressOn(terminal, time);
  const { cwd, interrupted } = terminal;
  const workers =
    jobs > 1
      ? new Pool(
          jobs,
          { router, cwd, check: { judge: judgeFlagsOf(judge), options: settings } },
          interrupted,
        )
      : null;
  const keepPartial = partialKeeper(terminal, partialOf);
  let startCount = 0;
  const latest: { result?: () => CampaignResult } = {};
  try {
    return await run(kinds, {
      ...settings,
      ...(time === undefined ? {} : { timeMs: time }),
      shrink,
      ...(shrinkTime === undefined ? {} : { shrinkMs: shrinkTime }),
      ...(bail === undefined ? {} : { bail }),
      ...(workers ? { workers } : {}),
      ...(observations ? { onObservation: observations.write } : {}),
      ...(report.includes('text')
        ? { onFinding: firstSightOn(terminal, progress, settings.known) }
        : {}),
      ...(isOfUser(router)
        ? {
            startAnew: async (at: number) => {
              const started = await startAnew(router, terminal, at, ++startCount);
              return { ...started, kind: fitKind(started.kind, judge) };
            },
          }
        : {}),
      onProgress: (done) => progress.tick(done),
      onShrinking: (done) => progress.tickShrinking(done),
      onPartial: (soFar, findings) => {
        latest.result = soFar;
        keepPartial(soFar, findings);
      },
      givenUp: afterInterrupt(interrupted),
      signal: interrupted,
      now: terminal.now,
    });
  } catch (error) {
    progress.clear();
    if (error instanceof Undriven) await onUndriven(error, latest.result?.() ?? null);
    throw error;
  } finally {
    progress.clear();
    observations?.close();
    const told = workers ? await workers.close() : kinds.flatMap(reportLinesOf);
    for (const line of told) terminal.err(`${line}\n`);
    const faults = workers?.endFaults ?? [];
    if (faults.length > 0)
      terminal.atEnd?.(async () => {
        throw new Undriven(faults.join('\n'));
      });
  }
}

function judgeFlagsOf({ profile, judge, withhold }: JudgeFlags): JudgeFlags {
  return {
    ...(profile ? { profile } : {}),
    ...(judge ? { judge } : {}),
    ...(withhold === undefined ? {} : { withhold }),
  };
}

/** Returns what a kind reports about the run, such as how many acknowledgements were really withheld. */
export function reportLinesOf(kind: AnyRouterKind): string[] {
  return 'told' in kind && kind.told ? [`${kind.name}: ${kind.told()}`] : [];
}
