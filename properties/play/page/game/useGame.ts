/**
 * The game: what is being played and everything that can be done to it. Each change of the scenario is run at once on the chosen
 * router (`play/page/game/useRun.ts`).
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { State } from '#model';
import type { Scenario, Step } from '#spec';
import { phraseOfStep } from '../../../wording/steps.ts';
import type { Address } from '../../session/address.ts';
import { fragmentOf } from '../../session/address.ts';
import type { Edited } from '../../session/keepLegal.ts';
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
import { FOREIGN, kindNamed, OURS } from './routers.ts';
import type { Thread } from './thread.ts';
import type { Running } from './useRun.ts';
import { useRun } from './useRun.ts';

export interface Game extends Omit<Running, 'isRun'> {
  readonly session: Session;
  readonly router: string;
  readonly selection: Selection;
  /** How many frames of the trace are done at what is shown, those of the epilogue included. */
  readonly at: number;
  /** How many steps of the scenario are done there: the next one is put in behind them. */
  readonly modelAt: number;
  /** The model's state there. */
  readonly state: State;
  /** What the last change did besides, or why it was refused. */
  readonly notice: string;
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
  const states = useRef(new ModelStates());
  const { scenario } = session;
  const running = useRun(scenario, router, played, thread);
  const { trace, isRun } = running;
  const at = Math.min(session.at, trace.frames.length);
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
    ...running,
    session,
    router,
    selection,
    at,
    modelAt,
    state: states.current.stateAt(scenario, modelAt),
    notice,
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
    goTo: (to) => setSession(goTo(session, Math.max(0, Math.min(to, trace.frames.length)))),
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
