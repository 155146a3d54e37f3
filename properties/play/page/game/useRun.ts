/**
 * The run: each change of the scenario or the router is run at once in the page, as far as its first difference; the verdict with
 * the epilogue follows from the thread.
 */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Scenario } from '#spec';
import type { Trace } from '../../../lockstep/trace.ts';
import { LivePlayer } from '../../session/livePlayer.ts';
import type { PlayDocument } from '../../session/playDocument.ts';
import { FOREIGN, kindFor, MODEL } from './routers.ts';
import { playServed } from './served.ts';
import type { Thread } from './thread.ts';
import { Stopped } from './thread.ts';

/** What a whole run said: the trace with what the epilogue showed; a sentence if the router could not be run; null until then. */
type Verdict = Trace | string | null;

export interface Running {
  /** The run of the scenario, up to its first difference. Until the run of a change is there, the last one stays. */
  readonly trace: Trace;
  readonly verdict: Verdict;
  /** How many runs have been begun: one for each change of the scenario or the router. */
  readonly runCount: number;
  /** Whether the trace is of this scenario on this router already. */
  readonly isRun: boolean;
  /** Whether the page was made for a recorded trace and the scenario is no longer the recorded one. */
  readonly isModelAlone: boolean;
}

interface Run {
  readonly scenario: Scenario;
  readonly router: string;
  readonly trace: Trace;
}

const noRun = (scenario: Scenario): Trace => ({
  scenario,
  router: { name: '', version: '', level: 'router', features: [] },
  frames: [],
  divergence: null,
});

export function useRun(
  scenario: Scenario,
  router: string,
  played: PlayDocument,
  thread: Thread,
): Running {
  const [run, setRun] = useState<Run | null>(null);
  const [verdict, setVerdict] = useState<Verdict>(null);
  const runCount = useRef(0);
  const { foreign } = played;
  const isRecorded = router === FOREIGN && foreign?.how === 'recorded';
  const isModelAlone =
    isRecorded && JSON.stringify(scenario) !== JSON.stringify(foreign.trace.scenario);
  const player = useMemo(() => {
    const kind = kindFor(isRecorded ? MODEL : router, scenario);
    return kind ? new LivePlayer(kind) : null;
  }, [router, isRecorded, String(scenario.topology.variants)]);

  // Before the next paint, so that a step is seen with what it did.
  useLayoutEffect(() => {
    let isCurrent = true;
    runCount.current++;
    setVerdict(null);
    const show = (trace: Trace, judged: Verdict) => {
      if (!isCurrent) return;
      setRun({ scenario, router, trace });
      setVerdict(judged);
    };
    const playOn = async (): Promise<void> => {
      if (isRecorded && !isModelAlone) return show(foreign.trace, foreign.trace);
      if (scenario.topology.nodes.length === 0) return show(noRun(scenario), noRun(scenario));
      if (!player) {
        const trace = await playServed(scenario);
        return show(trace, trace);
      }
      const trace = await player.play(scenario);
      show(trace, null);
      const judge = isRecorded ? MODEL : router;
      if (!isCurrent) return;
      const wrong = await thread.judge(judge, scenario);
      show(trace, wrong ?? trace);
    };
    playOn().catch((error) => {
      if (isCurrent && !(error instanceof Stopped)) setVerdict(String(error?.message ?? error));
    });
    return () => {
      isCurrent = false;
    };
  }, [scenario, router, player, isModelAlone]);

  // What the epilogue showed is in the verdict's trace alone. Until the run of a change is there, the last one stays.
  const judged = verdict !== null && typeof verdict === 'object' ? verdict : null;
  const isRun = run?.scenario === scenario && run.router === router;
  const shown = judged?.divergence ? judged : (run?.trace ?? noRun(scenario));
  return { trace: shown, verdict, runCount: runCount.current, isRun, isModelAlone };
}
