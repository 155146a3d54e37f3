/**
 * The game: what is being played and everything that can be done to it. Each change of the scenario is run at once on the chosen
 * router; the verdict with the epilogue follows from the thread.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { State } from '#model';
import type { Scenario, Step } from '#spec';
import type { Trace } from '../../../lockstep/trace.ts';
import { phraseOfStep } from '../../../wording/steps.ts';
import type { Address } from '../../session/address.ts';
import { fragmentOf } from '../../session/address.ts';
import type { Edited } from '../../session/keepLegal.ts';
import { LivePlayer } from '../../session/livePlayer.ts';
import { ModelStates } from '../../session/modelStates.ts';
import type { PlayDocument } from '../../session/playDocument.ts';
import type { Selection } from '../../session/selection.ts';
import { isThere, WHOLE } from '../../session/selection.ts';
import type { Session } from '../../session/session.ts';
import {
  changeSession,
  emptyScenario,
  goTo,
  openSession,
  redo,
  undo,
} from '../../session/session.ts';
import type { Editing } from '../../session/stepEdits.ts';
import { insertStep } from '../../session/stepEdits.ts';
import { FOREIGN, kindNamed, MODEL, OURS } from './routers.ts';
import { playServed } from './served.ts';
import type { Thread } from './thread.ts';
import { Stopped } from './thread.ts';

/** What a whole run said: the trace with what the epilogue showed; a sentence if the router could not be run; null until then. */
type Verdict = Trace | string | null;

export interface Game {
  readonly session: Session;
  readonly router: string;
  readonly selection: Selection;
  /** The run of the scenario, up to its first difference. */
  readonly trace: Trace;
  readonly verdict: Verdict;
  /** How many frames of the trace are done at what is shown, those of the epilogue included. */
  readonly at: number;
  /** How many steps of the scenario are done there: the next one is put in behind them. */
  readonly modelAt: number;
  /** The model's state there. */
  readonly state: State;
  /** How many runs have been begun: one for each change of the scenario or the router. */
  readonly runCount: number;
  /** What the last change did besides, or why it was refused. */
  readonly notice: string;
  /** Whether the page was made for a recorded trace and the scenario is no longer the recorded one. */
  readonly isModelAlone: boolean;
  readonly select: (selection: Selection) => void;
  readonly choose: (router: string) => void;
  /** Makes a change. `at`: how many steps are done then; `select`: what is selected then. */
  readonly edit: (edited: Edited, at?: number, select?: Selection) => void;
  readonly act: (step: Step) => void;
  /** The scenario, for edits of its steps. */
  readonly editing: Editing;
  readonly open: (scenario: Scenario, at?: number, router?: string) => void;
  readonly goTo: (at: number) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly say: (notice: string) => void;
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

export function useGame(
  played: PlayDocument,
  address: Address | string | null,
  thread: Thread,
): Game {
  const opened = typeof address === 'object' ? address : null;
  const [session, setSession] = useState<Session>(() => {
    const scenario = opened?.scenario ?? played.scenario ?? emptyScenario;
    return openSession(scenario, opened?.at ?? scenario.steps.length);
  });
  const [router, setRouter] = useState(() => {
    const asked = opened?.router ?? played.router;
    const isKnown =
      asked !== null && (kindNamed(asked) !== null || (asked === FOREIGN && played.foreign));
    return isKnown ? (asked as string) : played.foreign ? FOREIGN : OURS;
  });
  const [selection, select] = useState<Selection>(WHOLE);
  const [notice, say] = useState(typeof address === 'string' ? address : '');
  const [run, setRun] = useState<Run | null>(null);
  const [verdict, setVerdict] = useState<Verdict>(null);
  const runCount = useRef(0);
  const states = useRef(new ModelStates());
  const { scenario } = session;
  const { foreign } = played;
  const isRecorded = router === FOREIGN && foreign?.how === 'recorded';
  const isModelAlone =
    isRecorded && JSON.stringify(scenario) !== JSON.stringify(foreign.trace.scenario);
  const player = useMemo(() => {
    const kind = kindNamed(isRecorded ? MODEL : router);
    return kind ? new LivePlayer(kind) : null;
  }, [router, isRecorded]);

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
  const at = Math.min(session.at, shown.frames.length);
  const modelAt = Math.min(isRun ? at : session.at, scenario.steps.length);

  useEffect(() => {
    let isCurrent = true;
    if (scenario.topology.nodes.length === 0) return;
    fragmentOf({ scenario, at: session.at, router }).then((fragment) => {
      if (isCurrent) history.replaceState(null, '', fragment);
    });
    return () => {
      isCurrent = false;
    };
  }, [scenario, session.at, router]);

  const change = (next: Session, told: string, selected: Selection = selection) => {
    setSession(next);
    say(told);
    select(isThere(next.scenario, selected) ? selected : WHOLE);
  };
  const editing: Editing = { scenario, states: states.current };
  const edit = (edited: Edited, to?: number, selected?: Selection) => {
    if ('refused' in edited) return say(`Not allowed: ${edited.refused}`);
    const { dropped } = edited;
    const told = dropped.length === 0 ? '' : toldDropped(dropped);
    const done = to ?? edited.keptBefore(modelAt);
    change(changeSession({ ...session, at: modelAt }, edited.scenario, done), told, selected);
  };
  return {
    session,
    router,
    selection,
    trace: shown,
    verdict,
    at,
    modelAt,
    state: states.current.stateAt(scenario, modelAt),
    notice,
    runCount: runCount.current,
    isModelAlone,
    select,
    choose: (chosen) => {
      setRouter(chosen);
      say('');
    },
    edit,
    act: (step) => edit(insertStep(editing, modelAt, step), modelAt + 1),
    editing,
    open: (opened, done = opened.steps.length, chosen = router) => {
      if (kindNamed(chosen) || chosen === router) setRouter(chosen);
      change(changeSession(session, opened, done), '', WHOLE);
    },
    goTo: (to) => setSession(goTo(session, Math.max(0, Math.min(to, shown.frames.length)))),
    undo: () => change(undo(session), ''),
    redo: () => change(redo(session), ''),
    say,
  };
}

function toldDropped(dropped: readonly { readonly step: Step; readonly why: string }[]): string {
  const [first] = dropped;
  if (!first) return '';
  const others = dropped.length === 1 ? '' : `, and ${dropped.length - 1} more`;
  return `A step went with it: ${phraseOfStep(first.step)} (${first.why})${others}. Undo brings it back.`;
}
